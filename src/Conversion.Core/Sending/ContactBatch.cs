using System;
using System.Collections.Generic;
using Conversion.Model;
using Conversion.Transport;

namespace Conversion.Sending;

/// <summary>Contacts that travel in one request: one, or several with the same switches.</summary>
internal sealed class ContactBatch<TRow>(PendingContact<TRow>[] contacts, bool trace)
{
    public PendingContact<TRow>[] Contacts => contacts;

    /// <summary>What may be shown of its requests; null when nobody wants it.</summary>
    public List<RequestTrace>? Traces { get; } = trace ? [] : null;

    public ContactRequest[] Requests => Array.ConvertAll(contacts, static contact => contact.Request!);

    /// <summary>Says of its contacts whether a request for them has been begun.</summary>
    public void MarkInFlight(bool isInFlight)
    {
        foreach (PendingContact<TRow> contact in contacts)
        {
            contact.IsInFlight = isInFlight;
        }
    }

    /// <summary>Two halves, to find out which has the row that is to blame.</summary>
    public (ContactBatch<TRow> First, ContactBatch<TRow> Second) Split()
    {
        int half = contacts.Length / 2;
        return (
            new ContactBatch<TRow>(contacts.AsSpan(0, half).ToArray(), Traces is not null),
            new ContactBatch<TRow>(contacts.AsSpan(half).ToArray(), Traces is not null));
    }
}
