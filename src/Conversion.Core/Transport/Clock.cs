using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Transport;

/// <summary>Time, as everything here sees it. Tests bring their own.</summary>
public abstract class Clock
{
    /// <summary>The machine's clock.</summary>
    public static Clock System { get; } = new SystemClock();

    /// <summary>The time of day: only for what the server says in dates.</summary>
    public abstract DateTimeOffset UtcNow { get; }

    /// <summary>Time since some fixed moment; never set back.</summary>
    public abstract TimeSpan Elapsed { get; }

    /// <summary>Waits.</summary>
    public abstract Task Delay(TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>A source that cancels itself after a time, or with the token.</summary>
    public abstract CancellationTokenSource CancelAfter(TimeSpan duration, CancellationToken cancellationToken);

    private sealed class SystemClock : Clock
    {
        public override DateTimeOffset UtcNow => DateTimeOffset.UtcNow;

        public override TimeSpan Elapsed =>
            TimeSpan.FromTicks((long)(Stopwatch.GetTimestamp() * ((double)TimeSpan.TicksPerSecond / Stopwatch.Frequency)));

        public override Task Delay(TimeSpan duration, CancellationToken cancellationToken) =>
            // A timer counts whole milliseconds and drops the rest: it must not be over early.
            Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(duration.TotalMilliseconds)), cancellationToken);

        public override CancellationTokenSource CancelAfter(TimeSpan duration, CancellationToken cancellationToken)
        {
            CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            source.CancelAfter(duration);
            return source;
        }
    }
}
