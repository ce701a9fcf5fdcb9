using System;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Transport;

/// <summary>Where every request of a connection waits its turn: for the rate limit we keep, and for the pause the server asked for.</summary>
internal sealed class RequestGate(Clock clock, double? rateLimit)
{
    private readonly object _lock = new();
    private readonly TimeSpan _spacing = rateLimit is double limit ? TimeSpan.FromTicks((long)(TimeSpan.TicksPerSecond / limit)) : TimeSpan.Zero;
    private TimeSpan _pausedUntil = TimeSpan.MinValue;
    private TimeSpan _nextTurn = TimeSpan.MinValue;

    /// <summary>Nothing of this connection passes before the time is over. A longer pause is not cut short.</summary>
    public void Pause(TimeSpan duration)
    {
        lock (_lock)
        {
            TimeSpan until = clock.Elapsed + duration;
            if (until > _pausedUntil)
            {
                _pausedUntil = until;
            }
        }
    }

    /// <summary>Waits for this request's turn.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait = TakeTurn();
        while (wait > TimeSpan.Zero)
        {
            await clock.Delay(wait, cancellationToken).ConfigureAwait(false);
            wait = PauseLeft();
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

    // A pause may have been asked for while we waited.
    private TimeSpan PauseLeft()
    {
        lock (_lock)
        {
            return _pausedUntil - clock.Elapsed;
        }
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
