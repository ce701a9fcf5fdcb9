using System;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Http;

/// <summary>
/// Limits the requests of a connection that are in flight. The limit is halved after a 429 and raised by one for every full
/// round of requests that the server has accepted since.
/// </summary>
internal sealed class AdaptiveConcurrencyLimiter
{
    private const int Maximum = 128;

    private readonly object _lock = new();
    private readonly SemaphoreSlim _slots = new(Maximum);
    private int _limit = Maximum;
    private int _inFlight;
    private int _acceptedSinceRaise;

    // Slots that disappear when their requests release them.
    private int _pendingReduction;

    /// <summary>The limit now.</summary>
    public int Current
    {
        get
        {
            lock (_lock)
            {
                return _limit;
            }
        }
    }

    /// <summary>Takes a slot if one is free.</summary>
    public bool TryEnter()
    {
        if (!_slots.Wait(0))
        {
            return false;
        }

        Interlocked.Increment(ref _inFlight);
        return true;
    }

    /// <summary>Waits for a slot and takes it.</summary>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        Interlocked.Increment(ref _inFlight);
    }

    /// <summary>Gives a slot back.</summary>
    /// <param name="accepted">Whether the server accepted the request.</param>
    public void Release(bool accepted)
    {
        lock (_lock)
        {
            Interlocked.Decrement(ref _inFlight);
            FreeSlot();
            if (accepted && _limit < Maximum && ++_acceptedSinceRaise >= _limit)
            {
                _acceptedSinceRaise = 0;
                _limit++;
                FreeSlot();
            }
        }
    }

    /// <summary>Halves the limit, counted from what is in flight.</summary>
    public void Halve()
    {
        lock (_lock)
        {
            int limit = Math.Max(1, Math.Min(_inFlight, _limit) / 2);
            _pendingReduction += _limit - limit;
            _limit = limit;
            _acceptedSinceRaise = 0;
            while (_pendingReduction > 0 && _slots.Wait(0))
            {
                _pendingReduction--;
            }
        }
    }

    private void FreeSlot()
    {
        if (_pendingReduction > 0)
        {
            _pendingReduction--;
        }
        else
        {
            _slots.Release();
        }
    }
}
