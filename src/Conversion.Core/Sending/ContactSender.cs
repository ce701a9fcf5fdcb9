using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Client;
using Conversion.Http;
using Conversion.Journal;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>
/// Sends a stream of contacts with a bounded number of requests in flight, and returns every row in input order. One thread
/// posts and takes. Requests run on workers, which only complete rows in the <see cref="SendQueue{TRow}"/>.
/// </summary>
/// <typeparam name="TRow">What the caller wants back with each outcome.</typeparam>
public sealed partial class ContactSender<TRow> : IDisposable
{
    // The longest that the timers of every framework support.
    private static readonly TimeSpan s_maximumTimer = TimeSpan.FromDays(20);

    // After so long without a row, batches that are not full are sent.
    private static readonly TimeSpan s_producerPause = TimeSpan.FromSeconds(0.5);

    // Lines of the journal wait for each other at most so long, if no result is taken earlier.
    private static readonly TimeSpan s_journalDelay = TimeSpan.FromMilliseconds(5);

    // Contacts whose state waits for a write of its own.
    private const int MaximumUnwritten = 1000;

    private readonly object _lock = new();
    private readonly UpsertContacts _upsert;
    private readonly SenderSettings _settings;
    private readonly Clock _clock;
    private readonly ChangeDetector _changes;
    private readonly TimeSpan _startedAt;
    // Not disposed: it has no timer, and a late Stop from another thread must find it alive.
    private readonly CancellationTokenSource _stop = new();
    // Once cancelled no request is started; cancelled with the other. Not disposed either.
    private readonly CancellationTokenSource _start;
    private readonly IDisposable? _timeLimit;
    private readonly SendQueue<TRow> _queue;
    private readonly Queue<SentContact<TRow>> _done = new();
    private UpsertOutcome? _closedBy;
    private ExceptionDispatchInfo? _exception;
    private IDisposable? _pauseTimer;
    private IDisposable? _journalTimer;
    private TimeSpan _lastPostAt;
    private int _workers;
    private WaitTarget _waitTarget;
    private bool _hasResponse;

    /// <param name="client">The API.</param>
    /// <param name="settings">How rows are sent.</param>
    /// <param name="journal">What earlier runs confirmed, and where this one records it; null for no journal. Not disposed here.</param>
    public ContactSender(ConversionClient client, SenderSettings settings, ContactJournal? journal = null)
        : this(client.UpsertAsync, settings, client.Clock, journal)
    {
    }

    /// <param name="upsert">Sends one batch.</param>
    /// <param name="settings">How rows are sent.</param>
    /// <param name="clock">The time.</param>
    /// <param name="journal">What earlier runs confirmed, and where this one records it; null for no journal. Not disposed here.</param>
    public ContactSender(UpsertContacts upsert, SenderSettings settings, Clock clock, ContactJournal? journal = null)
    {
        _upsert = upsert;
        _settings = settings;
        _clock = clock;
        // No more lines wait than rows are in flight: a full disk, too, concerns few rows.
        _changes = new ChangeDetector(journal, settings.SubscriptionPolicy, settings.SendsUnchanged, settings.Limits, settings.ThrottleLimit - 1);
        _queue = new SendQueue<TRow>(settings);
        _startedAt = clock.Elapsed;
        _start = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        if (settings.TimeLimit is TimeSpan limit && limit > TimeSpan.Zero && limit < s_maximumTimer)
        {
            _timeLimit = clock.Schedule(limit, _start.Cancel);
        }
    }

    /// <summary>
    /// Whether the next row has to wait: enough requests are ready, the window is full, or an exception waits to be thrown.
    /// Read without the lock, so it may be a moment old.
    /// </summary>
    public bool IsFull => _queue.ReadyCount >= _settings.MaximumReady || _queue.IsFull || _exception is not null;

    /// <summary>Whether no row is left to take.</summary>
    public bool IsEmpty => _queue.IsEmpty && _done.Count == 0;

    /// <summary>Why no further row is started: a limit was reached, or the server refused the key. Null while rows are started.</summary>
    public UpsertOutcome? ClosedBy => _closedBy;

    /// <summary>Whether the time limit has passed, although no row may have waited for it.</summary>
    public bool IsTimeUp => _settings.TimeLimit is TimeSpan limit && _clock.Elapsed - _startedAt >= limit;

    /// <summary>What the rows so far change, compared with the journal.</summary>
    public ChangeCounts Changes => _changes.Counts;

    /// <summary>The limit of changes that closed the sender; null if none did.</summary>
    public ChangeLimit? ExceededLimit => _changes.ExceededLimit;

    /// <summary>Posts a row to be sent.</summary>
    /// <exception cref="JournalException">The journal cannot be written any more.</exception>
    public void Post(TRow row, RowRequest request)
    {
        Post(row, _changes.CreateItem(request));
        if (_changes.UnwrittenCount >= MaximumUnwritten)
        {
            CompleteJournal();
        }
    }

    /// <summary>Posts a row that needs no request. It keeps its place.</summary>
    public void Post(TRow row, UpsertOutcome outcome) =>
        Post(row, new SendItem(request: null) { Outcome = outcome, State = SendState.Done });

    /// <summary>Tells that the list has a row of a contact, although it is not sent. Without this the contact has left the list.</summary>
    public void MarkSeen(ContactIdentity identity) => _changes.MarkSeen(identity);

    /// <summary>Returns the contacts of the journal that are not in the list. Call it when all rows are done.</summary>
    public IReadOnlyList<RemovedContact> FindRemoved() => _changes.FindRemoved();

    /// <summary>Posts a request that unsubscribes a contact that has left the list. The journal forgets it when that is confirmed.</summary>
    public void Unsubscribe(TRow row, RemovedContact contact) => Post(row, _changes.CreateRemoval(contact));

    /// <summary>Makes the journal forget a contact that has left the list. <see cref="CompleteJournal"/> writes it.</summary>
    public void Forget(RemovedContact contact) => _changes.Remove(contact);

    /// <summary>Writes what the journal has not written yet: states that changed without a request.</summary>
    /// <exception cref="JournalException">The journal cannot be written any more.</exception>
    public void CompleteJournal() => _changes.WriteRest();

    /// <summary>Takes the oldest row if it was done when the last one was posted or taken.</summary>
    public bool TryTake([MaybeNullWhen(false)] out SentContact<TRow> sent)
    {
        // Without the lock: the thread that posts and takes has moved the rows that are done to a queue of its own.
        sent = _done.Count > 0 ? _done.Dequeue() : default;
        return sent.Outcome is not null;
    }

    /// <summary>Takes the oldest row, and waits until it is done.</summary>
    /// <exception cref="OperationCanceledException"><see cref="Stop"/> was called.</exception>
    /// <exception cref="JournalException">The journal cannot be written any more.</exception>
    public SentContact<TRow> Take()
    {
        SentContact<TRow> sent;
        while (!TryTake(out sent))
        {
            WaitForRow(Timeout.InfiniteTimeSpan);
        }

        return sent;
    }

    /// <summary>
    /// Waits until there is room for many rows, because waking a thread for every row costs more than the row. It returns at
    /// once where there is room, which may have come since <see cref="IsFull"/> was read.
    /// </summary>
    /// <inheritdoc cref="WaitForRow"/>
    public void WaitForRoom(TimeSpan timeout) => Wait(WaitTarget.Room, timeout);

    /// <summary>Waits until the oldest row is done. Batches that are not full are sent.</summary>
    /// <param name="timeout">How long to wait for a change.</param>
    /// <exception cref="OperationCanceledException"><see cref="Stop"/> was called.</exception>
    /// <exception cref="JournalException">The journal cannot be written any more, and all rows done before have been taken.</exception>
    public void WaitForRow(TimeSpan timeout) => Wait(WaitTarget.Row, timeout);

    /// <summary>Cancels every request and wait, and ends a <see cref="Take"/> that waits. Any thread may call it at any time.</summary>
    public void Stop()
    {
        _stop.Cancel();
        lock (_lock)
        {
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>
    /// Counts the rows that were not taken, once <see cref="Dispose"/> has ended them: those that were confirmed, and those that
    /// may have been applied.
    /// </summary>
    public (int Confirmed, int InDoubt) CountUntaken()
    {
        using Section section = new(this);
        (int confirmed, int inDoubt) = _queue.CountUntaken();
        return (
            confirmed + _done.Count(static sent => sent.Outcome.IsConfirmed),
            inDoubt + _done.Count(static sent => sent.Outcome.Status == UpsertStatus.Unknown));
    }

    /// <summary>Cancels what is under way and waits for it. Afterwards no request is made.</summary>
    public void Dispose()
    {
        Stop();
        _timeLimit?.Dispose();
        _pauseTimer?.Dispose();
        lock (_lock)
        {
            while (_workers > 0)
            {
                Monitor.Wait(_lock);
            }

            _journalTimer?.Dispose();
        }

        try
        {
            CompleteJournal();
        }
        catch (JournalException)
        {
            // Only what no result depends on is lost. A failed write of anything else has been thrown already.
        }
    }

    private void Post(TRow row, SendItem item)
    {
        using Section section = new(this);
        if (_closedBy is not null && item.State != SendState.Done)
        {
            item.Outcome = _closedBy;
            item.State = SendState.Done;
        }

        _queue.Add(row, item);
        Advance();
        StartWorkers(_queue.ReadyCount);
        TakeDone();
        _lastPostAt = _queue.HasOpenBatch ? _clock.Elapsed : _lastPostAt;
        WatchProducer();
    }

    // One timer while there is an open batch, whatever the number of rows.
    private void WatchProducer()
    {
        if (_queue.HasOpenBatch)
        {
            _pauseTimer ??= _clock.Schedule(s_producerPause, SendAfterPause);
        }
    }

    private void SendAfterPause()
    {
        using Section section = new(this);
        _pauseTimer?.Dispose();
        _pauseTimer = null;
        TimeSpan rest = _lastPostAt + s_producerPause - _clock.Elapsed;
        if (_stop.IsCancellationRequested || !_queue.HasOpenBatch)
        {
            return;
        }

        if (rest > TimeSpan.Zero)
        {
            _pauseTimer = _clock.Schedule(rest, SendAfterPause);
            return;
        }

        _queue.CloseOpenBatches();
        StartWorkers(_queue.ReadyCount);
    }

    // As many lines in one write as results are taken at a time, but a run that is killed forgets no more than a moment.
    private void WatchJournal()
    {
        if (_changes.HasWaiting)
        {
            _journalTimer ??= _clock.Schedule(s_journalDelay, WriteAfterDelay);
        }
    }

    private void WriteAfterDelay()
    {
        using Section section = new(this);
        _journalTimer?.Dispose();
        _journalTimer = null;
        TryWriteWaiting();
    }

    // The thread that takes rows throws the exception.
    private bool TryWriteWaiting()
    {
        try
        {
            if (_changes.HasWaiting)
            {
                _changes.WriteWaiting();
            }

            return true;
        }
        catch (JournalException exception)
        {
            _exception ??= ExceptionDispatchInfo.Capture(exception);
            Monitor.PulseAll(_lock);
            return false;
        }
    }

    private void Wait(WaitTarget target, TimeSpan timeout)
    {
        using Section section = new(this);
        _waitTarget = target;
        if (!IsWaitOver && _queue.ReadyCount == 0 && _workers < WorkerLimit)
        {
            _queue.CloseOpenBatches();
            StartWorkers(_queue.ReadyCount);
        }

        bool inTime = true;
        while (!IsWaitOver && _exception is null && inTime)
        {
            _stop.Token.ThrowIfCancellationRequested();
            inTime = Monitor.Wait(_lock, timeout);
        }

        _waitTarget = WaitTarget.None;
        TakeDone();
        if (_done.Count == 0)
        {
            _exception?.Throw();
        }
    }

    // Where a slow row keeps the window full, room comes with that row.
    private bool IsWaitOver => _waitTarget switch
    {
        WaitTarget.None => false,
        WaitTarget.Room when !_queue.IsFull => _queue.ReadyCount <= _settings.MaximumReady / 2,
        WaitTarget.Room => _queue.HasDone(_settings.WindowSize / 2),
        _ => _queue.HasDone(1),
    };

    private void TakeDone()
    {
        if (_queue.HasDone(1))
        {
            // If the journal cannot be written, rows that it has recorded before are still returned.
            _queue.TakeDone(_done, TryWriteWaiting() ? null : item => !_changes.IsWaiting(item));
        }

        CloseAtErrorLimit();
    }

    // What the thread that posts and takes waits for.
    private enum WaitTarget
    {
        None,
        Row,
        Room,
    }

    /// <summary>
    /// The time in which a thread holds the lock. Where the sender has been closed meanwhile, requests that wait for their turn
    /// are cancelled at its end, because they continue on the thread that cancels them.
    /// </summary>
    private readonly struct Section : IDisposable
    {
        private readonly ContactSender<TRow> _sender;

        public Section(ContactSender<TRow> sender)
        {
            _sender = sender;
            Monitor.Enter(sender._lock);
        }

        public void Dispose()
        {
            bool isClosed = _sender._closedBy is not null;
            Monitor.Exit(_sender._lock);
            if (isClosed)
            {
                _sender._start.Cancel();
            }
        }
    }
}

/// <summary>A row on its way back: what was handed to the sender, and its outcome.</summary>
/// <param name="Row">What the caller posted, unchanged.</param>
/// <param name="Outcome">Its outcome.</param>
/// <param name="Traces">The traces of its requests; empty if there was no request or traces are off.</param>
public readonly record struct SentContact<TRow>(TRow Row, UpsertOutcome Outcome, IReadOnlyCollection<RequestTrace> Traces);
