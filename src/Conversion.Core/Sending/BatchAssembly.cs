using System.Collections.Generic;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>Gathers contacts into batches: one open for each combination of switches, closed when it is full or heavy.</summary>
internal sealed class BatchAssembly<TRow>(SenderSettings settings)
{
    private readonly Dictionary<ContactOptions, OpenBatch> _open = [];

    /// <summary>Adds a contact. A batch that is complete goes to the ready ones.</summary>
    public void Add(PendingContact<TRow> contact, Queue<ContactBatch<TRow>> ready)
    {
        ContactRequest request = contact.Request!;
        int length = BatchBody.LengthOf(request);
        if (_open.TryGetValue(request.Options, out OpenBatch? batch) && batch.BodyLength + length > settings.MaximumBodyLength)
        {
            Close(batch, request.Options, ready);
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
            Close(batch, request.Options, ready);
        }
    }

    /// <summary>Closes all batches, full or not.</summary>
    public void CloseAll(Queue<ContactBatch<TRow>> ready)
    {
        foreach (OpenBatch batch in _open.Values)
        {
            ready.Enqueue(Closed(batch));
        }

        _open.Clear();
    }

    private void Close(OpenBatch batch, ContactOptions options, Queue<ContactBatch<TRow>> ready)
    {
        ready.Enqueue(Closed(batch));
        _open.Remove(options);
    }

    private ContactBatch<TRow> Closed(OpenBatch batch) => new([.. batch.Contacts], settings.Trace);

    private sealed class OpenBatch
    {
        public List<PendingContact<TRow>> Contacts { get; } = [];

        /// <summary>The contacts' part of the body, in bytes.</summary>
        public int BodyLength { get; set; }
    }
}
