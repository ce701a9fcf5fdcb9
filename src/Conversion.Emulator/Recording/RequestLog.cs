using System;
using System.Collections.Generic;
using System.Threading;

namespace Conversion.Emulator;

/// <summary>The requests that an emulator has received. It always counts them, and keeps them if the settings say so. Thread-safe.</summary>
public sealed class RequestLog
{
    private readonly Queue<RecordedRequest> _kept = new();
    private readonly EmulatorSettings _settings;
    private int _count;
    private int _inFlight;
    private int _maximumInFlight;

    internal RequestLog(EmulatorSettings settings) => _settings = settings;

    /// <summary>The number of requests received.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The number of requests in flight.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>The highest number of requests in flight at one time.</summary>
    public int MaximumInFlight => Volatile.Read(ref _maximumInFlight);

    /// <summary>Returns the kept requests, in the order received.</summary>
    public IReadOnlyList<RecordedRequest> Snapshot()
    {
        lock (_kept)
        {
            return _kept.ToArray();
        }
    }

    /// <summary>Removes the kept requests and resets the count.</summary>
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
