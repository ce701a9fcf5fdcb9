using System;
using System.Collections;
using System.Collections.Generic;

namespace Conversion.Journal;

/// <summary>
/// The confirmations of earlier runs, one entry for each. A chained hash table in flat arrays: about 45 bytes per row.
/// </summary>
internal sealed class JournalIndex
{
    private const int BitsPerRow = 16;

    private readonly int[] _heads;
    private readonly List<Row> _rows;
    private readonly int _mask;

    // The hashes of contacts that have a line, and the contacts that have several, with their last line that was taken.
    private readonly BitArray _contacts;
    private readonly Dictionary<Guid, int> _repeated = [];

    /// <param name="capacity">The approximate number of rows.</param>
    public JournalIndex(int capacity)
    {
        int buckets = 16;
        while (buckets < capacity)
        {
            buckets *= 2;
        }

        _mask = buckets - 1;
        _heads = new int[buckets];
        _rows = new List<Row>(capacity);
        _contacts = new BitArray(Math.Max(1, capacity) * BitsPerRow);
    }

    /// <summary>Confirmed rows that are not taken yet.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a row. Add rows in the order in which they were confirmed.</summary>
    public void Add(RowFingerprint fingerprint, Guid contactId)
    {
        ref int head = ref _heads[GetBucket(fingerprint)];
        _rows.Add(new Row(fingerprint, contactId, head));
        head = _rows.Count;
        Count++;

        int bit = (contactId.GetHashCode() & int.MaxValue) % _contacts.Length;
        if (_contacts[bit])
        {
            _repeated[contactId] = 0;
        }

        _contacts[bit] = true;
    }

    /// <summary>
    /// Removes one confirmation of a row: the oldest that is newer than those taken for earlier rows of the same contact.
    /// </summary>
    /// <returns>
    /// False if the row must be sent: no confirmation remains, or an earlier row of the contact was confirmed after it, so the
    /// contact no longer has the values of this row.
    /// </returns>
    public bool TryTake(RowFingerprint fingerprint, out Guid contactId)
    {
        ref int head = ref _heads[GetBucket(fingerprint)];
        int taken = 0;
        int beforeTaken = 0;
        int after = 0;
        contactId = default;
        // The newest entry is first.
        for (int previous = 0, current = head; current != 0; previous = current, current = _rows[current - 1].Next)
        {
            Row row = _rows[current - 1];
            if (row.Fingerprint != fingerprint)
            {
                continue;
            }

            if (taken == 0)
            {
                contactId = row.ContactId;
                _repeated.TryGetValue(contactId, out after);
            }
            else if (current < after)
            {
                break;
            }

            taken = current;
            beforeTaken = previous;
        }

        if (taken == 0)
        {
            return false;
        }

        if (beforeTaken == 0)
        {
            head = _rows[taken - 1].Next;
        }
        else
        {
            _rows[beforeTaken - 1] = _rows[beforeTaken - 1] with { Next = _rows[taken - 1].Next };
        }

        Count--;
        if (taken < after)
        {
            return false;
        }

        if (_repeated.ContainsKey(contactId))
        {
            _repeated[contactId] = taken;
        }

        return true;
    }

    private int GetBucket(RowFingerprint fingerprint) => (int)(fingerprint.Low & (ulong)_mask);

    /// <param name="Fingerprint">The fingerprint of the row.</param>
    /// <param name="ContactId">The id of its contact.</param>
    /// <param name="Next">The next row of the bucket, from 1; 0 for none.</param>
    private readonly record struct Row(RowFingerprint Fingerprint, Guid ContactId, int Next);
}
