using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Http;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>Time as it really is.</summary>
public sealed class SystemClockTests
{
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void It_goes_as_fast_as_any_other()
    {
        TimeSpan began = Clock.System.Elapsed;
        Stopwatch watch = Stopwatch.StartNew();
        SpinWait.SpinUntil(() => watch.Elapsed >= s_moment);
        TimeSpan least = watch.Elapsed;
        TimeSpan elapsed = Clock.System.Elapsed - began;

        // Not more exact than a number of that size is.
        Assert.InRange(elapsed, least - TimeSpan.FromMilliseconds(1), watch.Elapsed + TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_wait_is_never_over_early()
    {
        TimeSpan began = Clock.System.Elapsed;
        await Clock.System.Delay(TimeSpan.FromMilliseconds(1.2), TestContext.Current.CancellationToken);

        Assert.InRange(Clock.System.Elapsed - began, TimeSpan.FromMilliseconds(1.2), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task What_is_scheduled_happens_once_unless_it_is_taken_back()
    {
        int happened = 0;
        TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Clock.System.Schedule(s_moment, () => Interlocked.Increment(ref happened)).Dispose();
        using IDisposable scheduled = Clock.System.Schedule(s_moment, over.SetResult);
        await over.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(0, Volatile.Read(ref happened));
    }
}
