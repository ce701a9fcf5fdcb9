using System;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading.Tasks;
using Conversion.Client;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>What a client tells about the waits of its requests, while they wait.</summary>
public sealed class RequestWaitTests
{
    private readonly FakeClock _clock = new() { IsManual = true };

    private static ClientSettings Settings => new() { ApiKey = EmulatedApi.Key };

    private async Task<RequestWait> WaitAfterAsync(Fault fault)
    {
        using EmulatedApi api = new(_clock);
        api.Faults.Enqueue(fault);
        Task<UpsertOutcome> upsert = api.UpsertAsync();
        await Eventually.IsTrueAsync(() => _clock.Delays.Count == 1);
        RequestWait wait = Assert.IsType<RequestWait>(api.Client.Wait);
        _clock.Advance(wait.Until - wait.Since);
        Assert.Equal(UpsertStatus.Created, (await upsert).Status);
        Assert.Null(api.Client.Wait);
        return wait;
    }

    [Fact]
    public async Task A_429_is_a_wait_for_the_rate_limit()
    {
        RequestWait wait = await WaitAfterAsync(Fault.Status(429, retryAfter: "12"));
        Assert.Equal((null, TimeSpan.FromSeconds(12)), (wait.Reason, wait.Until - wait.Since));
    }

    [Theory]
    [InlineData(503, "30")]
    [InlineData(500, null)]
    public async Task An_error_of_the_server_is_named_with_the_next_attempt(int status, string? retryAfter)
    {
        RequestWait wait = await WaitAfterAsync(Fault.Status(status, retryAfter: retryAfter));
        Assert.Equal(($"HTTP {status}", 2, 7), (wait.Reason, wait.Attempt, wait.MaximumAttempts));
    }

    [Fact]
    public async Task A_lost_connection_is_named_with_host_and_port() =>
        Assert.Equal("connection to pub-api.conversion.ai:443 lost", (await WaitAfterAsync(Fault.ResetBeforeApplying())).Reason);

    [Theory]
    [InlineData(SocketError.ConnectionRefused, "connection refused by pub-api.conversion.ai:443")]
    [InlineData(SocketError.HostNotFound, "no address found for pub-api.conversion.ai:443")]
    [InlineData(SocketError.NetworkUnreachable, "no connection to pub-api.conversion.ai:443")]
    public async Task An_outage_is_named_and_its_attempts_are_counted(SocketError error, string reason)
    {
        using StubHandler away = new((_, _) => throw new HttpRequestException("Away.", new SocketException((int)error)));
        using ConversionClient client = new(Settings, away, _clock, static () => 0.5);
        Task<UpsertOutcome> upsert = client.UpsertContactAsync(EmulatedApi.Contact(), TestContext.Current.CancellationToken);
        for (int attempt = 2; attempt <= 7; attempt++)
        {
            await Eventually.IsTrueAsync(() => client.Wait?.Attempt == attempt && _clock.Delays.Count == attempt - 1);
            RequestWait wait = client.Wait!;
            Assert.Equal((reason, 7), (wait.Reason, wait.MaximumAttempts));
            _clock.Advance(wait.Until - wait.Since);
        }

        UpsertOutcome outcome = await upsert;
        Assert.Equal("network_error", outcome.ErrorCode);
        Assert.Contains("pub-api.conversion.ai:443", outcome.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_delay_of_a_rate_limit_is_told()
    {
        using EmulatedApi api = new(_clock) { Settings = new() { ApiKey = EmulatedApi.Key, RateLimit = 0.5 } };
        Assert.Equal(TimeSpan.Zero, api.Client.ThrottleDelay);
        await api.UpsertAsync();
        Assert.Equal(TimeSpan.FromSeconds(2), api.Client.ThrottleDelay);
        Assert.Null(api.Client.Wait);
    }
}
