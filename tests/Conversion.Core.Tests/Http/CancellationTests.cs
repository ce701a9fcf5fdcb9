using System;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>Whoever cancels gets out at once, wherever the request is.</summary>
public sealed class CancellationTests
{
    [Fact]
    public async Task What_is_cancelled_before_it_begins_is_not_sent()
    {
        using EmulatedApi api = Manual();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => api.UpsertAsync(cancellationToken: new CancellationToken(true)));
        Assert.Equal(0, api.Requests);
    }

    [Fact]
    public async Task A_request_under_way_ends()
    {
        using EmulatedApi api = Manual();
        api.Faults.Enqueue(Fault.Hang());

        await EndsAsync(api, requests: 1);
        Assert.True(Assert.Single(api.Emulator.Requests.Snapshot()).Cancelled);
    }

    [Fact]
    public async Task An_answer_under_way_ends()
    {
        using CancellationTokenSource stop = new();
        EmulatorSettings settings = new() { Delay = (_, token) => Task.Delay(Timeout.Infinite, token) };
        using EmulatedApi api = new(new FakeClock { IsManual = true }, settings);
        api.Faults.Enqueue(Fault.SlowTrickle(1, TimeSpan.FromSeconds(1)));

        await EndsAsync(api, requests: 1);
    }

    [Fact]
    public async Task A_back_off_ends()
    {
        using EmulatedApi api = Manual();
        api.Faults.Enqueue(Fault.Status(503));

        await EndsAsync(api, requests: 1);
    }

    [Fact]
    public async Task A_pause_that_the_server_asked_for_ends()
    {
        using EmulatedApi api = Manual();
        api.Faults.Enqueue(Fault.Status(429, retryAfter: "60"));

        await EndsAsync(api, requests: 1);
    }

    [Fact]
    public async Task A_pause_that_others_wait_in_goes_on_for_them()
    {
        using EmulatedApi api = Manual();
        api.Faults.Enqueue(Fault.Status(429, retryAfter: "60"));
        await EndsAsync(api, requests: 1);

        Task<UpsertOutcome> other = api.UpsertAsync();
        Assert.False(other.IsCompleted);

        api.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(UpsertStatus.Created, (await other).Status);
    }

    [Fact]
    public async Task A_wait_for_the_rate_limit_ends()
    {
        using EmulatedApi api = new(new FakeClock { IsManual = true }) { Settings = new() { ApiKey = EmulatedApi.Key, RateLimit = 0.1 } };
        await api.UpsertAsync();

        await EndsAsync(api, requests: 1);
    }

    [Fact]
    public async Task A_cancelled_request_gives_its_place_in_flight_back()
    {
        using EmulatedApi api = Manual();
        api.Faults.Enqueue(Fault.Hang(), times: 200);
        for (int i = 0; i < 200; i++)
        {
            await EndsAsync(api, requests: i + 1);
        }

        Assert.Equal(UpsertStatus.Created, (await api.UpsertAsync()).Status);
    }

    [Theory]
    [InlineData(503, null)]
    [InlineData(429, "60")]
    public async Task A_client_that_is_closed_sends_nothing_more_and_waits_for_nothing(int status, string? retryAfter)
    {
        using EmulatedApi api = Manual();
        api.Faults.Enqueue(Fault.Status(status, retryAfter: retryAfter));
        Task<UpsertOutcome>[] waiting = [api.UpsertAsync(), api.UpsertAsync()];

        api.Client.Dispose();

        UpsertOutcome outcome = (await Task.WhenAll(waiting))[0];
        Assert.Equal((UpsertStatus.Failed, "network_error"), (outcome.Status, outcome.ErrorCode));
        Assert.Equal(waiting.Length, api.Requests + (retryAfter is null ? 0 : 1));
    }

    [Fact]
    public async Task A_client_that_is_closed_does_not_wait_for_the_rate_limit()
    {
        using EmulatedApi api = new(new FakeClock { IsManual = true }) { Settings = new() { ApiKey = EmulatedApi.Key, RateLimit = 0.1 } };
        await api.UpsertAsync();
        Task<UpsertOutcome> waiting = api.UpsertAsync();

        api.Client.Dispose();

        Assert.Equal((UpsertStatus.Failed, 1), ((await waiting).Status, api.Requests));
    }

    private static EmulatedApi Manual() => new(new FakeClock { IsManual = true });

    private static async Task EndsAsync(EmulatedApi api, int requests)
    {
        using CancellationTokenSource stop = new();
        Task upsert = api.UpsertAsync(cancellationToken: stop.Token);
        Assert.Equal((requests, false), (api.Requests, upsert.IsCompleted));

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upsert);
        Assert.Equal(requests, api.Requests);
    }
}
