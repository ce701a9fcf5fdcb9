using System;
using System.Net.Http;

namespace Conversion.Transport;

/// <summary>The network as the API is to be reached: no redirects, since the key must go nowhere else, and no cookies.</summary>
internal static class Network
{
    /// <summary>The most requests that one pipeline has in flight; a connection may serve several.</summary>
    private const int MaximumConnections = 128;

    /// <param name="baseUri">Where the API lies. To this machine no proxy is asked for the way: over http it would see the key.</param>
    public static HttpMessageHandler CreateHandler(Uri baseUri) => new HttpClientHandler
    {
        UseProxy = !baseUri.IsLoopback,
        AllowAutoRedirect = false,
        UseCookies = false,
        MaxConnectionsPerServer = MaximumConnections,
    };
}
