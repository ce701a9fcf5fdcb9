using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Http;

namespace Conversion.Core.Tests.Http;

/// <summary>
/// Time that moves only on request: each delay advances it and ends at once, or, if it is manual, <see cref="Advance"/> does.
/// Continuations of delays run inside <see cref="Advance"/>, so that a test never waits for another thread.
/// </summary>
internal sealed class FakeClock : Clock
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    // Not zero: code must not rely on a clock that starts at zero.
    private static readonly TimeSpan s_elapsedAtStart = TimeSpan.FromDays(3);

    private readonly object _lock = new();
    private readonly PriorityQueue<Action, TimeSpan> _timers = new();
    private readonly List<TimeSpan> _delays = [];
    private TimeSpan _elapsed = s_elapsedAtStart;
    private long _skew;

    /// <summary>True if delays wait for <see cref="Advance"/>.</summary>
    public bool IsManual { get; init; }

    /// <summary>How far the time of day was set forward or back. It does not affect the elapsed time.</summary>
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

    /// <summary>The requested delays, in order.</summary>
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

    /// <summary>Advances the time and runs everything that becomes due.</summary>
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

    /// <summary>The processing time of a server: it passes at once and is not recorded as a delay.</summary>
    public Task PassAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        Advance(time);
        return cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : Task.CompletedTask;
    }

    public override Task Delay(TimeSpan duration, CancellationToken cancellationToken)
    {
        // A test that sees a delay in the list may advance to its end: the delay is already waiting.
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
