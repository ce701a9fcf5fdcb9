using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Emulator.Server;
using Xunit;

namespace Conversion.Core.Tests.Emulator;

public sealed class ServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_listens_on_loopback_and_prints_its_address()
    {
        await using EmulatorServer server = await EmulatorServer.StartAsync(
            new ConversionEmulator(new() { BasePath = "/api/" }), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal($"http://127.0.0.1:{server.BaseUri.Port}/api", server.BaseUri.AbsoluteUri);
        Assert.NotEqual(0, server.BaseUri.Port);
    }

    [Fact]
    public async Task A_stopped_server_no_longer_listens()
    {
        EmulatorServer server = await EmulatorServer.StartAsync(new ConversionEmulator(), cancellationToken: TestContext.Current.CancellationToken);
        await server.DisposeAsync();
        using var socket = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(IPAddress.Loopback, server.BaseUri.Port, TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public async Task A_taken_port_is_an_io_error()
    {
        await using EmulatorServer first = await EmulatorServer.StartAsync(new ConversionEmulator(), cancellationToken: TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<IOException>(() => EmulatorServer.StartAsync(new ConversionEmulator(), first.BaseUri.Port, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("--port")]
    [InlineData("--port", "x")]
    [InlineData("--port", "65536")]
    [InlineData("--port", "-1")]
    [InlineData("--rate-limit", "0")]
    [InlineData("--latency", "NaN")]
    [InlineData("--key", "--data")]
    [InlineData("--nonsense", "1")]
    [InlineData("stray")]
    public async Task Bad_arguments_end_with_code_2_and_the_usage(params string[] arguments)
    {
        await using ServerProcess server = ServerProcess.Start(arguments);
        (int exitCode, string output, string error) = await server.WaitAsync();
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith(arguments[0] == "stray" || arguments[0] == "--nonsense" ? $"Unknown argument '{arguments[0]}'" : arguments[0], error, StringComparison.Ordinal);
        Assert.Contains("--rate-limit <number>", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_is_no_error()
    {
        await using ServerProcess server = ServerProcess.Start("--help");
        (int exitCode, string output, string error) = await server.WaitAsync();
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("--company-field <key>", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_it_cannot_use_ends_with_code_1()
    {
        string path = _folder.Path("contacts.json");
        File.WriteAllText(path, "nonsense");
        await using ServerProcess server = ServerProcess.Start("--port", "0", "--data", path);
        (int exitCode, _, string error) = await server.WaitAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains(path, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_arguments_take_effect()
    {
        await using ServerProcess server = ServerProcess.Start(
            "--port", "0", "--key", Api.Key, "--field", "score", "--field", "tier", "--company-field", "arr", "--rate-limit", "0.001", "--latency", "1");
        Uri baseUri = await server.ReadBaseUriAsync();
        using HttpResponseMessage wrongKey = await SendAsync(Api.Request(baseUri, "{}", key: "sk_live_demo_wrong"));
        using HttpResponseMessage taken = await SendAsync(
            Api.Request(baseUri, """{"email":"a@example.com","fields":{"score":1,"tier":"x"},"companyFields":{"arr":2}}"""));
        using HttpResponseMessage limited = await SendAsync(Api.Request(baseUri, "{}"));
        Assert.Equal(
            (HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.TooManyRequests),
            (wrongKey.StatusCode, taken.StatusCode, limited.StatusCode));
    }

    [Fact]
    public async Task Changes_survive_a_killed_process_after_the_response()
    {
        string path = _folder.Path("contacts.json");
        await using ServerProcess server = ServerProcess.Start("--port", "0", "--data", path);
        Uri baseUri = await server.ReadBaseUriAsync();
        await Parallel.ForAsync(0, 50, async (number, cancellationToken) =>
        {
            using HttpResponseMessage response = await _client.SendAsync(
                Api.Request(baseUri, $$"""{"email":"{{number}}@example.com"}"""), cancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        });
        server.Process.Kill();
        await server.WaitAsync();
        using ContactStore store = ContactStore.Open(path);
        Assert.Equal(
            Enumerable.Range(0, 50).Select(static number => $"{number}@example.com").Order(), store.Select(static contact => contact.Email).Order());
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_stops_it_cleanly(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are of Unix.");
        Assert.SkipWhen(signal == "INT" && IsInterruptIgnored(), "Who started the tests has them ignore SIGINT, as a script does in the background.");
        await using ServerProcess server = ServerProcess.Start("--port", "0");
        await server.ReadBaseUriAsync();
        using Process kill = Process.Start("kill", ["-" + signal, server.Process.Id.ToString(CultureInfo.InvariantCulture)]);
        (int exitCode, string output, string error) = await server.WaitAsync();
        Assert.Equal((0, "", ""), (exitCode, output, error));
    }

    // What a process ignores, those that it starts ignore too, and .NET leaves it so.
    private static bool IsInterruptIgnored()
    {
        const string status = "/proc/self/status";
        const string ignored = "SigIgn:";
        const ulong interrupt = 1 << (2 - 1);
        string? mask = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(static line => line.StartsWith(ignored, StringComparison.Ordinal)) : null;
        return mask is not null && (ulong.Parse(mask.AsSpan(ignored.Length), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & interrupt) != 0;
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) =>
        _client.SendAsync(request, TestContext.Current.CancellationToken);
}
