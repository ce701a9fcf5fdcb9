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
    public async Task Waiting_for_the_throttle_can_be_cancelled()
    {
        RequestThrottle throttle = new(new FakeClock { IsManual = true }, rateLimit: null);
        throttle.Pause(TimeSpan.FromSeconds(10), tooManyRequests: false);
        using CancellationTokenSource stop = new();
        ValueTask<bool> waiting = throttle.EnterAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
    }

    [Fact]
    public async Task One_429_halves_the_limit()
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
    public async Task The_limit_never_falls_below_one()
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
    public async Task A_full_round_of_accepted_requests_raises_the_limit_by_one()
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
    public async Task No_more_requests_enter_than_the_limit_allows()
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
    public async Task Requests_below_the_server_limit_never_get_a_429()
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
    public async Task Above_the_server_limit_every_row_still_succeeds()
    {
        FakeClock clock = new();
        using EmulatedApi api = new(clock, new EmulatorSettings { RequestsPerSecond = 5, UtcNow = () => clock.UtcNow, Delay = clock.PassAsync });
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(UpsertStatus.Created, (await api.UpsertAsync($"a{i}@b.c")).Status);
        }
    }
}
