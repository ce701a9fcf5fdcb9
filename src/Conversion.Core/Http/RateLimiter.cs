using System;

namespace Conversion.Http;

/// <summary>
/// Schedules the requests of a connection: at even distances under a rate limit, and after a pause that the server asked for.
/// It never waits itself.
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

    /// <summary>Whether a request that came now would have to wait.</summary>
    public bool IsThrottled
    {
        get
        {
            lock (_lock)
            {
                return Max(_pausedUntil, _nextSlot) > clock.Elapsed;
            }
        }
    }

    /// <summary>Reserves the next time at which a request may start.</summary>
    /// <returns>How long to wait until then.</returns>
    public TimeSpan ReserveSlot()
    {
        lock (_lock)
        {
            TimeSpan now = clock.Elapsed;
            TimeSpan slot = Max(now, _pausedUntil);
            if (IsLimited)
            {
                slot = Max(slot, _nextSlot);
                _nextSlot = slot + _spacing;
            }

            return slot - now;
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
            _nextSlot = Max(_nextSlot, _pausedUntil);
            return isFirst;
        }
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
