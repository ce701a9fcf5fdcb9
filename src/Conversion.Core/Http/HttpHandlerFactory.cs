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

    /// <summary>How long a connection is used before a new one looks the host's name up again.</summary>
    internal static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    /// <summary>The handler of a connection.</summary>
    /// <param name="baseUri">The base URI of the API. No proxy is used to the local machine: over http it would see the key.</param>
    public static HttpMessageHandler Create(Uri baseUri) => Create(baseUri, ConnectionLifetime);

    /// <inheritdoc cref="Create(Uri)"/>
    /// <param name="baseUri">The base URI of the API.</param>
    /// <param name="lifetime">How long a connection is used.</param>
    internal static HttpMessageHandler Create(Uri baseUri, TimeSpan lifetime)
    {
        bool useProxy = !ClientSettings.IsLoopback(baseUri);
        if (CreateSocketsHandler(lifetime, useProxy) is HttpMessageHandler handler)
        {
            return handler;
        }

        // .NET Framework keeps its connections by host: this is the setting of this one host.
        ServicePointManager.FindServicePoint(baseUri).ConnectionLeaseTimeout = (int)lifetime.TotalMilliseconds;
        return new HttpClientHandler
        {
            UseProxy = useProxy,
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = MaximumConnections,
            SslProtocols = ProtocolsBeside(ServicePointManager.SecurityProtocol),
        };
    }

    // The handler of .NET that bounds the lifetime of connections. What this is compiled against does not have it.
    private static HttpMessageHandler? CreateSocketsHandler(TimeSpan lifetime, bool useProxy)
    {
        if (typeof(HttpClientHandler).Assembly.GetType("System.Net.Http.SocketsHttpHandler") is not Type type)
        {
            return null;
        }

        HttpMessageHandler handler = (HttpMessageHandler)Activator.CreateInstance(type)!;
        Set("UseProxy", useProxy);
        Set("AllowAutoRedirect", false);
        Set("UseCookies", false);
        Set("MaxConnectionsPerServer", MaximumConnections);
        Set("PooledConnectionLifetime", lifetime);
        return handler;

        void Set(string property, object value) => type.GetProperty(property)!.SetValue(handler, value);
    }

    /// <summary>
    /// Windows PowerShell may allow only protocols that no server accepts any more. That setting belongs to the process and is not
    /// changed: only the connections of this handler use TLS 1.2. If the system chooses the protocol, nothing is changed.
    /// </summary>
    [SuppressMessage("Security", "CA5386", Justification = "Only read, to find the setting of the process.")]
    [SuppressMessage("Security", "CA5398", Justification = "Only if the process allows nothing newer; otherwise the system chooses.")]
    internal static SslProtocols ProtocolsBeside(SecurityProtocolType allowed) =>
        allowed == 0 || (allowed & SecurityProtocolType.Tls12) != 0 ? SslProtocols.None : SslProtocols.Tls12;
}
