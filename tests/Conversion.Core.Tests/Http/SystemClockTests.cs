using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Http;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>The system clock.</summary>
public sealed class SystemClockTests
{
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void The_system_clock_runs_at_the_speed_of_a_stopwatch()
    {
        TimeSpan began = Clock.System.Elapsed;
        Stopwatch watch = Stopwatch.StartNew();
        SpinWait.SpinUntil(() => watch.Elapsed >= s_moment);
        TimeSpan least = watch.Elapsed;
        TimeSpan elapsed = Clock.System.Elapsed - began;

        // Not more exact than the precision of a number of that size.
        Assert.InRange(elapsed, least - TimeSpan.FromMilliseconds(1), watch.Elapsed + TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_delay_never_ends_early()
    {
        TimeSpan began = Clock.System.Elapsed;
        await Clock.System.Delay(TimeSpan.FromMilliseconds(1.2), TestContext.Current.CancellationToken);

        Assert.InRange(Clock.System.Elapsed - began, TimeSpan.FromMilliseconds(1.2), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task A_scheduled_callback_runs_once_unless_it_is_disposed()
    {
        int happened = 0;
        TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Clock.System.Schedule(s_moment, () => Interlocked.Increment(ref happened)).Dispose();
        using IDisposable scheduled = Clock.System.Schedule(s_moment, over.SetResult);
        await over.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(0, Volatile.Read(ref happened));
    }
}
