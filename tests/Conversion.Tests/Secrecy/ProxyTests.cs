using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Core.Tests.Http;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Secrecy;

/// <summary>A proxy of the environment's, which is a process's: each run here is a process of its own.</summary>
public sealed class ProxyTests : IDisposable
{
    private const string Password = "pr0xyPassw0rd";
    private static readonly Canary s_canary = new("s3cr3tOfTheCanary_Zq7");
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("<html>\u001B[31mSign in</html>\r\n\r\n")]
    public async Task It_never_sees_the_key(string answer)
    {
        await using RawServer proxy = new(answer);
        await using RawServer local = new(RawServer.Answer(
            """{"data":{"cnvContactId":"a1b2c3d4-e5f6-7890-abcd-ef1234567890","contactCreated":true}}"""));

        DotnetProcess run = await SendAsync(proxy, new Uri("https://pub-api.conversion.invalid/api"), local.BaseUri);

        // To the API it is asked for a tunnel; what is for this machine, over http, goes past it.
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
            for ($fault = $Error[0].Exception; $fault; $fault = $fault.InnerException) { "$fault" }
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
