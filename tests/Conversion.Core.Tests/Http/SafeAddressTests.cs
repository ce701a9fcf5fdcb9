using System;
using System.Net;
using System.Net.Http;
using System.Security.Authentication;
using Conversion.Client;
using Conversion.Core.Tests.Client;
using Conversion.Http;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>Which addresses the key may be sent to.</summary>
public sealed class SafeAddressTests
{
    [Theory]
    [InlineData("https://pub-api.conversion.ai/api")]
    [InlineData("HTTPS://PUB-API.CONVERSION.AI/API/")]
    [InlineData("https://192.0.2.1:8443")]
    [InlineData("https://localhost/api")]
    [InlineData("http://localhost")]
    [InlineData("http://LOCALHOST:5080/api")]
    [InlineData("http://127.0.0.1:5080/api")]
    [InlineData("http://127.1.2.3/")]
    [InlineData("http://[::1]:5080/api")]
    public void The_key_may_be_sent_over_https_and_to_the_local_machine(string uri)
    {
        Assert.True(ClientSettings.IsSafe(new Uri(uri)));
    }

    [Theory]
    [InlineData("http://pub-api.conversion.ai/api")]
    [InlineData("http://192.0.2.1/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://0.0.0.0/")]
    [InlineData("http://localhost.example.com/")]
    [InlineData("http://127.0.0.1.example.com/")]
    [InlineData("http://notlocalhost/")]
    [InlineData("http://localhost./")]
    [InlineData("http://localhost.localdomain/")]
    [InlineData("http://127.0.0.1.nip.io/")]
    [InlineData("http://127.0.0.1@example.com/")]
    [InlineData("http://example.com:127/")]
    [InlineData("http://example.com/localhost")]
    [InlineData("http://128.0.0.1/")]
    [InlineData("http://[::]/")]
    [InlineData("http://[::2]/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://[::ffff:192.0.2.1]/")]
    [InlineData("http://l\u043Ecalhost/")]
    [InlineData("http://xn--lcalhost-cgg/")]
    [InlineData("http://localhost@example.com/")]
    [InlineData("https://user@pub-api.conversion.ai/api")]
    [InlineData("https://user:pass@pub-api.conversion.ai/api")]
    [InlineData("https://pub-api.conversion.ai/api?x=1")]
    [InlineData("https://pub-api.conversion.ai/api#x")]
    [InlineData("ftp://localhost/")]
    [InlineData("ws://localhost/")]
    [InlineData("file:///api")]
    [InlineData("/api")]
    [InlineData("pub-api.conversion.ai/api")]
    public void The_key_is_never_sent_anywhere_else(string uri)
    {
        Assert.False(ClientSettings.IsSafe(new Uri(uri, UriKind.RelativeOrAbsolute)));
    }

    [Theory]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://[0:0:0:0:0:0:0:1]/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://\uFF11\uFF12\uFF17.0.0.1/")]
    [InlineData("http://\uFF4C\uFF4F\uFF43\uFF41\uFF4C\uFF48\uFF4F\uFF53\uFF54/")]
    [InlineData("http://loopback/")]
    public void A_host_is_local_only_if_a_request_would_go_to_this_machine(string uri)
    {
        Uri address = new(uri);

        Assert.True(!ClientSettings.IsSafe(address)
            || address.IdnHost == "localhost"
            || IPAddress.IsLoopback(IPAddress.Parse(address.IdnHost)));
    }

    [Fact]
    public void The_default_address_of_the_API_is_safe()
    {
        Assert.True(ClientSettings.IsSafe(ClientSettings.DefaultBaseUri));
    }

    [Fact]
    public void A_client_for_an_unsafe_address_cannot_be_created()
    {
        ClientSettings settings = new() { ApiKey = EmulatedApi.Key, BaseUri = new Uri("http://example.com/") };
        using HttpClientHandler handler = new();

        Assert.Contains("https only", Assert.Throws<ArgumentException>(() => new ConversionClient(settings, handler)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:5080/api", false)]
    [InlineData("http://LOCALHOST:5080/api", false)]
    [InlineData("https://127.0.0.1/api", false)]
    [InlineData("https://pub-api.conversion.ai/api", true)]
    public void No_proxy_is_used_for_the_local_machine(string uri, bool usesProxy)
    {
        using SocketsHttpHandler handler = Assert.IsType<SocketsHttpHandler>(HttpHandlerFactory.Create(new Uri(uri)));

        Assert.Equal(usesProxy, handler.UseProxy);
    }

    [Fact]
    public void Disposing_the_client_disposes_its_handler()
    {
        HttpClientHandler handler = new();
        new ConversionClient(new ClientSettings { ApiKey = EmulatedApi.Key }, handler).Dispose();

        Assert.Throws<ObjectDisposedException>(() => handler.UseProxy = false);
    }

    [Theory]
    [InlineData(0, SslProtocols.None)]
    [InlineData(SecurityProtocolType.Tls12, SslProtocols.None)]
    [InlineData(SecurityProtocolType.Tls | SecurityProtocolType.Tls12, SslProtocols.None)]
    [InlineData(SecurityProtocolType.Tls, SslProtocols.Tls12)]
    [InlineData((SecurityProtocolType)48 | SecurityProtocolType.Tls, SslProtocols.Tls12)]
    public void Modern_TLS_is_enabled_where_the_process_allows_only_old_protocols(SecurityProtocolType process, SslProtocols ours) =>
        Assert.Equal(ours, HttpHandlerFactory.ProtocolsBeside(process));
}
