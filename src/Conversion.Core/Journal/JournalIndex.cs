using System;
using System.Collections;
using System.Collections.Generic;

namespace Conversion.Journal;

/// <summary>
/// The rows that earlier runs confirmed, each as often as it was. A chained hash table over flat arrays: about 45 bytes a row.
/// </summary>
internal sealed class JournalIndex
{
    private const int BitsPerRow = 16;

    private readonly int[] _heads;
    private readonly List<Row> _rows;
    private readonly int _mask;

    // Contacts that have a line, as hashes; and those that have several, with the last line of theirs that was taken.
    private readonly BitArray _contacts;
    private readonly Dictionary<Guid, int> _repeated = [];

    /// <param name="capacity">About how many rows there will be.</param>
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

    /// <summary>Rows confirmed and not taken yet.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a row that was confirmed after all that were added before.</summary>
    public void Add(RowFingerprint fingerprint, Guid contactId)
    {
        ref int head = ref _heads[BucketOf(fingerprint)];
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
    /// Takes one confirmation of a row away: the oldest that is newer than those taken for earlier rows of the same contact.
    /// </summary>
    /// <returns>
    /// False when the row is to be sent: there is no confirmation left, or an earlier row of the contact was confirmed after it
    /// and so has had the last word.
    /// </returns>
    public bool TryTake(RowFingerprint fingerprint, out Guid contactId)
    {
        ref int head = ref _heads[BucketOf(fingerprint)];
        int taken = 0;
        int beforeTaken = 0;
        int after = 0;
        contactId = default;
        // The newest comes first.
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

    private int BucketOf(RowFingerprint fingerprint) => (int)(fingerprint.Low & (ulong)_mask);

    /// <param name="Fingerprint">How the row is known.</param>
    /// <param name="ContactId">Its contact.</param>
    /// <param name="Next">The next row of the bucket, from 1; 0 for none.</param>
    private readonly record struct Row(RowFingerprint Fingerprint, Guid ContactId, int Next);
}
