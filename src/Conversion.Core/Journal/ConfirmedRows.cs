using System;
using System.Collections.Generic;

namespace Conversion.Journal;

/// <summary>
/// The rows that earlier runs confirmed, each as often as it was. A chained hash table over flat arrays: about 45 bytes a row.
/// </summary>
internal sealed class ConfirmedRows
{
    private readonly int[] _heads;
    private readonly List<Row> _rows;
    private readonly int _mask;

    /// <param name="capacity">About how many rows there will be.</param>
    public ConfirmedRows(int capacity)
    {
        int buckets = 16;
        while (buckets < capacity)
        {
            buckets *= 2;
        }

        _mask = buckets - 1;
        _heads = new int[buckets];
        _rows = new List<Row>(capacity);
    }

    /// <summary>Rows confirmed and not taken yet.</summary>
    public int Count { get; private set; }

    public void Add(RowFingerprint fingerprint, Guid contactId)
    {
        ref int head = ref _heads[BucketOf(fingerprint)];
        _rows.Add(new Row(fingerprint, contactId, head));
        head = _rows.Count;
        Count++;
    }

    /// <summary>Takes one confirmation of a row away.</summary>
    /// <returns>False when there is none left: the row is to be sent.</returns>
    public bool TryTake(RowFingerprint fingerprint, out Guid contactId)
    {
        int bucket = BucketOf(fingerprint);
        int previous = 0;
        for (int current = _heads[bucket]; current != 0; previous = current, current = _rows[current - 1].Next)
        {
            Row row = _rows[current - 1];
            if (row.Fingerprint != fingerprint)
            {
                continue;
            }

            if (previous == 0)
            {
                _heads[bucket] = row.Next;
            }
            else
            {
                _rows[previous - 1] = _rows[previous - 1] with { Next = row.Next };
            }

            Count--;
            contactId = row.ContactId;
            return true;
        }

        contactId = default;
        return false;
    }

    private int BucketOf(RowFingerprint fingerprint) => (int)(fingerprint.Low & (ulong)_mask);

    /// <param name="Fingerprint">How the row is known.</param>
    /// <param name="ContactId">Its contact.</param>
    /// <param name="Next">The next row of the bucket, from 1; 0 for none.</param>
    private readonly record struct Row(RowFingerprint Fingerprint, Guid ContactId, int Next);
}
