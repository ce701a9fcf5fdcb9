using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Conversion.Client;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>
/// The rows between the oldest that has no outcome and the newest that was posted, in input order, and the state of each:
/// <see cref="SendState.Waiting"/> → <see cref="SendState.Ready"/> → <see cref="SendState.InFlight"/> → <see cref="SendState.Done"/>.
/// Ready rows are gathered into requests: one open batch for each combination of options, until it is full or heavy.
/// Guarded by the sender's lock.
/// </summary>
internal sealed class SendQueue<TRow>(SenderSettings settings)
{
    private static readonly List<SendItem> s_none = [];

    private readonly Queue<(TRow Row, SendItem Item)> _rows = new();
    private readonly Queue<SendItem> _released = new();
    private readonly Queue<SendBatch> _ready = new();
    private readonly Dictionary<ContactOptions, OpenBatch> _open = [];
    private readonly ContactOrder _order = new();
    private readonly IdentifierOrder _identifiers = new();
    private int _done;

    /// <summary>Whether no further row fits.</summary>
    public bool IsFull => _rows.Count >= settings.WindowSize;

    /// <summary>Whether there is no row.</summary>
    public bool IsEmpty => _rows.Count == 0;

    /// <summary>Whether rows wait for others to fill their batch.</summary>
    public bool HasOpenBatch => _open.Count > 0;

    /// <summary>How many requests can be started.</summary>
    public int ReadyCount => _ready.Count;

    /// <summary>Rows with an error. A row that is invalid before it is sent counts once the rows before it are done.</summary>
    public int ErrorCount { get; private set; }

    /// <summary>Adds a row: done, or waiting for others of its contact, or released if there are none.</summary>
    public void Add(TRow row, SendItem item)
    {
        _rows.Enqueue((row, item));
        if (item.State == SendState.Done)
        {
            _done++;
            return;
        }

        _order.Add(item);
        _identifiers.Add(item);
        if (item.Predecessors == 0)
        {
            _released.Enqueue(item);
        }
    }

    /// <summary>Takes the oldest row that no longer waits. It becomes ready, or is done without a request.</summary>
    public bool TryTakeReleased([MaybeNullWhen(false)] out SendItem item)
    {
        while (_released.Count > 0)
        {
            item = _released.Dequeue();
            if (item.State == SendState.Waiting)
            {
                return true;
            }
        }

        item = null;
        return false;
    }

    /// <summary>Takes the oldest request that can be started. Its rows are in flight from now on.</summary>
    public SendBatch TakeReady()
    {
        SendBatch batch = _ready.Dequeue();
        foreach (SendItem item in batch.Items)
        {
            item.State = SendState.InFlight;
        }

        return batch;
    }

    /// <summary>Closes all open batches, so that their rows can be sent.</summary>
    public void CloseOpenBatches()
    {
        foreach (OpenBatch batch in _open.Values)
        {
            Enqueue(batch);
        }

        _open.Clear();
    }

    /// <summary>Gives a row its outcome, and releases the rows that waited for it.</summary>
    public void Complete(SendItem item, UpsertOutcome outcome)
    {
        item.Outcome = item.Finish(outcome);
        item.State = SendState.Done;
        _done++;
        ErrorCount += item.Outcome.IsError ? 1 : 0;
        Release(_identifiers.Complete(item));
        Release(item.Successors);
    }

    /// <summary>Queues the two halves of a request that was refused as a whole. Rows that wait for its rows continue to wait.</summary>
    public void Split(SendBatch batch, BatchResult refusal)
    {
        (SendBatch first, SendBatch second) = batch.Split(refusal);
        _ready.Enqueue(first);
        _ready.Enqueue(second);
    }

    /// <summary>Gives every row for which no request has been started the same outcome. Rows in flight stay there.</summary>
    public void CompleteUnstarted(UpsertOutcome outcome)
    {
        SendBatch[] unstarted = [.. _ready];
        SendItem[] waiting = [.. _rows.Select(static row => row.Item).Where(static item => item.State is SendState.Waiting or SendState.Ready)];
        _ready.Clear();
        _open.Clear();

        // All of them first, so that none becomes ready because another is done.
        foreach (SendItem item in waiting)
        {
            item.State = SendState.Done;
        }

        foreach (SendItem item in waiting)
        {
            Complete(item, outcome);
        }

        // The halves of a refused request are in flight, and their earlier requests count.
        foreach (SendBatch half in unstarted.Where(static batch => batch.Items[0].State == SendState.InFlight))
        {
            foreach (SendItem item in half.Items)
            {
                Complete(item, half.WithEarlierRequests(outcome));
            }
        }
    }

    /// <summary>Whether the oldest row is done, and so many rows in all.</summary>
    public bool HasDone(int count) => _done >= count && _rows.Count > 0 && _rows.Peek().Item.State == SendState.Done;

    /// <summary>Marks the rows of a request that was cancelled before it was sent, unless an earlier request may have applied them.</summary>
    public void MarkUnsent(SendBatch batch)
    {
        foreach (SendItem item in batch.Items)
        {
            item.State = batch.MayBeApplied || item is PlannedItem { First: not null } ? SendState.InFlight : SendState.Ready;
        }
    }

    /// <summary>Counts the rows that are confirmed, and those that may have been applied: in flight, or with a lost response.</summary>
    public (int Confirmed, int InDoubt) CountUntaken() => (
        _rows.Count(static row => row.Item.Outcome is { IsConfirmed: true }),
        _rows.Count(static row => row.Item.State == SendState.InFlight || row.Item.Outcome?.Status == UpsertStatus.Unknown));

    /// <summary>Moves the oldest rows that are done, up to the first that is not, or must not be returned.</summary>
    public void TakeDone(Queue<SentContact<TRow>> done, Predicate<SendItem>? canReturn = null)
    {
        while (_rows.Count > 0 && _rows.Peek().Item is { State: SendState.Done } next && canReturn?.Invoke(next) != false)
        {
            (TRow row, SendItem item) = _rows.Dequeue();
            UpsertOutcome outcome = item.Outcome!;
            _done--;
            if (item.HasRequest)
            {
                _order.Remove(item);
            }
            else if (outcome.IsError)
            {
                ErrorCount++;
            }

            done.Enqueue(new SentContact<TRow>(row, outcome, item.Traces));
        }
    }

    // Rows that waited for another, which is done.
    private void Release(List<SendItem>? items)
    {
        foreach (SendItem item in items ?? s_none)
        {
            if (--item.Predecessors == 0 && item.State == SendState.Waiting)
            {
                _released.Enqueue(item);
            }
        }
    }

    /// <summary>Puts a row into a request: one of its own, or an open batch.</summary>
    public void MakeReady(SendItem item)
    {
        item.State = SendState.Ready;
        if (settings.BatchSize == 1)
        {
            _ready.Enqueue(new SendBatch([item], settings.Trace));
            return;
        }

        RowRequest request = item.ToSend;
        int length = BatchBody.LengthOf(request);
        if (_open.TryGetValue(request.Options, out OpenBatch? batch) && batch.BodyLength + length > settings.MaximumBodyLength)
        {
            Close(batch, request.Options);
            batch = null;
        }

        if (batch is null)
        {
            batch = new OpenBatch();
            _open.Add(request.Options, batch);
        }

        batch.Items.Add(item);
        batch.BodyLength += length;
        if (batch.Items.Count == settings.BatchSize)
        {
            Close(batch, request.Options);
        }
    }

    private void Close(OpenBatch batch, ContactOptions options)
    {
        Enqueue(batch);
        _open.Remove(options);
    }

    private void Enqueue(OpenBatch batch) => _ready.Enqueue(new SendBatch([.. batch.Items], settings.Trace));

    private sealed class OpenBatch
    {
        public List<SendItem> Items { get; } = [];

        /// <summary>The contacts' part of the body, in bytes.</summary>
        public int BodyLength { get; set; }
    }
}
