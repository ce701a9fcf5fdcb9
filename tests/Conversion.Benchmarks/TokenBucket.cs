using System.Diagnostics;

namespace Conversion.Benchmarks;

/// <summary>A server's rate limit as a token bucket that holds the requests of a tenth of a second and is filled evenly.</summary>
internal sealed class TokenBucket(int limit)
{
    private readonly object _lock = new();
    private readonly double _depth = Math.Max(1, limit / 10.0);
    private readonly Stopwatch _watch = new();
    private double _tokens = Math.Max(1, limit / 10.0);
    private double _filled;

    public int Taken { get; private set; }

    public int Refused { get; private set; }

    /// <summary>The number of requests refused after the first second.</summary>
    public int RefusedLater { get; private set; }

    public bool TryTake()
    {
        lock (_lock)
        {
            _watch.Start();
            double now = _watch.Elapsed.TotalSeconds;
            _tokens = Math.Min(_depth, _tokens + ((now - _filled) * limit));
            _filled = now;
            if (_tokens >= 1)
            {
                _tokens--;
                Taken++;
                return true;
            }

            Refused++;
            RefusedLater += now > 1 ? 1 : 0;
            return false;
        }
    }
}
