using System;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http;
using System.Security.Authentication;

namespace Conversion.Http;

/// <summary>The network as the API is to be reached: no redirects, since the key must go nowhere else, and no cookies.</summary>
internal static class HttpHandlerFactory
{
    /// <summary>The most requests that one pipeline has in flight; a connection may serve several.</summary>
    private const int MaximumConnections = 128;

    /// <summary>The handler of a connection.</summary>
    /// <param name="baseUri">Where the API lies. To this machine no proxy is asked for the way: over http it would see the key.</param>
    public static HttpMessageHandler Create(Uri baseUri) => new HttpClientHandler
    {
        UseProxy = !ClientSettings.IsLoopback(baseUri),
        AllowAutoRedirect = false,
        UseCookies = false,
        MaxConnectionsPerServer = MaximumConnections,
        SslProtocols = ProtocolsBeside(ServicePointManager.SecurityProtocol),
    };

    /// <summary>
    /// Windows PowerShell may be set to protocols that no server takes any more. That setting is the process's and not ours; for
    /// our own connections we ask for more. Where the system chooses, it chooses.
    /// </summary>
    [SuppressMessage("Security", "CA5386", Justification = "Only read, to see what the process is set to.")]
    [SuppressMessage("Security", "CA5398", Justification = "Only where the process is set to less; else the system chooses.")]
    internal static SslProtocols ProtocolsBeside(SecurityProtocolType allowed) =>
        allowed == 0 || (allowed & SecurityProtocolType.Tls12) != 0 ? SslProtocols.None : SslProtocols.Tls12;
}
