using System;
using System.Collections.Generic;
using System.Threading;

namespace Conversion.Emulator;

/// <summary>The requests an emulator has received. They are counted always and kept where the settings say so. Thread-safe.</summary>
public sealed class RequestLog
{
    private readonly Queue<RecordedRequest> _kept = new();
    private readonly EmulatorSettings _settings;
    private int _count;
    private int _inFlight;
    private int _maximumInFlight;

    internal RequestLog(EmulatorSettings settings) => _settings = settings;

    /// <summary>How many requests have come.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How many requests wait for their answer at this moment.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>The most requests that ever waited for their answers at one time.</summary>
    public int MaximumInFlight => Volatile.Read(ref _maximumInFlight);

    /// <summary>The kept requests, in the order they came.</summary>
    public IReadOnlyList<RecordedRequest> Snapshot()
    {
        lock (_kept)
        {
            return _kept.ToArray();
        }
    }

    /// <summary>Forgets the kept requests and starts counting anew.</summary>
    public void Clear()
    {
        lock (_kept)
        {
            _kept.Clear();
            Volatile.Write(ref _count, 0);
            Volatile.Write(ref _maximumInFlight, Volatile.Read(ref _inFlight));
        }
    }

    internal RecordedRequest? Start(EmulatorRequest request)
    {
        UpdateMaximumInFlight(Interlocked.Increment(ref _inFlight));
        if (!_settings.RecordRequests)
        {
            Interlocked.Increment(ref _count);
            return null;
        }

        var recorded = new RecordedRequest(request, _settings.UtcNow());
        lock (_kept)
        {
            recorded.Number = Interlocked.Increment(ref _count);
            _kept.Enqueue(recorded);
            while (_kept.Count > _settings.MaximumRecordedRequests)
            {
                _kept.Dequeue();
            }

            return recorded;
        }
    }

    internal void Complete(RecordedRequest? recorded, int? statusCode, bool cancelled)
    {
        recorded?.Complete(statusCode, cancelled, _settings.UtcNow());
        Interlocked.Decrement(ref _inFlight);
    }

    private void UpdateMaximumInFlight(int inFlight)
    {
        int known = Volatile.Read(ref _maximumInFlight);
        while (inFlight > known)
        {
            int seen = Interlocked.CompareExchange(ref _maximumInFlight, inFlight, known);
            if (seen == known)
            {
                return;
            }

            known = seen;
        }
    }
}
