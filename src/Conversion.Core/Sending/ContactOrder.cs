using System;
using System.Collections.Generic;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>
/// Orders the rows of a contact. Rows with the same id or the same address, ignoring case, are sent one after another, in
/// input order. So are events with the same event id, and events of one contact that the API dates when they arrive.
/// </summary>
internal sealed class ContactOrder<TRow>
{
    private readonly Dictionary<string, SendItem<TRow>> _lastByEmail = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<Guid, SendItem<TRow>> _lastById = [];
    private readonly Dictionary<string, SendItem<TRow>> _lastByUserId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SendItem<TRow>> _lastByEventId = new(StringComparer.Ordinal);

    /// <summary>Links a row to the last one of the same id and to the last one of the same address.</summary>
    public void Add(SendItem<TRow> item)
    {
        RowRequest request = item.Request!;
        if (request is EventRequest one)
        {
            Link(_lastByEventId, one.EventId, item);
            if (one.IsDated)
            {
                return;
            }

            if (one.UserId is not null)
            {
                Link(_lastByUserId, one.UserId, item);
            }
        }

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
        RowRequest request = item.Request!;
        Unlink(_lastByEmail, request.Email, item);
        if (request.CnvContactId is Guid id && _lastById.TryGetValue(id, out SendItem<TRow>? last) && last == item)
        {
            _lastById.Remove(id);
        }

        if (request is EventRequest one)
        {
            Unlink(_lastByEventId, one.EventId, item);
            Unlink(_lastByUserId, one.UserId, item);
        }
    }

    private static void Unlink(Dictionary<string, SendItem<TRow>> lastByKey, string? key, SendItem<TRow> item)
    {
        if (key is not null && lastByKey.TryGetValue(key, out SendItem<TRow>? last) && last == item)
        {
            lastByKey.Remove(key);
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
