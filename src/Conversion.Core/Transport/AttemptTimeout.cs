using System;
using System.Threading;

namespace Conversion.Transport;

/// <summary>What ends attempts of one caller that began at about the same time, and have no answer yet.</summary>
internal sealed class AttemptTimeout : IDisposable
{
    // Not disposed: it has no timer of its own, and ours may come late.
    private readonly CancellationTokenSource _source = new();
    private readonly IDisposable _timer;
    private readonly CancellationTokenRegistration _cancelled;
    private readonly CancellationTokenRegistration _closed;
    private int _users = 1;

    /// <param name="clock">Time.</param>
    /// <param name="duration">Ends them.</param>
    /// <param name="takesUntil">Attempts that begin from then on want another.</param>
    /// <param name="caller">Ends them before.</param>
    /// <param name="closed">Ends them before.</param>
    public AttemptTimeout(Clock clock, TimeSpan duration, TimeSpan takesUntil, CancellationToken caller, CancellationToken closed)
    {
        TakesUntil = takesUntil;
        Caller = caller;
        _timer = clock.Schedule(duration, _source.Cancel);
        _cancelled = caller.Register(_source.Cancel);
        _closed = closed.Register(_source.Cancel);
    }

    public TimeSpan TakesUntil { get; }

    public CancellationToken Caller { get; }

    /// <summary>Cancelled when they end before their answers are there.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Takes an attempt in. To be called while there is another user.</summary>
    public AttemptTimeout Enter()
    {
        Interlocked.Increment(ref _users);
        return this;
    }

    /// <summary>A user has ended. With the last one the timer goes.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _timer.Dispose();
            _cancelled.Dispose();
            _closed.Dispose();
        }
    }
}
