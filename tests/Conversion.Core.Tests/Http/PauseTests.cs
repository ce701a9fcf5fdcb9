using System;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>A pause that the server requests applies to the whole connection and to no other.</summary>
public sealed class PauseTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_pause_applies_to_the_other_requests_of_the_connection(int status)
    {
        using EmulatedApi api = ApiWithManualClock();
        api.Faults.Enqueue(Fault.Status(status, retryAfter: "60"));
        Task first = api.UpsertAsync("first@example.com");
        Task second = api.UpsertAsync("second@example.com");

        api.Clock.Advance(s_minute - TimeSpan.FromTicks(1));
        Assert.Equal(1, api.Requests);

        api.Clock.Advance(TimeSpan.FromTicks(1));
        await Task.WhenAll(first, second);
        Assert.Equal(3, api.Requests);
    }

    [Fact]
    public async Task A_429_without_Retry_After_pauses_the_other_requests_too()
    {
        using EmulatedApi api = ApiWithManualClock();
        api.Faults.Enqueue(Fault.Status(429));
        Task first = api.UpsertAsync("first@example.com");
        Task second = api.UpsertAsync("second@example.com");
        Assert.Equal(1, api.Requests);

        api.Clock.Advance(TimeSpan.FromSeconds(0.25));
        await Task.WhenAll(first, second);
        Assert.Equal(3, api.Requests);
    }

    [Fact]
    public async Task A_503_without_Retry_After_does_not_pause_the_other_requests()
    {
        using EmulatedApi api = ApiWithManualClock();
        api.Faults.Enqueue(Fault.Status(503));
        Task first = api.UpsertAsync("first@example.com");

        UpsertOutcome second = await api.UpsertAsync("second@example.com");

        Assert.Equal((UpsertStatus.Created, false), (second.Status, first.IsCompleted));
    }

    [Fact]
    public async Task A_pause_does_not_apply_to_another_connection()
    {
        FakeClock clock = new() { IsManual = true };
        using EmulatedApi paused = new(clock);
        using EmulatedApi other = new(clock);
        paused.Faults.Enqueue(Fault.Status(429, retryAfter: "60"));
        Task waiting = paused.UpsertAsync();

        UpsertOutcome outcome = await other.UpsertAsync();

        Assert.Equal((UpsertStatus.Created, false), (outcome.Status, waiting.IsCompleted));
    }

    [Fact]
    public void A_shorter_pause_does_not_replace_a_longer_one()
    {
        FakeClock clock = new() { IsManual = true };
        RequestThrottle throttle = new(clock, rateLimit: null);
        throttle.Pause(s_minute, tooManyRequests: false);
        throttle.Pause(TimeSpan.FromSeconds(5), tooManyRequests: false);
        Task waiting = throttle.EnterAsync(TestContext.Current.CancellationToken).AsTask();

        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(waiting.IsCompleted);

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(waiting.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_pause_applies_to_requests_that_wait_for_a_slot_too()
    {
        FakeClock clock = new() { IsManual = true };
        RequestThrottle throttle = new(clock, rateLimit: null);
        await throttle.EnterAsync(TestContext.Current.CancellationToken);
        throttle.Pause(TimeSpan.FromSeconds(1), tooManyRequests: true);
        throttle.Release(isProbe: false, accepted: false);
        clock.Advance(TimeSpan.FromSeconds(1));
        await throttle.EnterAsync(TestContext.Current.CancellationToken);
        Task second = throttle.EnterAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(second.IsCompleted);

        throttle.Pause(s_minute, tooManyRequests: true);
        throttle.Release(isProbe: false, accepted: false);

        Assert.False(await BecomesTrueAsync(() => second.IsCompleted));
    }

    [Fact]
    public async Task A_throttled_request_does_not_release_its_slot_before_the_pause_starts()
    {
        TaskCompletionSource response = new();
        // No time-out: the clock runs ahead of a response whose thread is slow.
        using EmulatedApi api = new(new FakeClock { IsManual = true }, new EmulatorSettings { Delay = (_, _) => response.Task })
        {
            Settings = new() { ApiKey = EmulatedApi.Key, Timeout = TimeSpan.FromDays(1) },
        };
        api.Faults.Enqueue(Fault.Status(429, retryAfter: "1"), Fault.Status(429, retryAfter: "60").WithDelay(TimeSpan.FromSeconds(1)));
        Task first = api.UpsertAsync("first@example.com");
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        Task second = api.UpsertAsync("second@example.com");
        Assert.Equal((2, false), (api.Requests, second.IsCompleted));

        response.SetResult();
        Assert.False(await BecomesTrueAsync(() => api.Requests > 2));

        Task both = Task.WhenAll(first, second);
        while (!both.IsCompleted)
        {
            api.Clock.Advance(s_minute);
            await Task.Yield();
        }

        Assert.Equal(4, api.Requests);
    }

    [Fact]
    public async Task A_pause_requested_in_the_last_attempt_applies_to_the_next_request()
    {
        using EmulatedApi api = new() { Settings = new() { ApiKey = EmulatedApi.Key, MaximumRetryCount = 0 } };
        api.Faults.Enqueue(Fault.Status(429, retryAfter: "60"));
        await api.UpsertAsync("first@example.com");

        await api.UpsertAsync("second@example.com");

        Assert.Equal([s_minute], api.Clock.Delays);
    }

    // A slot is passed on in another thread: give it enough time.
    private static async Task<bool> BecomesTrueAsync(Func<bool> condition)
    {
        for (int i = 0; i < 10_000 && !condition(); i++)
        {
            await Task.Yield();
        }

        return condition();
    }

    private static EmulatedApi ApiWithManualClock() => new(new FakeClock { IsManual = true });
}
