using System;
using System.Collections.Generic;

namespace Conversion.Sending;

/// <summary>
/// The contacts of which a row ended without a response. It may be applied after any later row, so these are in doubt even when
/// they are confirmed. Thread-safe.
/// </summary>
internal sealed class UnansweredContacts
{
    private readonly object _lock = new();

    // A contact is known by how its row identified it and, if the journal or the row says it, by its id.
    private readonly HashSet<ulong> _keys = [];
    private readonly HashSet<Guid> _ids = [];
    private volatile bool _isEmpty = true;

    /// <summary>Adds the contact of a row that ended without a response.</summary>
    public void Add(PlannedItem item)
    {
        lock (_lock)
        {
            _keys.Add(item.Key);
            if (item.ContactId is Guid id)
            {
                _ids.Add(id);
            }

            _isEmpty = false;
        }
    }

    /// <summary>Whether an earlier row of the contact ended without a response.</summary>
    public bool Contains(ulong key, Guid? contactId)
    {
        if (_isEmpty)
        {
            return false;
        }

        lock (_lock)
        {
            return _keys.Contains(key) || (contactId is Guid id && _ids.Contains(id));
        }
    }
}
