using System;
using System.Collections.Generic;
using System.Threading;

namespace Conversion.Transport;

/// <summary>
/// The attempts that are under way, and when their time is over. All have the same time, so the first to begin is the first
/// to end, and one timer serves them all: one for each would cost as much as all else that we do for a request.
/// </summary>
internal sealed class AttemptTimeouts
{
    private readonly object _lock = new();
    private readonly LinkedList<AttemptTimeout> _underWay = new();
    private readonly Clock _clock;
    private readonly TimeSpan _timeout;
    private readonly CancellationToken _closed;
    private IDisposable? _timer;

    /// <param name="clock">Time.</param>
    /// <param name="timeout">How long an attempt may take.</param>
    /// <param name="closed">Cancels all that are under way, and all that begin after it.</param>
    public AttemptTimeouts(Clock clock, TimeSpan timeout, CancellationToken closed)
    {
        _clock = clock;
        _timeout = timeout;
        _closed = closed;
        closed.Register(CancelAll);
    }

    /// <summary>Begins an attempt. Its token is cancelled when its time is over, or with the other.</summary>
    public AttemptTimeout Begin(CancellationToken cancellationToken)
    {
        AttemptTimeout attempt = new(this, _clock.Elapsed + _timeout, cancellationToken);
        lock (_lock)
        {
            if (!_closed.IsCancellationRequested)
            {
                _underWay.AddLast(attempt.Place);
                _timer ??= _clock.Schedule(_timeout, EndThoseThatAreOver);
                return attempt;
            }
        }

        attempt.Cancel();
        return attempt;
    }

    /// <summary>Ends an attempt.</summary>
    public void End(AttemptTimeout attempt)
    {
        lock (_lock)
        {
            attempt.Place.List?.Remove(attempt.Place);
        }
    }

    private void CancelAll()
    {
        List<AttemptTimeout> underWay;
        lock (_lock)
        {
            _timer?.Dispose();
            underWay = [.. _underWay];
        }

        underWay.ForEach(static attempt => attempt.Cancel());
    }

    // The timer was set for an attempt that in most cases has ended since. It is set anew for the oldest that is there.
    private void EndThoseThatAreOver()
    {
        List<AttemptTimeout> over = [];
        lock (_lock)
        {
            TimeSpan now = _clock.Elapsed;
            while (_underWay.First is { } oldest && oldest.Value.EndsAt <= now)
            {
                over.Add(oldest.Value);
                _underWay.RemoveFirst();
            }

            _timer!.Dispose();
            _timer = _underWay.First is { } next && !_closed.IsCancellationRequested
                ? _clock.Schedule(next.Value.EndsAt - now, EndThoseThatAreOver)
                : null;
        }

        over.ForEach(static attempt => attempt.Cancel());
    }
}
