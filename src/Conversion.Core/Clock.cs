using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion;

/// <summary>The source of time. Tests replace it.</summary>
public abstract class Clock
{
    /// <summary>The system clock.</summary>
    public static Clock System { get; } = new SystemClock();

    /// <summary>The current date and time. Used only for dates from the server.</summary>
    public abstract DateTimeOffset UtcNow { get; }

    /// <summary>The time since a fixed moment. It never decreases.</summary>
    public abstract TimeSpan Elapsed { get; }

    /// <summary>Waits.</summary>
    public abstract Task Delay(TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Runs an action after a time, on any thread. Dispose the result to cancel it.</summary>
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
