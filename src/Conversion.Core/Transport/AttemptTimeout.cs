using System;
using System.Collections.Generic;
using System.Threading;

namespace Conversion.Transport;

/// <summary>What ends one attempt before its answer is there.</summary>
internal sealed class AttemptTimeout : IDisposable
{
    private readonly AttemptTimeouts _timeouts;
    // Not disposed: it has no timer, and the one that all attempts share may come late.
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _caller;

    /// <param name="timeouts">Where it belongs.</param>
    /// <param name="endsAt">When its time is over.</param>
    /// <param name="cancellationToken">Ends it before.</param>
    public AttemptTimeout(AttemptTimeouts timeouts, TimeSpan endsAt, CancellationToken cancellationToken)
    {
        _timeouts = timeouts;
        EndsAt = endsAt;
        Place = new LinkedListNode<AttemptTimeout>(this);
        _caller = cancellationToken.Register(static state => ((AttemptTimeout)state!).Cancel(), this);
    }

    public TimeSpan EndsAt { get; }

    /// <summary>Its place among those under way.</summary>
    public LinkedListNode<AttemptTimeout> Place { get; }

    /// <summary>Cancelled when it ends before its answer is there.</summary>
    public CancellationToken Token => _source.Token;

    public void Cancel() => _source.Cancel();

    /// <summary>It has ended.</summary>
    public void Dispose()
    {
        _caller.Dispose();
        _timeouts.End(this);
    }
}
