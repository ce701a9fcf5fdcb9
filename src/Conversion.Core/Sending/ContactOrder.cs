using System.Collections.Generic;
using Conversion.Journal;

namespace Conversion.Sending;

/// <summary>
/// Orders the rows of a contact. Rows with the same id or the same address, ignoring case, are sent one after another, in
/// input order. So are events with the same event id, and events of one contact that the API dates when they arrive.
/// </summary>
internal sealed class ContactOrder
{
    private readonly Dictionary<ulong, SendItem> _last = [];

    /// <summary>Links a row to the last one of each of its keys.</summary>
    public void Add(SendItem item)
    {
        Link(item.Keys.First, item);
        foreach (ulong key in item.Keys.Others ?? [])
        {
            Link(key, item);
        }
    }

    /// <summary>Removes a row that is done, so that nothing refers to it.</summary>
    public void Remove(SendItem item)
    {
        Unlink(item.Keys.First, item);
        foreach (ulong key in item.Keys.Others ?? [])
        {
            Unlink(key, item);
        }
    }

    private void Link(ulong key, SendItem item)
    {
        // If the last row is done, all rows before it are done too.
        if (_last.TryGetValue(key, out SendItem? predecessor) && predecessor.State != SendState.Done)
        {
            (predecessor.Successors ??= []).Add(item);
            item.Predecessors++;
        }

        _last[key] = item;
    }

    private void Unlink(ulong key, SendItem item)
    {
        if (_last.TryGetValue(key, out SendItem? last) && last == item)
        {
            _last.Remove(key);
        }
    }
}
