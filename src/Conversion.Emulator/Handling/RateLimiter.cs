using System;
using System.Globalization;

namespace Conversion.Emulator;

/// <summary>Limits the requests per second on average, and allows a burst. Thread-safe.</summary>
internal sealed class RateLimiter
{
    private readonly object _lock = new();
    private readonly EmulatorSettings _settings;
    private readonly double _perSecond;
    private readonly double _burst;
    private double _tokens;
    private DateTimeOffset _updatedAt;

    private RateLimiter(EmulatorSettings settings, double perSecond)
    {
        _settings = settings;
        _perSecond = perSecond > 0
            ? perSecond
            : throw new ArgumentOutOfRangeException(nameof(settings), "RequestsPerSecond must be above zero.");
        _burst = Math.Max(1, settings.RequestBurst ?? perSecond);
        _tokens = _burst;
        _updatedAt = settings.UtcNow();
    }

    public static RateLimiter? Create(EmulatorSettings settings) =>
        settings.RequestsPerSecond is { } perSecond ? new(settings, perSecond) : null;

    /// <summary>Returns null if the request may continue; otherwise the response 429.</summary>
    public EmulatorResponse? Check()
    {
        DateTimeOffset now = _settings.UtcNow();
        double wait;
        lock (_lock)
        {
            if (now > _updatedAt)
            {
                _tokens = Math.Min(_burst, _tokens + ((now - _updatedAt).TotalSeconds * _perSecond));
                _updatedAt = now;
            }

            if (_tokens >= 1)
            {
                _tokens--;
                return null;
            }

            wait = (1 - _tokens) / _perSecond;
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
