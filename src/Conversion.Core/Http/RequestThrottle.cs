using System;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Http;

/// <summary>
/// What every request of a connection waits for: the rate limit, a pause that the server asked for, the end of an outage, and a
/// slot among the requests in flight.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="rateLimit">Requests per second; null for no limit.</param>
/// <param name="closed">Cancelled once the connection is closed. Then nothing waits any more, because nothing is sent.</param>
internal sealed class RequestThrottle(Clock clock, double? rateLimit, CancellationToken closed = default)
{
    private readonly RateLimiter _rate = new(clock, rateLimit);
    private readonly AdaptiveConcurrencyLimiter _concurrency = new();
    // Requests wait in line, and the first of them for its time. In an outage the first one keeps its place until it is back.
    private readonly SemaphoreSlim _line = new(1);
    private int _failedProbes;

    /// <summary>How long a request that came now would have to wait for its time; zero if it would not.</summary>
    public TimeSpan Remaining => _rate.Remaining;

    /// <summary>How many connections in a row could not be made, one at a time; 0 while the server can be reached.</summary>
    public int FailedProbes => Volatile.Read(ref _failedProbes);

    /// <summary>Waits until a request may start. Each request that has entered must be released.</summary>
    /// <returns>Whether the request is the only one, to find out whether the server can be reached again.</returns>
    public ValueTask<bool> EnterAsync(CancellationToken cancellationToken) => TryEnter() ? default : WaitAndEnterAsync(cancellationToken);

    /// <summary>Gives the slot of a request back.</summary>
    /// <param name="isProbe">What <see cref="EnterAsync"/> returned.</param>
    /// <param name="accepted">Whether the server accepted the request.</param>
    public void Release(bool isProbe, bool accepted)
    {
        _concurrency.Release(accepted);
        if (isProbe)
        {
            _line.Release();
        }
    }

    /// <summary>No request of this connection starts before the time is over.</summary>
    /// <param name="duration">How long.</param>
    /// <param name="tooManyRequests">Whether the server had more requests than it accepts.</param>
    public void Pause(TimeSpan duration, bool tooManyRequests)
    {
        // Requests that were in flight together are refused together: that is one reason to slow down, not many.
        if (_rate.Pause(duration) && tooManyRequests)
        {
            _concurrency.Halve();
        }
    }

    /// <summary>Counts a connection that could not be made, unless others failed together with it.</summary>
    /// <returns>Whether it was counted.</returns>
    public bool ReportUnreachable(bool isProbe)
    {
        if (isProbe)
        {
            Interlocked.Increment(ref _failedProbes);
            return true;
        }

        return Interlocked.CompareExchange(ref _failedProbes, 1, 0) == 0;
    }

    /// <summary>The server responded: an outage is over.</summary>
    public void ReportReachable()
    {
        if (FailedProbes > 0)
        {
            Interlocked.Exchange(ref _failedProbes, 0);
        }
    }

    /// <summary>Waits for a time, or until the connection is closed.</summary>
    public async Task DelayAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(closed, cancellationToken);
        try
        {
            await clock.Delay(duration, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The connection was closed.
        }
    }

    private bool TryEnter()
    {
        if (_rate.IsLimited || FailedProbes > 0 || !_concurrency.TryEnter())
        {
            return false;
        }

        if (_rate.IsPaused)
        {
            _concurrency.Release(accepted: false);
            return false;
        }

        return true;
    }

    private async ValueTask<bool> WaitAndEnterAsync(CancellationToken cancellationToken)
    {
        TimeSpan arrivedAt = clock.Elapsed;
        while (true)
        {
            bool isProbe = false;
            await _line.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                while (!closed.IsCancellationRequested && !_rate.TryTakeSlot(arrivedAt, out TimeSpan wait))
                {
                    await DelayAsync(wait, cancellationToken).ConfigureAwait(false);
                }

                await _concurrency.EnterAsync(cancellationToken).ConfigureAwait(false);
                isProbe = FailedProbes > 0;
            }
            finally
            {
                if (!isProbe)
                {
                    _line.Release();
                }
            }

            if (!_rate.IsPaused || closed.IsCancellationRequested)
            {
                return isProbe;
            }

            // A pause began while this request waited for its slot.
            Release(isProbe, accepted: false);
        }
    }
}
