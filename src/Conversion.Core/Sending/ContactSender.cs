using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>
/// Sends a stream of contacts with a bounded number of requests in flight, and gives every row back in the order in which
/// it came. One thread posts and takes; requests run elsewhere and only ever mark their row as done.
/// </summary>
/// <typeparam name="TRow">What the caller wants back with each outcome.</typeparam>
public sealed class ContactSender<TRow> : IDisposable
{
    private readonly object _lock = new();
    private readonly ConversionClient _client;
    private readonly int _throttleLimit;
    private readonly int _window;
    private readonly bool _trace;
    // Not disposed: it has no timer, and a late Stop from another thread must find it alive.
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<PendingContact<TRow>> _pending = new();
    private readonly Queue<PendingContact<TRow>> _ready = new();
    private readonly ContactOrder<TRow> _order = new();
    private int _workers;
    private bool _answered;
    private UpsertOutcome? _refusal;

    /// <param name="client">The API.</param>
    /// <param name="throttleLimit">Requests in flight at most, 1 or more.</param>
    /// <param name="trace">Whether each row is to bring what may be shown of its requests.</param>
    public ContactSender(ConversionClient client, int throttleLimit, bool trace = false)
    {
        _client = client;
        _throttleLimit = throttleLimit;
        _trace = trace;
        // Wide enough that one slow row does not idle the others; narrow enough that memory never grows with the input.
        _window = Math.Max(64, throttleLimit * 16);
    }

    /// <summary>Whether a row must be taken before the next may be posted.</summary>
    public bool IsFull => _pending.Count >= _window;

    /// <summary>Whether no row is left to take.</summary>
    public bool IsEmpty => _pending.Count == 0;

    /// <summary>Posts a row to be sent.</summary>
    public void Post(TRow row, ContactRequest request)
    {
        lock (_lock)
        {
            PendingContact<TRow> contact = new(row, request, _refusal) { Traces = _trace ? [] : null };
            _pending.Enqueue(contact);
            if (_refusal is null && _order.Enter(contact))
            {
                _ready.Enqueue(contact);
                StartWorkers(_ready.Count);
            }
        }
    }

    /// <summary>Posts a row that needs no request. It keeps its place.</summary>
    public void Post(TRow row, UpsertOutcome outcome)
    {
        lock (_lock)
        {
            _pending.Enqueue(new PendingContact<TRow>(row, request: null, outcome));
        }
    }

    /// <summary>Takes the oldest row if it is done.</summary>
    public bool TryTake([MaybeNullWhen(false)] out SentContact<TRow> sent)
    {
        lock (_lock)
        {
            if (_pending.Count > 0 && _pending.Peek().IsDone)
            {
                sent = Dequeue();
                return true;
            }
        }

        sent = default;
        return false;
    }

    /// <summary>Takes the oldest row, waiting until it is done.</summary>
    /// <exception cref="OperationCanceledException"><see cref="Stop"/> was called.</exception>
    public SentContact<TRow> Take()
    {
        lock (_lock)
        {
            while (!_pending.Peek().IsDone)
            {
                _stop.Token.ThrowIfCancellationRequested();
                Monitor.Wait(_lock);
            }

            return Dequeue();
        }
    }

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
        lock (_lock)
        {
            while (_workers > 0)
            {
                Monitor.Wait(_lock);
            }
        }
    }

    private SentContact<TRow> Dequeue()
    {
        PendingContact<TRow> contact = _pending.Dequeue();
        contact.Fault?.Throw();
        return new SentContact<TRow>(contact.Row, contact.Outcome!, contact.Traces ?? []);
    }

    // Requests run off the posting thread from their start: it has the next row to read.
    // Until the first answer has come there is one in flight: a wrong key or address costs one request, not a volley.
    private void StartWorkers(int wanted)
    {
        int limit = _answered ? _throttleLimit : 1;
        for (; wanted > 0 && _workers < limit; wanted--)
        {
            _workers++;
            _ = Task.Run(WorkAsync);
        }
    }

    private async Task WorkAsync()
    {
        while (NextReady() is PendingContact<TRow> contact)
        {
            UpsertOutcome? outcome = null;
            ExceptionDispatchInfo? fault = null;
            try
            {
                outcome = await _client.UpsertContactAsync(contact.Request!, contact.Traces, _stop.Token).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // Cancelled, or a fault of ours: either way it belongs to the thread that takes the row.
                fault = ExceptionDispatchInfo.Capture(exception);
            }

            Finish(contact, outcome, fault);
        }
    }

    private PendingContact<TRow>? NextReady()
    {
        lock (_lock)
        {
            if (_ready.Count > 0 && !_stop.IsCancellationRequested)
            {
                PendingContact<TRow> contact = _ready.Dequeue();
                contact.IsInFlight = true;
                return contact;
            }

            _workers--;
            Monitor.PulseAll(_lock);
            return null;
        }
    }

    private void Finish(PendingContact<TRow> contact, UpsertOutcome? outcome, ExceptionDispatchInfo? fault)
    {
        lock (_lock)
        {
            contact.Outcome = outcome;
            contact.Fault = fault;
            _answered = true;
            if (outcome is { RefusesConnection: true } && _refusal is null)
            {
                Refuse(outcome);
            }

            _order.Leave(contact, _ready);
            // This worker goes on with one of those that are ready; the rest want workers of their own.
            StartWorkers(_ready.Count - 1);
            if (_pending.Peek() == contact)
            {
                Monitor.PulseAll(_lock);
            }
        }
    }

    // No row that has not been sent will fare better: all of them get this answer, and are not sent.
    private void Refuse(UpsertOutcome refusal)
    {
        _refusal = refusal with { Attempts = 0, Duration = TimeSpan.Zero };
        _ready.Clear();
        foreach (PendingContact<TRow> contact in _pending)
        {
            if (!contact.IsInFlight)
            {
                contact.Outcome ??= _refusal;
            }
        }

        Monitor.PulseAll(_lock);
    }
}
