using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Http;

namespace Conversion.Core.Tests.Http;

/// <summary>
/// Time that moves only when told to: by each delay itself, which then is over at once, or, where it is manual, by <see cref="Advance"/>.
/// Whoever waits for a moment goes on within <see cref="Advance"/>, so that a test never has to wait for another thread.
/// </summary>
internal sealed class FakeClock : Clock
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    // A machine has run for a while: who takes its start for the beginning of anything is wrong.
    private static readonly TimeSpan s_elapsedAtStart = TimeSpan.FromDays(3);

    private readonly object _lock = new();
    private readonly PriorityQueue<Action, TimeSpan> _timers = new();
    private readonly List<TimeSpan> _delays = [];
    private TimeSpan _elapsed = s_elapsedAtStart;
    private long _skew;

    /// <summary>Whether delays wait for <see cref="Advance"/>.</summary>
    public bool IsManual { get; init; }

    /// <summary>How far somebody has set the time of day forward, or back: what has elapsed does not know of it.</summary>
    public TimeSpan Skew
    {
        get => new(Interlocked.Read(ref _skew));
        set => Interlocked.Exchange(ref _skew, value.Ticks);
    }

    public override DateTimeOffset UtcNow => s_start + (Elapsed - s_elapsedAtStart) + Skew;

    public override TimeSpan Elapsed
    {
        get
        {
            lock (_lock)
            {
                return _elapsed;
            }
        }
    }

    /// <summary>The delays asked for, in order.</summary>
    public IReadOnlyList<TimeSpan> Delays
    {
        get
        {
            lock (_lock)
            {
                return [.. _delays];
            }
        }
    }

    /// <summary>Moves time on, and lets everything happen that becomes due on the way.</summary>
    public void Advance(TimeSpan time)
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        TimeSpan end = Elapsed + time;
        while (NextDue(end) is Action timer)
        {
            timer();
        }

        SynchronizationContext.SetSynchronizationContext(context);
    }

    /// <summary>The time that a server takes: it passes at once, and is nobody's delay.</summary>
    public Task PassAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        Advance(time);
        return cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : Task.CompletedTask;
    }

    public override Task Delay(TimeSpan duration, CancellationToken cancellationToken)
    {
        // Whoever sees a delay among those asked for may advance to its end: it waits by then.
        Task? wait = IsManual ? WaitAsync(duration, cancellationToken) : null;
        lock (_lock)
        {
            _delays.Add(duration);
        }

        return wait ?? PassAsync(duration, cancellationToken);
    }

    public override IDisposable Schedule(TimeSpan duration, Action action)
    {
        Scheduled scheduled = new(action);
        At(duration, scheduled.Run);
        return scheduled;
    }

    private async Task WaitAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        TaskCompletionSource over = new();
        using CancellationTokenRegistration cancelled = cancellationToken.Register(() => over.TrySetCanceled(cancellationToken));
        At(duration, () => over.TrySetResult());
        await over.Task.ConfigureAwait(false);
    }

    private void At(TimeSpan duration, Action timer)
    {
        lock (_lock)
        {
            _timers.Enqueue(timer, _elapsed + duration);
        }
    }

    private Action? NextDue(TimeSpan end)
    {
        lock (_lock)
        {
            if (_timers.TryPeek(out Action? timer, out TimeSpan due) && due <= end)
            {
                _timers.Dequeue();
                _elapsed = due > _elapsed ? due : _elapsed;
                return timer;
            }

            _elapsed = end > _elapsed ? end : _elapsed;
            return null;
        }
    }

    private sealed class Scheduled(Action action) : IDisposable
    {
        private volatile bool _isDisposed;

        public void Run()
        {
            if (!_isDisposed)
            {
                action();
            }
        }

        public void Dispose() => _isDisposed = true;
    }
}
