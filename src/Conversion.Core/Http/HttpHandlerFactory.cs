using System;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http;
using System.Security.Authentication;

namespace Conversion.Http;

/// <summary>Creates the network handler. It follows no redirects, because the key must not be sent elsewhere, and uses no cookies.</summary>
internal static class HttpHandlerFactory
{
    /// <summary>The most requests that one pipeline has in flight; a connection may serve several.</summary>
    private const int MaximumConnections = 128;

    /// <summary>The handler of a connection.</summary>
    /// <param name="baseUri">Where the API lies. To this machine no proxy is asked for the way: over http it would see the key.</param>
    public static HttpMessageHandler Create(Uri baseUri) => new HttpClientHandler
    {
        UseProxy = !baseUri.IsLoopback,
        AllowAutoRedirect = false,
        UseCookies = false,
        MaxConnectionsPerServer = MaximumConnections,
        SslProtocols = ProtocolsBeside(ServicePointManager.SecurityProtocol),
    };

    /// <summary>
    /// Windows PowerShell may allow only protocols that no server accepts any more. That setting belongs to the process and is not
    /// changed: only the connections of this handler use TLS 1.2. If the system chooses the protocol, nothing is changed.
    /// </summary>
    [SuppressMessage("Security", "CA5386", Justification = "Only read, to find the setting of the process.")]
    [SuppressMessage("Security", "CA5398", Justification = "Only if the process allows nothing newer; otherwise the system chooses.")]
    internal static SslProtocols ProtocolsBeside(SecurityProtocolType allowed) =>
        allowed == 0 || (allowed & SecurityProtocolType.Tls12) != 0 ? SslProtocols.None : SslProtocols.Tls12;
}
