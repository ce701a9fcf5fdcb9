using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Core.Tests.Http;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Secrecy;

/// <summary>A proxy from an environment variable, which belongs to a process: each run is a separate process.</summary>
public sealed class ProxyTests : IDisposable
{
    private const string Password = "pr0xyPassw0rd";
    private static readonly Canary s_canary = new("s3cr3tOfTheCanary_Zq7");
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("<html>\u001B[31mSign in</html>\r\n\r\n")]
    public async Task A_proxy_never_sees_the_key(string response)
    {
        await using RawServer proxy = new(response);
        await using RawServer local = new(RawServer.OkResponse(
            """{"data":{"cnvContactId":"a1b2c3d4-e5f6-7890-abcd-ef1234567890","contactCreated":true}}"""));

        DotnetProcess run = await SendAsync(proxy, new Uri("https://pub-api.conversion.invalid/api"), local.BaseUri);

        // For the API, the proxy is asked for a tunnel; http requests to the local machine bypass it.
        Assert.All(proxy.Requests, request => Assert.StartsWith("CONNECT pub-api.conversion.invalid:443 ", request));
        Assert.NotEmpty(proxy.Requests);
        Assert.Single(local.Requests);
        Assert.True(run.Output.Contains("\nFailed network_error ", StringComparison.Ordinal), run.Output + run.Error);
        Assert.True(run.Output.Contains("\nCreated ", StringComparison.Ordinal), run.Output + run.Error);
        s_canary.AssertAbsent([.. proxy.Requests, run.Output, run.Error]);
        Assert.DoesNotContain(Password, run.Output + run.Error);
        Assert.DoesNotContain("\u001B[31mSign", run.Output + run.Error, StringComparison.Ordinal);
    }

    private Task<DotnetProcess> SendAsync(RawServer proxy, params Uri[] apis)
    {
        string script = _folder.Write("send.ps1", $$"""
            $VerbosePreference = 'Continue'
            foreach ($api in {{string.Join(", ", apis.Select(api => $"'{api}'"))}}) {
                Connect-Cnv -BaseUri $api -MaximumRetryCount 0
                @{ Email = 'a@b.c' } | Set-CnvContact | ForEach-Object { "$($_.Status) $($_.ErrorCode) $($_.ErrorMessage)" }
            }
            for ($exception = $Error[0].Exception; $exception; $exception = $exception.InnerException) { "$exception" }
            """);
        string address = $"http://user:{Password}@127.0.0.1:{proxy.Port}";
        Dictionary<string, string> environment = new()
        {
            ["CNV_API_KEY"] = s_canary.Key,
            ["http_proxy"] = address,
            ["https_proxy"] = address,
            ["no_proxy"] = string.Empty,
        };
        return DotnetProcess.RunAsync(environment, Checkout.Shell, "-NoProfile", "-File", script);
    }
}
