using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Http;

public sealed class AdaptiveConcurrencyLimiterTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Waiting_at_the_gate_can_be_cancelled()
    {
        RequestThrottle gate = new(new FakeClock { IsManual = true }, rateLimit: null);
        gate.Pause(TimeSpan.FromSeconds(10), tooManyRequests: false);
        using CancellationTokenSource stop = new();
        ValueTask<bool> waiting = gate.EnterAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
    }

    [Fact]
    public async Task One_429_halves_what_is_in_flight()
    {
        AdaptiveConcurrencyLimiter limit = new();
        for (int i = 0; i < 8; i++)
        {
            await limit.EnterAsync(Cancellation);
        }

        limit.Halve();
        Assert.Equal(4, limit.Current);
    }

    [Fact]
    public async Task It_never_falls_below_one()
    {
        AdaptiveConcurrencyLimiter limit = new();
        await limit.EnterAsync(Cancellation);
        limit.Halve();
        limit.Halve();
        limit.Release(accepted: false);
        await limit.EnterAsync(Cancellation);
        Assert.Equal(1, limit.Current);
    }

    [Fact]
    public async Task A_full_round_that_is_taken_raises_it_by_one()
    {
        AdaptiveConcurrencyLimiter limit = new();
        for (int i = 0; i < 4; i++)
        {
            await limit.EnterAsync(Cancellation);
        }

        limit.Halve();
        for (int i = 0; i < 2; i++)
        {
            limit.Release(accepted: true);
        }

        Assert.Equal(3, limit.Current);
    }

    [Fact]
    public async Task No_more_are_let_in_than_the_limit_allows()
    {
        AdaptiveConcurrencyLimiter limit = new();
        for (int i = 0; i < 4; i++)
        {
            await limit.EnterAsync(Cancellation);
        }

        limit.Halve();
        limit.Release(accepted: false);
        limit.Release(accepted: false);
        using CancellationTokenSource stop = new();
        ValueTask third = limit.EnterAsync(stop.Token);
        Assert.False(third.IsCompleted);
        limit.Release(accepted: false);
        await third;
    }

    [Fact]
    public async Task Requests_are_never_answered_429_below_the_servers_limit()
    {
        FakeClock clock = new();
        using EmulatedApi api = new(clock, new EmulatorSettings { RequestsPerSecond = 5, UtcNow = () => clock.UtcNow, Delay = clock.PassAsync })
        {
            Settings = new() { ApiKey = EmulatedApi.Key, RateLimit = 5 },
        };
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(1, (await api.UpsertAsync($"a{i}@b.c")).Attempts);
        }
    }

    [Fact]
    public async Task Above_it_every_row_still_goes_through()
    {
        FakeClock clock = new();
        using EmulatedApi api = new(clock, new EmulatorSettings { RequestsPerSecond = 5, UtcNow = () => clock.UtcNow, Delay = clock.PassAsync });
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(UpsertStatus.Created, (await api.UpsertAsync($"a{i}@b.c")).Status);
        }
    }
}
