using System;
using System.Collections.Generic;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>
/// Orders the rows of a contact. Rows with the same id or the same address, ignoring case, are sent one after another, in
/// input order.
/// </summary>
internal sealed class ContactOrder<TRow>
{
    private readonly Dictionary<string, SendItem<TRow>> _lastByEmail = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<Guid, SendItem<TRow>> _lastById = [];

    /// <summary>Links a row to the last one of the same id and to the last one of the same address.</summary>
    public void Add(SendItem<TRow> item)
    {
        ContactRequest request = item.Request!;
        if (request.Email is string email)
        {
            Link(_lastByEmail, email, item);
        }

        if (request.CnvContactId is Guid id)
        {
            Link(_lastById, id, item);
        }
    }

    /// <summary>Removes a row that is done, so that nothing refers to it.</summary>
    public void Remove(SendItem<TRow> item)
    {
        ContactRequest request = item.Request!;
        if (request.Email is string email && _lastByEmail.TryGetValue(email, out SendItem<TRow>? last) && last == item)
        {
            _lastByEmail.Remove(email);
        }

        if (request.CnvContactId is Guid id && _lastById.TryGetValue(id, out last) && last == item)
        {
            _lastById.Remove(id);
        }
    }

    private static void Link<TKey>(Dictionary<TKey, SendItem<TRow>> last, TKey key, SendItem<TRow> item)
        where TKey : notnull
    {
        // If the last row is done, all rows before it are done too.
        if (last.TryGetValue(key, out SendItem<TRow>? predecessor) && predecessor.State != SendState.Done)
        {
            (predecessor.Successors ??= []).Add(item);
            item.Predecessors++;
        }

        last[key] = item;
    }
}
