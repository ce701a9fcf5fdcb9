using System;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Transport;

/// <summary>
/// Where every request of a connection waits its turn: for the rate limit we keep, for the pause the server asked for, and
/// for a place among those in flight, of which there are fewer after a 429.
/// </summary>
/// <param name="clock">Time.</param>
/// <param name="rateLimit">Requests a second; null for as many as there are.</param>
/// <param name="closed">Cancelled once the connection is closed: then nobody waits any more, for nothing is sent.</param>
internal sealed class RequestGate(Clock clock, double? rateLimit, CancellationToken closed = default)
{
    private readonly object _lock = new();
    private readonly InFlightLimit _inFlight = new();
    private readonly TimeSpan _spacing = rateLimit is double limit ? TimeSpan.FromTicks((long)(TimeSpan.TicksPerSecond / limit)) : TimeSpan.Zero;
    private TimeSpan _pausedUntil = TimeSpan.MinValue;
    private TimeSpan _nextTurn = TimeSpan.MinValue;

    /// <summary>Waits for this request's turn. Whoever has entered must leave.</summary>
    public ValueTask EnterAsync(CancellationToken cancellationToken) => TryEnter() ? default : EnterInTurnAsync(cancellationToken);

    // Where there is nothing to wait for.
    private bool TryEnter()
    {
        if (_spacing > TimeSpan.Zero || !_inFlight.TryEnter())
        {
            return false;
        }

        if (IsPaused)
        {
            _inFlight.Leave(taken: false);
            return false;
        }

        return true;
    }

    private async ValueTask EnterInTurnAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan wait = TakeTurn();
            if (wait > TimeSpan.Zero)
            {
                await WaitAsync(wait, cancellationToken).ConfigureAwait(false);
            }

            await _inFlight.EnterAsync(cancellationToken).ConfigureAwait(false);
            if (!IsPaused || closed.IsCancellationRequested)
            {
                return;
            }

            // A pause was asked for while we waited: after it the turns are given out anew, or all would go at once.
            _inFlight.Leave(taken: false);
        }
    }

    /// <summary>Lets a time pass, or less where the connection is closed before.</summary>
    public async Task WaitAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(closed, cancellationToken);
        try
        {
            await clock.Delay(duration, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It was closed.
        }
    }

    /// <summary>Gives the place back.</summary>
    /// <param name="taken">Whether the server took the request.</param>
    public void Leave(bool taken) => _inFlight.Leave(taken);

    /// <summary>Nothing of this connection passes before the time is over. A longer pause is not cut short.</summary>
    /// <param name="duration">How long.</param>
    /// <param name="tooMany">Whether the server had more requests than it wants.</param>
    public void Pause(TimeSpan duration, bool tooMany)
    {
        lock (_lock)
        {
            TimeSpan now = clock.Elapsed;
            // Those that were in flight together are refused together: one reason to slow down, not many.
            if (tooMany && _pausedUntil <= now)
            {
                _inFlight.Halve();
            }

            TimeSpan until = now + duration;
            _pausedUntil = Later(until, _pausedUntil);
            _nextTurn = Later(_nextTurn, _pausedUntil);
        }
    }

    /// <summary>Whether a request that came now would have to wait for its time.</summary>
    public bool IsHoldingBack
    {
        get
        {
            lock (_lock)
            {
                return Later(_pausedUntil, _nextTurn) > clock.Elapsed;
            }
        }
    }

    private bool IsPaused
    {
        get
        {
            lock (_lock)
            {
                return _pausedUntil > clock.Elapsed;
            }
        }
    }

    private TimeSpan TakeTurn()
    {
        lock (_lock)
        {
            TimeSpan now = clock.Elapsed;
            TimeSpan turn = Later(now, _pausedUntil);
            if (_spacing > TimeSpan.Zero)
            {
                turn = Later(turn, _nextTurn);
                _nextTurn = turn + _spacing;
            }

            return turn - now;
        }
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
