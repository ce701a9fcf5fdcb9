using System.Collections.Generic;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>Gathers contacts into batches: one open for each combination of switches, closed when it is full or heavy.</summary>
internal sealed class BatchAssembly<TRow>(SenderSettings settings)
{
    private readonly Dictionary<ContactOptions, ContactBatch<TRow>> _open = [];

    /// <summary>Adds a contact. A batch that is complete goes to the ready ones.</summary>
    public void Add(PendingContact<TRow> contact, Queue<ContactBatch<TRow>> ready)
    {
        ContactRequest request = contact.Request!;
        int length = BatchBody.LengthOf(request);
        if (_open.TryGetValue(request.Options, out ContactBatch<TRow>? batch)
            && batch.BodyLength + length > settings.MaximumBodyLength)
        {
            Close(batch, request.Options, ready);
            batch = null;
        }

        if (batch is null)
        {
            batch = new ContactBatch<TRow>([], settings.Trace);
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
        foreach (ContactBatch<TRow> batch in _open.Values)
        {
            ready.Enqueue(batch);
        }

        _open.Clear();
    }

    private void Close(ContactBatch<TRow> batch, ContactOptions options, Queue<ContactBatch<TRow>> ready)
    {
        ready.Enqueue(batch);
        _open.Remove(options);
    }
}
