using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Client;
using Conversion.Journal;
using Conversion.Model;
using Conversion.Transport;

namespace Conversion.Sending;

/// <summary>
/// Sends a stream of contacts with a bounded number of requests in flight, and gives every row back in the order in which
/// it came. One thread posts and takes; requests run elsewhere and only ever mark their rows as done.
/// </summary>
/// <typeparam name="TRow">What the caller wants back with each outcome.</typeparam>
public sealed class ContactSender<TRow> : IDisposable
{
    // What every framework's timers can do.
    private static readonly TimeSpan s_longestTimer = TimeSpan.FromDays(20);

    private readonly object _lock = new();
    private readonly Clock _clock;
    private readonly BatchDelivery<TRow> _delivery;
    private readonly SenderSettings _settings;
    private readonly Resumption? _resumption;
    private readonly TimeSpan _started;
    // Not disposed: it has no timer, and a late Stop from another thread must find it alive.
    private readonly CancellationTokenSource _stop = new();
    // Once it is cancelled no request is begun; cancelled with the other. Not disposed either.
    private readonly CancellationTokenSource _begin;
    private readonly IDisposable? _timeLimit;
    private readonly RowWindow<TRow> _window;
    private readonly Queue<SentContact<TRow>> _done = new();
    private readonly List<PendingContact<TRow>> _freed = [];
    private readonly BatchQueue<TRow> _ready;
    private readonly ContactOrder<TRow> _order = new();
    private UpsertOutcome? _closed;
    private ExceptionDispatchInfo? _fault;
    private int _errors;
    private int _workers;
    private Awaited _awaited;
    private bool _answered;

    /// <param name="client">The API.</param>
    /// <param name="settings">How they are sent.</param>
    /// <param name="journal">What earlier runs confirmed, and where this one is written down; null for no journal. Not disposed here.</param>
    public ContactSender(ConversionClient client, SenderSettings settings, ContactJournal? journal = null)
    {
        _clock = client.Clock;
        _delivery = new BatchDelivery<TRow>(client, settings, journal);
        _settings = settings;
        _resumption = journal is null ? null : new Resumption(journal);
        _window = new RowWindow<TRow>(settings.Window, _order);
        _ready = new BatchQueue<TRow>(settings);
        _started = _clock.Elapsed;
        _begin = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        if (settings.TimeLimit is TimeSpan limit && limit > TimeSpan.Zero && limit < s_longestTimer)
        {
            _timeLimit = _clock.Schedule(limit, _begin.Cancel);
        }
    }

    /// <summary>
    /// Whether the next row is to wait: enough are ready to be sent, the window is full, or a fault waits to be thrown. A look
    /// without the lock: at worst it is a moment old.
    /// </summary>
    public bool IsFull => _ready.Count >= _settings.MaximumReady || _window.IsFull || _fault is not null;

    /// <summary>Whether no row is left to take.</summary>
    public bool IsEmpty => _window.IsEmpty && _done.Count == 0;

    /// <summary>Whether no further row is begun: a limit was reached, or the server refused the key.</summary>
    internal bool IsClosed => _closed is not null;

    /// <summary>Posts a row to be sent.</summary>
    public void Post(TRow row, ContactRequest request)
    {
        RowFingerprint fingerprint = default;
        if (_resumption is not null && _resumption.TrySkip(request, out fingerprint, out Guid id))
        {
            Post(row, new UpsertOutcome { Status = UpsertStatus.Skipped, CnvContactId = id });
            return;
        }

        PendingContact<TRow> contact = new(row, request) { Fingerprint = fingerprint };
        lock (_lock)
        {
            contact.Outcome = _closed;
            _window.Add(contact);
            if (!IsClosed && _order.Enter(contact))
            {
                _ready.Add(contact);
                StartWorkers(_ready.Count);
            }

            TakeDone();
        }

        BeginNoMore();
    }

    /// <summary>Posts a row that needs no request. It keeps its place.</summary>
    public void Post(TRow row, UpsertOutcome outcome)
    {
        lock (_lock)
        {
            _window.Add(new PendingContact<TRow>(row, request: null) { Outcome = outcome });
            TakeDone();
        }

        BeginNoMore();
    }

    /// <summary>Takes the oldest row if it was done when the last one was posted or taken.</summary>
    public bool TryTake([MaybeNullWhen(false)] out SentContact<TRow> sent)
    {
        // The lock was held a moment ago: who posts and takes looks around once, not twice.
        sent = _done.Count > 0 ? _done.Dequeue() : default;
        return sent.Outcome is not null;
    }

    /// <summary>Takes the oldest row, waiting until it is done.</summary>
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
    /// Waits until there is room for many rows, or the oldest is done: a thread that is woken for every row costs more than the
    /// row. Where there is room already, which may have come since <see cref="IsFull"/> was read, it waits for nothing.
    /// </summary>
    /// <inheritdoc cref="WaitForRow"/>
    public void WaitForRoom(TimeSpan patience) => Wait(Awaited.Room, patience);

    /// <summary>Waits until the oldest row is done. Batches that are not full yet wait no longer.</summary>
    /// <param name="patience">How long nothing may happen before this gives up.</param>
    /// <exception cref="OperationCanceledException"><see cref="Stop"/> was called.</exception>
    /// <exception cref="JournalException">The journal cannot be written any more, and all that was done before has been taken.</exception>
    public void WaitForRow(TimeSpan patience) => Wait(Awaited.Row, patience);

    /// <summary>Cancels every request and wait, and ends a <see cref="Take"/> under way. May be called from any thread, at any time.</summary>
    public void Stop()
    {
        _stop.Cancel();
        lock (_lock)
        {
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Cancels what is under way and waits for it: after this, not one request is made.</summary>
    public void Dispose()
    {
        Stop();
        _timeLimit?.Dispose();
        lock (_lock)
        {
            while (_workers > 0)
            {
                Monitor.Wait(_lock);
            }
        }
    }

    private void Wait(Awaited awaited, TimeSpan patience)
    {
        lock (_lock)
        {
            _awaited = awaited;
            if (!HasCome && _ready.Count == 0 && _workers < Limit)
            {
                _ready.CloseAll();
                StartWorkers(_ready.Count);
            }

            bool inTime = true;
            while (!HasCome && _fault is null && inTime)
            {
                _stop.Token.ThrowIfCancellationRequested();
                inTime = Monitor.Wait(_lock, patience);
            }

            _awaited = Awaited.Nothing;
            TakeDone();
            if (_done.Count == 0)
            {
                _fault?.Throw();
            }
        }

        BeginNoMore();
    }

    // Whether what the thread waits for is there. Where a slow row keeps the window full, room comes with that row.
    private bool HasCome => _awaited switch
    {
        Awaited.Nothing => false,
        Awaited.Room when !_window.IsFull => _ready.Count <= _settings.MaximumReady / 2,
        Awaited.Room => _window.HasDone(_window.Half),
        _ => _window.HasDone(1),
    };

    // Until the first answer has come there is one in flight: a wrong key or address costs one request, not a volley.
    private int Limit => _answered ? _settings.ThrottleLimit : 1;

    // A row that was wrong before it was sent counts as an error when those before it are done: they are not given up for it.
    private void TakeDone()
    {
        _errors += _window.TakeDone(_done);
        CloseAtErrorLimit();
    }

    // Requests run off the posting thread from their start: it has the next row to read.
    private void StartWorkers(int wanted)
    {
        for (; wanted > 0 && _workers < Limit; wanted--)
        {
            _workers++;
            _ = Task.Run(WorkAsync);
        }
    }

    private async Task WorkAsync()
    {
        ContactBatch<TRow>? batch = Begin();
        BeginNoMore();
        while (batch is not null)
        {
            BatchOutcome? outcome = null;
            ExceptionDispatchInfo? fault = null;
            try
            {
                ApiAnswer answer = await _delivery.PostAsync(batch, _begin.Token, _stop.Token).ConfigureAwait(false);
                outcome = _delivery.Receive(batch, answer);
            }
            catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
            {
                // It waited for its turn, and now there is none: it ends as all do that were never begun.
            }
            catch (Exception exception)
            {
                // Cancelled, or a fault of ours: either way it belongs to the thread that takes the row.
                fault = ExceptionDispatchInfo.Capture(exception);
            }

            batch = FinishAndBegin(batch, outcome, fault);
            BeginNoMore();
            if (fault is not null)
            {
                Stop();
            }
        }
    }

    // Outside the lock: those who wait for their turn go on within this.
    private void BeginNoMore()
    {
        if (IsClosed)
        {
            _begin.Cancel();
        }
    }

    private ContactBatch<TRow>? Begin()
    {
        lock (_lock)
        {
            return NextBatch();
        }
    }

    private ContactBatch<TRow>? FinishAndBegin(ContactBatch<TRow> batch, BatchOutcome? outcome, ExceptionDispatchInfo? fault)
    {
        lock (_lock)
        {
            _answered = true;
            // Nothing more is sent: a later row of the same contact must not take effect, and be written down, before this one.
            _fault ??= fault;
            if (outcome is null && fault is null)
            {
                CloseAtTimeLimit();
            }

            if (outcome is { MayBeOverOneRow: true, Whole: UpsertOutcome refusal } && batch.Contacts.Length > 1)
            {
                _ready.Split(batch, refusal, outcome.Value.AnswerLost);
            }
            else
            {
                Settle(batch, outcome);
            }

            // This worker goes on with one of those that are ready; the rest want workers of their own.
            StartWorkers(_ready.Count - 1);
            return NextBatch();
        }
    }

    private ContactBatch<TRow>? NextBatch()
    {
        if (_settings.TimeLimit is TimeSpan limit && !IsClosed && _clock.Elapsed - _started >= limit)
        {
            CloseAtTimeLimit();
        }

        if (_ready.Count == 0 && _awaited != Awaited.Nothing)
        {
            _ready.CloseAll();
        }

        ContactBatch<TRow>? next = null;
        if (_ready.Count > 0 && _fault is null && !_stop.IsCancellationRequested)
        {
            next = _ready.Take();
        }
        else
        {
            _workers--;
        }

        if (next is null || HasCome)
        {
            Monitor.PulseAll(_lock);
        }

        return next;
    }

    private void CloseAtTimeLimit() =>
        Close(UpsertOutcome.NotSent(ErrorCodes.TimeLimit, "The time limit was reached before this row's turn."));

    private void CloseAtErrorLimit()
    {
        if (_errors >= _settings.MaximumErrorCount)
        {
            Close(UpsertOutcome.NotSent(ErrorCodes.ErrorLimit, "Too many rows before this one had an error."));
        }
    }

    private void Settle(ContactBatch<TRow> batch, BatchOutcome? outcome)
    {
        if (outcome?.Whole is { RefusesConnection: true } refusal)
        {
            Close(refusal with { Attempts = 0, Duration = TimeSpan.Zero });
        }

        for (int i = 0; i < batch.Contacts.Length; i++)
        {
            PendingContact<TRow> contact = batch.Contacts[i];
            // Where something of ours went wrong the row is never taken: what went wrong is thrown in its place.
            if ((outcome?.Of(i) ?? (_fault is null ? _closed : null)) is UpsertOutcome one)
            {
                _window.Settle(contact, one);
                _errors += one.IsError ? 1 : 0;
            }

            ContactOrder<TRow>.Free(contact, _freed);
        }

        if (batch.Traces is not null)
        {
            batch.Contacts[0].Traces = batch.Traces;
        }

        foreach (PendingContact<TRow> contact in _freed)
        {
            _ready.Add(contact);
        }

        _freed.Clear();
        CloseAtErrorLimit();
    }

    // Begins no further row. What is in flight comes home; every other row ends as given.
    private void Close(UpsertOutcome outcome)
    {
        if (IsClosed)
        {
            return;
        }

        _closed = outcome;
        _ready.Clear();
        _window.SettleUnsent(outcome);
        Monitor.PulseAll(_lock);
    }

    // What the thread that posts and takes waits for.
    private enum Awaited
    {
        Nothing,
        Row,
        Room,
    }
}
