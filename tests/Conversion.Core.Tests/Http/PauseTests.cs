using System;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>A pause that the server asks for holds for the whole connection, and for that connection alone.</summary>
public sealed class PauseTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Other_requests_of_the_connection_wait_too(int status)
    {
        using EmulatedApi api = Manual();
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
    public async Task A_429_without_a_time_holds_the_others_back_too()
    {
        using EmulatedApi api = Manual();
        api.Faults.Enqueue(Fault.Status(429));
        Task first = api.UpsertAsync("first@example.com");
        Task second = api.UpsertAsync("second@example.com");
        Assert.Equal(1, api.Requests);

        api.Clock.Advance(TimeSpan.FromSeconds(0.25));
        await Task.WhenAll(first, second);
        Assert.Equal(3, api.Requests);
    }

    [Fact]
    public async Task A_fault_that_asks_for_nothing_holds_nobody_else_back()
    {
        using EmulatedApi api = Manual();
        api.Faults.Enqueue(Fault.Status(503));
        Task first = api.UpsertAsync("first@example.com");

        UpsertOutcome second = await api.UpsertAsync("second@example.com");

        Assert.Equal((UpsertStatus.Created, false), (second.Status, first.IsCompleted));
    }

    [Fact]
    public async Task Another_connection_goes_on()
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
    public void A_shorter_pause_does_not_cut_a_longer_one_short()
    {
        FakeClock clock = new() { IsManual = true };
        RequestThrottle gate = new(clock, rateLimit: null);
        gate.Pause(s_minute, tooManyRequests: false);
        gate.Pause(TimeSpan.FromSeconds(5), tooManyRequests: false);
        Task waiting = gate.EnterAsync(TestContext.Current.CancellationToken).AsTask();

        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(waiting.IsCompleted);

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(waiting.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_pause_holds_for_those_too_that_wait_for_a_place_in_flight()
    {
        FakeClock clock = new() { IsManual = true };
        RequestThrottle gate = new(clock, rateLimit: null);
        await gate.EnterAsync(TestContext.Current.CancellationToken);
        gate.Pause(TimeSpan.FromSeconds(1), tooManyRequests: true);
        gate.Release(isProbe: false, accepted: false);
        clock.Advance(TimeSpan.FromSeconds(1));
        await gate.EnterAsync(TestContext.Current.CancellationToken);
        Task second = gate.EnterAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(second.IsCompleted);

        gate.Pause(s_minute, tooManyRequests: true);
        gate.Release(isProbe: false, accepted: false);

        Assert.False(await HappensAsync(() => second.IsCompleted));
    }

    [Fact]
    public async Task A_request_that_is_refused_does_not_hand_its_place_over_before_the_pause_begins()
    {
        TaskCompletionSource answer = new();
        using EmulatedApi api = new(new FakeClock { IsManual = true }, new EmulatorSettings { Delay = (_, _) => answer.Task });
        api.Faults.Enqueue(Fault.Status(429, retryAfter: "1"), Fault.Status(429, retryAfter: "60").WithDelay(TimeSpan.FromSeconds(1)));
        Task first = api.UpsertAsync("first@example.com");
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        Task second = api.UpsertAsync("second@example.com");
        Assert.Equal((2, false), (api.Requests, second.IsCompleted));

        answer.SetResult();
        Assert.False(await HappensAsync(() => api.Requests > 2));

        Task both = Task.WhenAll(first, second);
        while (!both.IsCompleted)
        {
            api.Clock.Advance(s_minute);
            await Task.Yield();
        }

        Assert.Equal(4, api.Requests);
    }

    [Fact]
    public async Task The_pause_asked_for_with_the_last_try_holds_for_the_next_request()
    {
        using EmulatedApi api = new() { Settings = new() { ApiKey = EmulatedApi.Key, MaximumRetryCount = 0 } };
        api.Faults.Enqueue(Fault.Status(429, retryAfter: "60"));
        await api.UpsertAsync("first@example.com");

        await api.UpsertAsync("second@example.com");

        Assert.Equal([s_minute], api.Clock.Delays);
    }

    // A place is handed over on another thread: this gives it every chance.
    private static async Task<bool> HappensAsync(Func<bool> condition)
    {
        for (int i = 0; i < 10_000 && !condition(); i++)
        {
            await Task.Yield();
        }

        return condition();
    }

    private static EmulatedApi Manual() => new(new FakeClock { IsManual = true });
}
