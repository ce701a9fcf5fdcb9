using System;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Http;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>The delay before the next attempt when the server does not specify it: exponential, capped, with full jitter.</summary>
public sealed class RetryDelayTests
{
    private static readonly double[] s_ceilings = [0.5, 1, 2, 4, 8, 16, 30, 30, 30];

    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    [InlineData(0.999)]
    public async Task The_maximum_delay_doubles_up_to_30_seconds_and_jitter_picks_below_it(double chance)
    {
        using EmulatedApi api = new()
        {
            Settings = new() { ApiKey = EmulatedApi.Key, MaximumRetryCount = s_ceilings.Length },
            Random = () => chance,
        };
        api.Faults.Enqueue(Fault.Status(503), s_ceilings.Length);

        await api.UpsertAsync();

        Assert.Equal(s_ceilings.Select(ceiling => TimeSpan.FromSeconds(ceiling * chance)), api.Clock.Delays);
    }

    [Property]
    public void No_attempt_waits_longer_than_30_seconds_or_a_negative_time(PositiveInt attempt, NormalFloat chance)
    {
        double fraction = Math.Abs(chance.Get) - Math.Floor(Math.Abs(chance.Get));
        RetryPolicy policy = new(new FakeClock(), () => fraction);

        Assert.InRange(policy.Backoff(attempt.Get), TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.InRange(policy.Backoff(int.MaxValue), TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Jitter_ranges_from_zero_to_the_maximum_delay()
    {
        double[] numbers = [.. Enumerable.Range(0, 10_000).Select(_ => RetryPolicy.NextRandom())];

        Assert.All(numbers, number => Assert.True(number is >= 0 and < 1));
        Assert.True(numbers.Min() < 0.1 && numbers.Max() > 0.9);
    }

    [Fact]
    public async Task There_is_no_delay_after_the_last_attempt()
    {
        using EmulatedApi api = new() { Settings = new() { ApiKey = EmulatedApi.Key, MaximumRetryCount = 2 } };
        api.Faults.Enqueue(Fault.Status(503), 10);

        await api.UpsertAsync();

        Assert.Equal(2, api.Clock.Delays.Count);
    }
}
