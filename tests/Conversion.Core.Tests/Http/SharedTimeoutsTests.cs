using System;
using System.Threading;
using Conversion.Http;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>Which attempts share a time-out, and when it ends.</summary>
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
    public void Attempts_of_one_caller_that_start_within_one_percent_of_the_time_out_share_it()
    {
        SharedTimeout first = Begin();
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Same(first, Begin());
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        SharedTimeout second = Begin();
        Assert.NotSame(first, second);
        // One of its two attempts has its response, the other still waits.
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
    public void Another_caller_has_its_own_time_out()
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
    public void An_attempt_started_after_cancellation_or_disposal_is_cancelled_at_once(bool byCaller)
    {
        SharedTimeout before = Begin();
        (byCaller ? _caller : _closed).Cancel();

        Assert.True(before.Token.IsCancellationRequested);
        Assert.True(Begin().Token.IsCancellationRequested);
    }

    [Fact]
    public void A_time_out_without_users_disposes_its_timer()
    {
        SharedTimeout ended = Begin();
        Begin().Dispose();
        ended.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(1));
        // Another time-out replaces it; it has no more users.
        Begin();
        _clock.Advance(s_timeout);

        Assert.False(ended.Token.IsCancellationRequested);
        _caller.Cancel();
        Assert.False(ended.Token.IsCancellationRequested);
    }

    private SharedTimeout Begin() => _timeouts.Start(_clock.Elapsed, _caller.Token);
}
