using System;
using System.Globalization;

namespace Conversion.Emulator;

/// <summary>Lets through so many requests a second on average, and a burst at once. Thread-safe.</summary>
internal sealed class RateLimiter
{
    private readonly object _gate = new();
    private readonly EmulatorSettings _settings;
    private readonly double _perSecond;
    private readonly double _burst;
    private double _left;
    private DateTimeOffset _at;

    private RateLimiter(EmulatorSettings settings, double perSecond)
    {
        _settings = settings;
        _perSecond = perSecond > 0
            ? perSecond
            : throw new ArgumentOutOfRangeException(nameof(settings), "RequestsPerSecond must be above zero.");
        _burst = Math.Max(1, settings.RequestBurst ?? perSecond);
        _left = _burst;
        _at = settings.UtcNow();
    }

    public static RateLimiter? Create(EmulatorSettings settings) =>
        settings.RequestsPerSecond is { } perSecond ? new(settings, perSecond) : null;

    /// <summary>Lets the request through, and returns null; or returns the 429.</summary>
    public EmulatorResponse? Check()
    {
        DateTimeOffset now = _settings.UtcNow();
        double wait;
        lock (_gate)
        {
            if (now > _at)
            {
                _left = Math.Min(_burst, _left + ((now - _at).TotalSeconds * _perSecond));
                _at = now;
            }

            if (_left >= 1)
            {
                _left--;
                return null;
            }

            wait = (1 - _left) / _perSecond;
        }

        var error = new ApiError(429, "rate_limited", "Too many requests.");
        int seconds = Math.Max(1, (int)Math.Ceiling(wait));
        return _settings.RetryAfter switch
        {
            RetryAfterFormat.Seconds => error.ToResponse("Retry-After", seconds.ToString(CultureInfo.InvariantCulture)),
            RetryAfterFormat.Date => error.ToResponse("Retry-After", now.AddSeconds(seconds).ToString("R", CultureInfo.InvariantCulture)),
            _ => error.ToResponse(),
        };
    }
}
