using System;
using System.Collections.Generic;
using System.Threading;

namespace Conversion.Transport;

/// <summary>
/// When attempts end that have no answer. Those of one caller that begin within a hundredth of their time end together: a
/// timer and a source for each would cost as much as all else that we do for a request. None ends early, and none later than
/// that hundredth.
/// </summary>
/// <param name="clock">Time.</param>
/// <param name="timeout">How long an attempt may take.</param>
/// <param name="closed">Cancels all that are under way, and all that begin after it.</param>
internal sealed class AttemptTimeouts(Clock clock, TimeSpan timeout, CancellationToken closed)
{
    private readonly TimeSpan _together = TimeSpan.FromTicks(timeout.Ticks / 100);

    // Those that take further attempts, one for each caller. While it is here, this is one of its users.
    private readonly List<AttemptTimeout> _open = [];

    /// <summary>Begins an attempt, which is to be disposed when it ends. Its token is cancelled when its time is over, or with the other.</summary>
    /// <param name="now">When it begins.</param>
    /// <param name="cancellationToken">Its caller's.</param>
    public AttemptTimeout Begin(TimeSpan now, CancellationToken cancellationToken)
    {
        List<AttemptTimeout>? left = null;
        AttemptTimeout? entered = null;
        lock (_open)
        {
            for (int i = _open.Count - 1; i >= 0; i--)
            {
                if (_open[i].TakesUntil <= now)
                {
                    (left ??= []).Add(_open[i]);
                    _open.RemoveAt(i);
                }
                else if (_open[i].Caller == cancellationToken)
                {
                    entered = _open[i].Enter();
                }
            }

            // What has just been cancelled may not have told those that are open yet: it tells a new one at once.
            bool isCancelled = cancellationToken.IsCancellationRequested || closed.IsCancellationRequested;
            if (entered is null || isCancelled)
            {
                entered?.Dispose();
                entered = new AttemptTimeout(clock, timeout + _together, takesUntil: now + _together, cancellationToken, closed);
                if (!isCancelled)
                {
                    _open.Add(entered.Enter());
                }
            }
        }

        // Outside the lock: this waits where one is being cancelled, and who is cancelled may begin another attempt.
        left?.ForEach(static one => one.Dispose());
        return entered;
    }
}
