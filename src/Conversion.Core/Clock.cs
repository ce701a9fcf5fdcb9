using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion;

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

    /// <summary>Does something once a time is over, on some thread, unless what is returned is disposed before.</summary>
    public abstract IDisposable Schedule(TimeSpan duration, Action action);

    private sealed class SystemClock : Clock
    {
        public override DateTimeOffset UtcNow => DateTimeOffset.UtcNow;

        public override TimeSpan Elapsed =>
            TimeSpan.FromTicks((long)(Stopwatch.GetTimestamp() * ((double)TimeSpan.TicksPerSecond / Stopwatch.Frequency)));

        public override Task Delay(TimeSpan duration, CancellationToken cancellationToken) =>
            Task.Delay(WholeMilliseconds(duration), cancellationToken);

        public override IDisposable Schedule(TimeSpan duration, Action action) =>
            new Timer(static state => ((Action)state!)(), action, WholeMilliseconds(duration), Timeout.InfiniteTimeSpan);

        // A timer counts whole milliseconds, and the one that has begun is the first of them: it must not be over early.
        private static TimeSpan WholeMilliseconds(TimeSpan duration) => TimeSpan.FromMilliseconds(Math.Ceiling(duration.TotalMilliseconds) + 1);
    }
}
