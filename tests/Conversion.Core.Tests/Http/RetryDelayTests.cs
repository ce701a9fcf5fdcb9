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

/// <summary>How long it is to the next try, where the server does not say: exponential, capped, with full jitter.</summary>
public sealed class RetryDelayTests
{
    private static readonly double[] s_ceilings = [0.5, 1, 2, 4, 8, 16, 30, 30, 30];

    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    [InlineData(0.999)]
    public async Task The_ceiling_doubles_up_to_half_a_minute_and_chance_picks_below_it(double chance)
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
    public void No_try_however_late_waits_longer_than_half_a_minute_or_less_than_nothing(PositiveInt attempt, NormalFloat chance)
    {
        double fraction = Math.Abs(chance.Get) - Math.Floor(Math.Abs(chance.Get));
        RetryPolicy policy = new(new FakeClock(), () => fraction);

        Assert.InRange(policy.Backoff(attempt.Get), TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.InRange(policy.Backoff(int.MaxValue), TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Chance_is_spread_from_nothing_to_the_ceiling()
    {
        double[] numbers = [.. Enumerable.Range(0, 10_000).Select(_ => RetryPolicy.NextRandom())];

        Assert.All(numbers, number => Assert.True(number is >= 0 and < 1));
        Assert.True(numbers.Min() < 0.1 && numbers.Max() > 0.9);
    }

    [Fact]
    public async Task The_last_try_is_not_waited_after()
    {
        using EmulatedApi api = new() { Settings = new() { ApiKey = EmulatedApi.Key, MaximumRetryCount = 2 } };
        api.Faults.Enqueue(Fault.Status(503), 10);

        await api.UpsertAsync();

        Assert.Equal(2, api.Clock.Delays.Count);
    }
}
