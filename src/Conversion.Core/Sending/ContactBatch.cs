using System.Collections.Generic;
using Conversion.Model;
using Conversion.Transport;

namespace Conversion.Sending;

/// <summary>Contacts that travel in one request: one, or several with the same switches.</summary>
internal sealed class ContactBatch<TRow>(List<PendingContact<TRow>> contacts, bool trace)
{
    public List<PendingContact<TRow>> Contacts => contacts;

    /// <summary>What may be shown of its requests; null when nobody wants it.</summary>
    public List<RequestTrace>? Traces { get; } = trace ? [] : null;

    /// <summary>The contacts' part of the body, in bytes.</summary>
    public int BodyLength { get; set; }

    public List<ContactRequest> Requests => contacts.ConvertAll(static contact => contact.Request!);

    /// <summary>Two halves, to find out which has the row that is to blame.</summary>
    public (ContactBatch<TRow> First, ContactBatch<TRow> Second) Split()
    {
        int half = contacts.Count / 2;
        return (
            new ContactBatch<TRow>(contacts.GetRange(0, half), Traces is not null),
            new ContactBatch<TRow>(contacts.GetRange(half, contacts.Count - half), Traces is not null));
    }
}
