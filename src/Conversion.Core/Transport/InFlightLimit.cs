using System;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Transport;

/// <summary>
/// How many requests of a connection are in flight at most: as many as anybody wants, half of what there was after the
/// server refused one, and one more for every full round that it has taken since.
/// </summary>
internal sealed class InFlightLimit
{
    private const int Maximum = 128;

    private readonly object _lock = new();
    private readonly SemaphoreSlim _places = new(Maximum);
    private int _limit = Maximum;
    private int _inFlight;
    private int _takenSinceRaise;

    // Places that are to vanish when those who hold them leave.
    private int _owed;

    /// <summary>The limit as it stands.</summary>
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

    /// <summary>Takes a place if there is one.</summary>
    public bool TryEnter()
    {
        if (!_places.Wait(0))
        {
            return false;
        }

        Interlocked.Increment(ref _inFlight);
        return true;
    }

    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        Interlocked.Increment(ref _inFlight);
    }

    /// <param name="taken">Whether the server took the request.</param>
    public void Leave(bool taken)
    {
        lock (_lock)
        {
            Interlocked.Decrement(ref _inFlight);
            GiveBack();
            if (taken && _limit < Maximum && ++_takenSinceRaise >= _limit)
            {
                _takenSinceRaise = 0;
                _limit++;
                GiveBack();
            }
        }
    }

    public void Halve()
    {
        lock (_lock)
        {
            int limit = Math.Max(1, Math.Min(_inFlight, _limit) / 2);
            _owed += _limit - limit;
            _limit = limit;
            _takenSinceRaise = 0;
            while (_owed > 0 && _places.Wait(0))
            {
                _owed--;
            }
        }
    }

    private void GiveBack()
    {
        if (_owed > 0)
        {
            _owed--;
        }
        else
        {
            _places.Release();
        }
    }
}
