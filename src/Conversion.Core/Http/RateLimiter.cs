using System;

namespace Conversion.Http;

/// <summary>
/// Says when the next request of a connection may start: at even distances under a rate limit, and after a pause that the
/// server asked for. It never waits itself.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="rateLimit">Requests per second; null for no limit.</param>
internal sealed class RateLimiter(Clock clock, double? rateLimit)
{
    private readonly object _lock = new();
    private readonly TimeSpan _spacing = rateLimit is double limit ? TimeSpan.FromTicks((long)(TimeSpan.TicksPerSecond / limit)) : TimeSpan.Zero;
    private TimeSpan _pausedUntil = TimeSpan.MinValue;
    private TimeSpan _nextSlot = TimeSpan.MinValue;

    /// <summary>Whether there is a rate limit.</summary>
    public bool IsLimited => _spacing > TimeSpan.Zero;

    /// <summary>Whether the server asked for a pause that is not over.</summary>
    public bool IsPaused
    {
        get
        {
            lock (_lock)
            {
                return _pausedUntil > clock.Elapsed;
            }
        }
    }

    /// <summary>How long a request that came now would have to wait; zero if it would not.</summary>
    public TimeSpan Remaining
    {
        get
        {
            lock (_lock)
            {
                TimeSpan next = Max(_pausedUntil, _nextSlot);
                TimeSpan now = clock.Elapsed;
                return next > now ? next - now : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Takes the next slot if its time has come. A request that stops waiting has taken none.</summary>
    /// <param name="arrivedAt">
    /// When the request came. One that came before its slot is entitled to it, even if a timer was late; the slots that passed
    /// while no request waited are lost.
    /// </param>
    /// <param name="wait">How long to wait before the next try.</param>
    public bool TryTakeSlot(TimeSpan arrivedAt, out TimeSpan wait)
    {
        lock (_lock)
        {
            TimeSpan slot = Max(arrivedAt, Max(_pausedUntil, _nextSlot));
            wait = slot - clock.Elapsed;
            if (wait > TimeSpan.Zero)
            {
                return false;
            }

            _nextSlot = IsLimited ? slot + _spacing : _nextSlot;
            return true;
        }
    }

    /// <summary>No request starts before the time is over. A longer pause is not shortened.</summary>
    /// <param name="duration">How long.</param>
    /// <returns>Whether there was no pause before this one.</returns>
    public bool Pause(TimeSpan duration)
    {
        lock (_lock)
        {
            TimeSpan now = clock.Elapsed;
            bool isFirst = _pausedUntil <= now;
            _pausedUntil = Max(now + duration, _pausedUntil);
            return isFirst;
        }
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
