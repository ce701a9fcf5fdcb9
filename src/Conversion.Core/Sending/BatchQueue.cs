using System.Collections.Generic;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>
/// Contacts whose turn has come, gathered into requests: each on its own, or in batches, of which one is open for each
/// combination of switches until it is full or heavy. Guarded by the sender's lock.
/// </summary>
internal sealed class BatchQueue<TRow>(SenderSettings settings)
{
    private readonly Queue<ContactBatch<TRow>> _ready = new();
    private readonly Dictionary<ContactOptions, OpenBatch> _open = [];

    /// <summary>How many requests are complete.</summary>
    public int Count => _ready.Count;

    /// <summary>Adds a contact.</summary>
    public void Add(PendingContact<TRow> contact)
    {
        if (settings.BatchSize == 1)
        {
            _ready.Enqueue(new ContactBatch<TRow>([contact], settings.Trace));
            return;
        }

        ContactRequest request = contact.Request!;
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

        batch.Contacts.Add(contact);
        batch.BodyLength += length;
        if (batch.Contacts.Count == settings.BatchSize)
        {
            Close(batch, request.Options);
        }
    }

    /// <summary>Closes all batches, full or not.</summary>
    public void CloseAll()
    {
        foreach (OpenBatch batch in _open.Values)
        {
            Enqueue(batch);
        }

        _open.Clear();
    }

    /// <summary>Takes the oldest. Its contacts are in flight from now on.</summary>
    public ContactBatch<TRow> Take()
    {
        ContactBatch<TRow> batch = _ready.Dequeue();
        batch.MarkInFlight(true);
        return batch;
    }

    /// <summary>Queues the halves of a batch that was refused as a whole. Its contacts stay in flight: who waits for one of them waits on.</summary>
    public void Split(ContactBatch<TRow> batch, UpsertOutcome refusal, bool answerLost)
    {
        foreach (PendingContact<TRow> contact in batch.Contacts)
        {
            contact.EarlierAttempts += refusal.Attempts;
            contact.EarlierDuration += refusal.Duration;
            contact.EarlierAnswerLost |= answerLost;
        }

        (ContactBatch<TRow> first, ContactBatch<TRow> second) = batch.Split();
        if (batch.Traces is not null)
        {
            first.Traces!.AddRange(batch.Traces);
        }

        _ready.Enqueue(first);
        _ready.Enqueue(second);
    }

    /// <summary>Gives up all that is here. No contact of it is in flight, halves of a refused batch neither.</summary>
    public void Clear()
    {
        _open.Clear();
        foreach (ContactBatch<TRow> batch in _ready)
        {
            batch.MarkInFlight(false);
        }

        _ready.Clear();
    }

    private void Close(OpenBatch batch, ContactOptions options)
    {
        Enqueue(batch);
        _open.Remove(options);
    }

    private void Enqueue(OpenBatch batch) => _ready.Enqueue(new ContactBatch<TRow>([.. batch.Contacts], settings.Trace));

    private sealed class OpenBatch
    {
        public List<PendingContact<TRow>> Contacts { get; } = [];

        /// <summary>The contacts' part of the body, in bytes.</summary>
        public int BodyLength { get; set; }
    }
}
