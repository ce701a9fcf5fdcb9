using System;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>Cancellation takes effect at once in every phase of a request.</summary>
public sealed class CancellationTests
{
    [Fact]
    public async Task A_request_cancelled_before_it_starts_is_not_sent()
    {
        using EmulatedApi api = ApiWithManualClock();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => api.UpsertAsync(cancellationToken: new CancellationToken(true)));
        Assert.Equal(0, api.Requests);
    }

    [Fact]
    public async Task A_request_in_flight_can_be_cancelled()
    {
        using EmulatedApi api = ApiWithManualClock();
        api.Faults.Enqueue(Fault.Hang());

        await AssertCancelledAsync(api, requests: 1);
        Assert.True(Assert.Single(api.Emulator.Requests.Snapshot()).Cancelled);
    }

    [Fact]
    public async Task Reading_a_response_can_be_cancelled()
    {
        using CancellationTokenSource stop = new();
        EmulatorSettings settings = new() { Delay = (_, token) => Task.Delay(Timeout.Infinite, token) };
        using EmulatedApi api = new(new FakeClock { IsManual = true }, settings);
        api.Faults.Enqueue(Fault.SlowTrickle(1, TimeSpan.FromSeconds(1)));

        await AssertCancelledAsync(api, requests: 1);
    }

    [Fact]
    public async Task A_retry_delay_can_be_cancelled()
    {
        using EmulatedApi api = ApiWithManualClock();
        api.Faults.Enqueue(Fault.Status(503));

        await AssertCancelledAsync(api, requests: 1);
    }

    [Fact]
    public async Task A_pause_requested_by_the_server_can_be_cancelled()
    {
        using EmulatedApi api = ApiWithManualClock();
        api.Faults.Enqueue(Fault.Status(429, retryAfter: "60"));

        await AssertCancelledAsync(api, requests: 1);
    }

    [Fact]
    public async Task Cancelling_one_request_does_not_end_the_pause_of_the_others()
    {
        using EmulatedApi api = ApiWithManualClock();
        api.Faults.Enqueue(Fault.Status(429, retryAfter: "60"));
        await AssertCancelledAsync(api, requests: 1);

        Task<UpsertOutcome> other = api.UpsertAsync();
        Assert.False(other.IsCompleted);

        api.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(UpsertStatus.Created, (await other).Status);
    }

    [Fact]
    public async Task A_wait_for_the_rate_limit_can_be_cancelled()
    {
        using EmulatedApi api = new(new FakeClock { IsManual = true }) { Settings = new() { ApiKey = EmulatedApi.Key, RateLimit = 0.1 } };
        await api.UpsertAsync();

        await AssertCancelledAsync(api, requests: 1);
    }

    [Fact]
    public async Task A_cancelled_request_releases_its_slot()
    {
        using EmulatedApi api = ApiWithManualClock();
        api.Faults.Enqueue(Fault.Hang(), times: 200);
        for (int i = 0; i < 200; i++)
        {
            await AssertCancelledAsync(api, requests: i + 1);
        }

        Assert.Equal(UpsertStatus.Created, (await api.UpsertAsync()).Status);
    }

    [Theory]
    [InlineData(503, null)]
    [InlineData(429, "60")]
    public async Task A_disposed_client_sends_no_request_and_does_not_wait(int status, string? retryAfter)
    {
        using EmulatedApi api = ApiWithManualClock();
        api.Faults.Enqueue(Fault.Status(status, retryAfter: retryAfter));
        Task<UpsertOutcome>[] waiting = [api.UpsertAsync(), api.UpsertAsync()];

        api.Client.Dispose();

        UpsertOutcome outcome = (await Task.WhenAll(waiting))[0];
        Assert.Equal((UpsertStatus.Failed, "network_error"), (outcome.Status, outcome.ErrorCode));
        Assert.Equal(waiting.Length, api.Requests + (retryAfter is null ? 0 : 1));
    }

    [Fact]
    public async Task A_disposed_client_does_not_wait_for_the_rate_limit()
    {
        using EmulatedApi api = new(new FakeClock { IsManual = true }) { Settings = new() { ApiKey = EmulatedApi.Key, RateLimit = 0.1 } };
        await api.UpsertAsync();
        Task<UpsertOutcome> waiting = api.UpsertAsync();

        api.Client.Dispose();

        Assert.Equal((UpsertStatus.Failed, 1), ((await waiting).Status, api.Requests));
    }

    private static EmulatedApi ApiWithManualClock() => new(new FakeClock { IsManual = true });

    private static async Task AssertCancelledAsync(EmulatedApi api, int requests)
    {
        using CancellationTokenSource stop = new();
        Task upsert = api.UpsertAsync(cancellationToken: stop.Token);
        Assert.Equal((requests, false), (api.Requests, upsert.IsCompleted));

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upsert);
        Assert.Equal(requests, api.Requests);
    }
}
