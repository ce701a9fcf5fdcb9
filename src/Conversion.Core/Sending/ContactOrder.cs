using System;
using System.Collections.Generic;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>
/// Who waits for whom: rows of one contact, the same id or the same address in any case, take effect in input order
/// and are never in flight together.
/// </summary>
internal sealed class ContactOrder<TRow>
{
    private readonly Dictionary<string, PendingContact<TRow>> _lastByEmail = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<Guid, PendingContact<TRow>> _lastById = [];

    /// <summary>Takes a row in. It waits for the last one of the same id and for the last one of the same address.</summary>
    /// <returns>Whether it can go at once.</returns>
    public bool Enter(PendingContact<TRow> contact)
    {
        ContactRequest request = contact.Request!;
        if (request.Email is string email)
        {
            Follow(_lastByEmail, email, contact);
        }

        if (request.CnvContactId is Guid id)
        {
            Follow(_lastById, id, contact);
        }

        return contact.Predecessors == 0;
    }

    /// <summary>Lets those go that waited for a row that is done.</summary>
    /// <param name="contact">The row.</param>
    /// <param name="freed">Takes the rows that waited for it alone.</param>
    public static void Free(PendingContact<TRow> contact, List<PendingContact<TRow>> freed)
    {
        if (contact.Successors is null)
        {
            return;
        }

        foreach (PendingContact<TRow> successor in contact.Successors)
        {
            if (--successor.Predecessors == 0 && !successor.IsDone)
            {
                freed.Add(successor);
            }
        }
    }

    /// <summary>Forgets a row that is done. The thread that posts does it: the tables are in its hands when the next row comes.</summary>
    public void Forget(ContactRequest request, PendingContact<TRow> contact)
    {
        if (request.Email is string email && _lastByEmail.TryGetValue(email, out PendingContact<TRow>? last) && last == contact)
        {
            _lastByEmail.Remove(email);
        }

        if (request.CnvContactId is Guid id && _lastById.TryGetValue(id, out last) && last == contact)
        {
            _lastById.Remove(id);
        }
    }

    private static void Follow<TKey>(Dictionary<TKey, PendingContact<TRow>> last, TKey key, PendingContact<TRow> contact)
        where TKey : notnull
    {
        // One that is done is nobody's predecessor: all before it are done too.
        if (last.TryGetValue(key, out PendingContact<TRow>? predecessor) && !predecessor.IsDone)
        {
            (predecessor.Successors ??= []).Add(contact);
            contact.Predecessors++;
        }

        last[key] = contact;
    }
}
