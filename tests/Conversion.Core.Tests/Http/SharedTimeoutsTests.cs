using System;
using System.Threading;
using Conversion.Http;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>Which attempts end together, and when.</summary>
public sealed class SharedTimeoutsTests : IDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(100);

    private readonly FakeClock _clock = new();
    private readonly CancellationTokenSource _caller = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly SharedTimeouts _timeouts;

    public SharedTimeoutsTests() => _timeouts = new SharedTimeouts(_clock, s_timeout, _closed.Token);

    public void Dispose()
    {
        _caller.Dispose();
        _closed.Dispose();
    }

    [Fact]
    public void Those_of_one_caller_that_begin_within_a_hundredth_of_their_time_end_together()
    {
        SharedTimeout first = Begin();
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Same(first, Begin());
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        SharedTimeout second = Begin();
        Assert.NotSame(first, second);
        // One of its two has its answer, the other waits on.
        first.Dispose();

        _clock.Advance(TimeSpan.FromSeconds(99));
        Assert.False(first.Token.IsCancellationRequested);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(first.Token.IsCancellationRequested);
        Assert.False(second.Token.IsCancellationRequested);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(second.Token.IsCancellationRequested);
    }

    [Fact]
    public void Another_callers_are_its_own()
    {
        using CancellationTokenSource other = new();
        SharedTimeout ours = Begin();
        SharedTimeout theirs = _timeouts.Start(_clock.Elapsed, other.Token);
        Assert.NotSame(ours, theirs);
        Assert.Same(ours, Begin());

        other.Cancel();
        Assert.True(theirs.Token.IsCancellationRequested);
        Assert.False(ours.Token.IsCancellationRequested);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_begins_after_it_was_cancelled_or_closed_is_so_at_once(bool byCaller)
    {
        SharedTimeout before = Begin();
        (byCaller ? _caller : _closed).Cancel();

        Assert.True(before.Token.IsCancellationRequested);
        Assert.True(Begin().Token.IsCancellationRequested);
    }

    [Fact]
    public void Those_that_have_ended_take_their_timer_along()
    {
        SharedTimeout ended = Begin();
        Begin().Dispose();
        ended.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(1));
        // Another takes its place; with that the last of its users has gone.
        Begin();
        _clock.Advance(s_timeout);

        Assert.False(ended.Token.IsCancellationRequested);
        _caller.Cancel();
        Assert.False(ended.Token.IsCancellationRequested);
    }

    private SharedTimeout Begin() => _timeouts.Start(_clock.Elapsed, _caller.Token);
}
