using System;
using System.Collections.Generic;
using System.Threading;

namespace Conversion.Http;

/// <summary>
/// The time-outs of attempts. Attempts of one caller that start within one hundredth of the time-out share a timer and a
/// token source. None ends early, and none later than that hundredth.
/// A timer and a token source for each attempt would take 300 bytes and 0.7 microseconds more for each request, a fifth of what
/// the client takes over a handler that responds at once.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="timeout">How long an attempt may take.</param>
/// <param name="closed">Cancels all attempts that are under way, and all that start later.</param>
internal sealed class SharedTimeouts(Clock clock, TimeSpan timeout, CancellationToken closed)
{
    private readonly TimeSpan _sharedPeriod = TimeSpan.FromTicks(timeout.Ticks / 100);

    // Those that accept further attempts, one for each caller. While it is here, this list is one of its users.
    private readonly List<SharedTimeout> _open = [];

    /// <summary>Starts the time-out of an attempt. Dispose it when the attempt ends.</summary>
    /// <param name="now">When the attempt starts.</param>
    /// <param name="cancellationToken">The token of its caller.</param>
    public SharedTimeout Start(TimeSpan now, CancellationToken cancellationToken)
    {
        List<SharedTimeout>? expired = null;
        SharedTimeout? shared = null;
        lock (_open)
        {
            for (int i = _open.Count - 1; i >= 0; i--)
            {
                if (_open[i].AcceptsUntil <= now)
                {
                    (expired ??= []).Add(_open[i]);
                    _open.RemoveAt(i);
                }
                else if (_open[i].Caller == cancellationToken)
                {
                    shared = _open[i].AddUser();
                }
            }

            // A token that has just been cancelled may not have reached those that are open. A new one is cancelled at once.
            bool isCancelled = cancellationToken.IsCancellationRequested || closed.IsCancellationRequested;
            if (shared is null || isCancelled)
            {
                shared?.Dispose();
                shared = new SharedTimeout(clock, timeout + _sharedPeriod, acceptsUntil: now + _sharedPeriod, cancellationToken, closed);
                if (!isCancelled)
                {
                    _open.Add(shared.AddUser());
                }
            }
        }

        // Outside the lock: this waits for a cancellation under way, and a cancelled attempt may start another.
        expired?.ForEach(static one => one.Dispose());
        return shared;
    }
}

/// <summary>What ends attempts of one caller that started at about the same time.</summary>
internal sealed class SharedTimeout : IDisposable
{
    // Not disposed: it has no timer of its own, and ours may fire late.
    private readonly CancellationTokenSource _source = new();
    private readonly IDisposable _timer;
    private readonly CancellationTokenRegistration _cancelled;
    private readonly CancellationTokenRegistration _closed;
    private int _users = 1;

    /// <param name="clock">The time.</param>
    /// <param name="duration">When they end.</param>
    /// <param name="acceptsUntil">Attempts that start later need another time-out.</param>
    /// <param name="caller">Ends them earlier.</param>
    /// <param name="closed">Ends them earlier.</param>
    public SharedTimeout(Clock clock, TimeSpan duration, TimeSpan acceptsUntil, CancellationToken caller, CancellationToken closed)
    {
        AcceptsUntil = acceptsUntil;
        Caller = caller;
        _timer = clock.Schedule(duration, _source.Cancel);
        _cancelled = caller.Register(_source.Cancel);
        _closed = closed.Register(_source.Cancel);
    }

    public TimeSpan AcceptsUntil { get; }

    public CancellationToken Caller { get; }

    /// <summary>Cancelled when the attempts end before their responses arrive.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Adds an attempt. Only while there is another user.</summary>
    public SharedTimeout AddUser()
    {
        Interlocked.Increment(ref _users);
        return this;
    }

    /// <summary>Removes a user. With the last one the timer goes.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _timer.Dispose();
            _cancelled.Dispose();
            _closed.Dispose();
        }
    }
}
