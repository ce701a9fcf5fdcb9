using System;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Http;

/// <summary>
/// What every request of a connection waits for: the rate limit, a pause that the server asked for, and a slot among the
/// requests in flight.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="rateLimit">Requests per second; null for no limit.</param>
/// <param name="closed">Cancelled once the connection is closed. Then nothing waits any more, because nothing is sent.</param>
internal sealed class RequestThrottle(Clock clock, double? rateLimit, CancellationToken closed = default)
{
    private readonly RateLimiter _rate = new(clock, rateLimit);
    private readonly AdaptiveConcurrencyLimiter _concurrency = new();

    /// <summary>Whether a request that came now would have to wait for its time.</summary>
    public bool IsThrottled => _rate.IsThrottled;

    /// <summary>Waits until a request may start. Each request that has entered must be released.</summary>
    public ValueTask EnterAsync(CancellationToken cancellationToken) => TryEnter() ? default : WaitAndEnterAsync(cancellationToken);

    /// <summary>Gives the slot of a request back.</summary>
    /// <param name="accepted">Whether the server accepted the request.</param>
    public void Release(bool accepted) => _concurrency.Release(accepted);

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
        if (_rate.IsLimited || !_concurrency.TryEnter())
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

    private async ValueTask WaitAndEnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan wait = _rate.ReserveSlot();
            if (wait > TimeSpan.Zero)
            {
                await DelayAsync(wait, cancellationToken).ConfigureAwait(false);
            }

            await _concurrency.EnterAsync(cancellationToken).ConfigureAwait(false);
            if (!_rate.IsPaused || closed.IsCancellationRequested)
            {
                return;
            }

            // A pause began while this request waited. After it, times are reserved anew, or all requests would start at once.
            _concurrency.Release(accepted: false);
        }
    }
}
