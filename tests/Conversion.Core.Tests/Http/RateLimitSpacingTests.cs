using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Http;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>The client's own rate limit: requests per second, evenly spaced.</summary>
public sealed class RateLimitSpacingTests
{
    private static readonly TimeSpan s_tenth = TimeSpan.FromSeconds(0.1);

    [Fact]
    public async Task Sequential_requests_are_spaced()
    {
        using EmulatedApi api = Limited(new FakeClock());

        for (int i = 0; i < 5; i++)
        {
            await api.UpsertAsync();
        }

        Assert.Equal(Enumerable.Repeat(s_tenth, 4), api.Clock.Delays);
    }

    [Fact]
    public async Task Concurrent_requests_are_spaced()
    {
        using EmulatedApi api = Limited(new FakeClock { IsManual = true });
        for (int i = 0; i < 5; i++)
        {
            _ = api.UpsertAsync();
        }

        List<int> received = [api.Requests];
        for (int i = 0; i < 4; i++)
        {
            // The next in line waits on another thread.
            await Eventually.IsTrueAsync(() => api.Clock.Delays.Count >= received.Count);
            api.Clock.Advance(s_tenth);
            await Eventually.IsTrueAsync(() => api.Requests >= received.Count + 1);
            received.Add(api.Requests);
        }

        Assert.Equal([1, 2, 3, 4, 5], received);
    }

    [Fact]
    public async Task Retries_count_against_the_rate_limit()
    {
        using EmulatedApi api = Limited(new FakeClock(), chance: 0);
        api.Faults.Enqueue(Fault.Status(500), 3);

        Assert.Equal(TimeSpan.FromSeconds(0.3), (await api.UpsertAsync()).Duration);
    }

    [Fact]
    public async Task Idle_time_does_not_allow_a_burst()
    {
        using EmulatedApi api = Limited(new FakeClock());
        await api.UpsertAsync();
        api.Clock.Advance(TimeSpan.FromHours(1));

        await api.UpsertAsync();
        await api.UpsertAsync();

        Assert.Equal([s_tenth], api.Clock.Delays);
    }

    [Fact]
    public async Task Without_a_rate_limit_no_request_waits()
    {
        using EmulatedApi api = new();

        for (int i = 0; i < 5; i++)
        {
            await api.UpsertAsync();
        }

        Assert.Empty(api.Clock.Delays);
    }

    [Fact]
    public async Task Requests_that_waited_for_a_pause_are_still_spaced()
    {
        FakeClock clock = new() { IsManual = true };
        RequestThrottle throttle = new(clock, rateLimit: 10);
        List<TimeSpan> passed = [];
        for (int i = 0; i < 5; i++)
        {
            _ = PassAsync();
        }

        int before = Passed();
        throttle.Pause(TimeSpan.FromSeconds(10), tooManyRequests: false);
        clock.Advance(TimeSpan.FromSeconds(10));
        int delays = 2;
        for (int expected = before + 1; expected <= 5; expected++)
        {
            await Eventually.IsTrueAsync(() => Passed() >= expected);
            Assert.Equal(expected, Passed());
            await Eventually.IsTrueAsync(() => expected == 5 || clock.Delays.Count > delays);
            delays = clock.Delays.Count;
            clock.Advance(s_tenth);
        }

        async Task PassAsync()
        {
            await throttle.EnterAsync(TestContext.Current.CancellationToken).ConfigureAwait(false);
            lock (passed)
            {
                passed.Add(clock.Elapsed);
            }
        }

        int Passed()
        {
            lock (passed)
            {
                return passed.Count;
            }
        }
    }

    private static EmulatedApi Limited(FakeClock clock, double chance = 0.5) =>
        new(clock) { Settings = new() { ApiKey = EmulatedApi.Key, RateLimit = 10 }, Random = () => chance };
}
