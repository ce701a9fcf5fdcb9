using System;
using System.Collections.Generic;

namespace Conversion.Journal;

/// <summary>
/// The contacts of a journal and the state of each: a hash table with open addressing in flat arrays, at most 64 bytes for each
/// contact. To find that a contact is not there reads one place in memory. Not thread-safe.
/// </summary>
internal sealed class JournalIndex
{
    private const int ChunkBits = 12;
    private const int ChunkLength = 1 << ChunkBits;
    private const int PartBits = 12;
    private const int PartLength = 1 << PartBits;
    private const ulong TagMask = 0xffff_ffff_0000_0000;

    private readonly List<Entry[]> _chunks = [];

    // For each contact the upper half of its key, and its slot, from 1. 0: free. Parts of the table are used again when it grows,
    // because what a long array leaves behind stays in memory for long.
    private readonly List<ulong[]> _buckets = [];
    private int _bucketCount;
    private int _slots;
    private ulong _prefetched;

    // Made when contacts of both kinds are known: only then can an entry be about the contact of another entry.
    private int[]? _headsById;
    private List<int[]>? _nextById;
    private bool _hasIds;
    private bool _hasAddresses;

    /// <param name="capacity">The approximate number of contacts.</param>
    public JournalIndex(int capacity) => SetBuckets(BucketsFor(capacity));

    /// <summary>The contacts that have not left the list.</summary>
    public int Count { get; private set; }

    /// <summary>The number of slots: contacts, including those that have left. Slots are numbered from 0.</summary>
    public int Slots => _slots;

    /// <summary>Returns the slot of a contact that is in the list; -1 if there is none.</summary>
    public int Find(ulong key)
    {
        int slot = FindSlot(key);
        return slot >= 0 && (At(slot).Bits & ContactState.RemovedBit) == 0 ? slot : -1;
    }

    /// <summary>Returns the slot of a contact. If there is none, it gets one, and is not in the list until its state is set.</summary>
    public int Reserve(ulong key) => FindSlot(key) is int slot and >= 0 ? slot : Add(key);

    public ulong KeyAt(int slot) => At(slot).Key;

    public ContactState this[int slot]
    {
        get
        {
            ref Entry entry = ref At(slot);
            return new ContactState { Fingerprint = entry.Fingerprint, ContactId = entry.ContactId, Bits = entry.Bits };
        }
    }

    /// <summary>What this run has seen of a contact.</summary>
    public ref RunMarks MarksAt(int slot) => ref At(slot).Marks;

    /// <summary>
    /// Sets the state of a contact. If it is confirmed, entries of the other kind about the same contact are in doubt: an
    /// address and an id may name one contact, which now has the values and the status of this entry.
    /// </summary>
    /// <returns>The slot of the contact.</returns>
    public int Set(ulong key, ContactState state)
    {
        int slot = Reserve(key);
        Set(slot, state);
        return slot;
    }

    /// <inheritdoc cref="Set(ulong, ContactState)"/>
    public void Set(int slot, ContactState state)
    {
        ref Entry entry = ref At(slot);
        Count += ((entry.Bits & ContactState.RemovedBit) == 0 ? -1 : 0) + (state.IsRemoved ? 0 : 1);
        bool isMoved = entry.ContactId != state.ContactId;
        if (isMoved && _headsById is not null)
        {
            UnlinkById(slot);
        }

        entry.Fingerprint = state.Fingerprint;
        entry.ContactId = state.ContactId;
        entry.Bits = (ushort)state.Bits;
        if (state.IsRemoved)
        {
            entry.Marks = RunMarks.None;
        }

        _hasIds |= state.IsIdentifiedById;
        _hasAddresses |= !state.IsIdentifiedById;
        if (_headsById is not null && isMoved)
        {
            LinkById(slot);
        }
        else if (_headsById is null && _hasIds && _hasAddresses)
        {
            LinkAllById();
        }

        if (_headsById is not null && !state.IsInDoubt && !state.IsRemoved)
        {
            DoubtOthers(slot);
        }
    }

    /// <summary>
    /// Reads the memory that <see cref="Set(ulong, ContactState)"/> will need for these keys, so that it is in the processor's cache. The processor
    /// reads it for many keys at once, and would wait for each in turn.
    /// </summary>
    public void Prefetch(ReadOnlySpan<ulong> keys)
    {
        ulong read = 0;
        foreach (ulong key in keys)
        {
            read ^= BucketAt(Bucket(key));
        }

        foreach (ulong key in keys)
        {
            ulong bucket = BucketAt(Bucket(key));
            read ^= bucket != 0 ? At(SlotOf(bucket)).Bits : 0UL;
        }

        // Without a result the compiler would remove the code.
        _prefetched = read;
    }

    /// <summary>Finds a contact of the list by its id, if it is identified in the other way: by its address, or by its id.</summary>
    /// <returns>The slot of the first; -1 if there is none.</returns>
    public int FirstOther(Guid contactId, bool isIdentifiedById)
    {
        if (_headsById is null && (isIdentifiedById ? _hasAddresses : _hasIds))
        {
            LinkAllById();
        }

        return _headsById is null ? -1 : FindOther(_headsById[BucketById(contactId)] - 1, contactId, isIdentifiedById ? 0 : ContactState.ByIdBit);
    }

    /// <summary>Returns the slot after that of <see cref="FirstOther"/>; -1 if there is none.</summary>
    public int NextOther(int slot) => FindOther(NextById(slot) - 1, At(slot).ContactId, At(slot).Bits & ContactState.ByIdBit);

    /// <summary>Gives back the memory of a capacity that was too large.</summary>
    public void Trim()
    {
        int buckets = BucketsFor(_slots);
        if (buckets < _bucketCount)
        {
            Resize(buckets);
        }
    }

    /// <summary>Puts a contact in doubt.</summary>
    public void Doubt(int slot) => At(slot).Bits |= ContactState.InDoubtBit;

    private ref Entry At(int slot) => ref _chunks[slot >> ChunkBits][slot & (ChunkLength - 1)];

    private int FindSlot(ulong key)
    {
        ulong tag = key & TagMask;
        int i = Bucket(key);
        for (ulong bucket = BucketAt(i); bucket != 0; bucket = BucketAt(i))
        {
            if ((bucket & TagMask) == tag && SlotOf(bucket) is int slot && At(slot).Key == key)
            {
                return slot;
            }

            i = Next(i);
        }

        return -1;
    }

    private int Add(ulong key)
    {
        // With more, too many buckets are read before a free one.
        if (_slots >= _bucketCount / 5 * 4)
        {
            Resize(WholeParts(_bucketCount + (_bucketCount / 2)));
        }

        if (_slots == _chunks.Count * ChunkLength)
        {
            _chunks.Add(new Entry[ChunkLength]);
            _nextById?.Add(new int[ChunkLength]);
        }

        if (_slots == _headsById?.Length * 4)
        {
            LinkAllById();
        }

        int slot = _slots++;
        ref Entry entry = ref At(slot);
        entry.Key = key;
        entry.Bits = ContactState.RemovedBit;
        Link(key, slot);
        return slot;
    }

    private static int BucketsFor(int contacts) => WholeParts(contacts + (contacts / 3));

    private static int WholeParts(int buckets) => (buckets | (PartLength - 1)) + 1;

    private void SetBuckets(int count)
    {
        _bucketCount = count;
        int parts = count >> PartBits;
        if (parts < _buckets.Count)
        {
            _buckets.RemoveRange(parts, _buckets.Count - parts);
        }

        _buckets.ForEach(static part => Array.Clear(part, 0, part.Length));
        while (_buckets.Count < parts)
        {
            _buckets.Add(new ulong[PartLength]);
        }
    }

    private void Resize(int buckets)
    {
        SetBuckets(buckets);
        for (int slot = 0; slot < _slots; slot++)
        {
            Link(At(slot).Key, slot);
        }
    }

    private void Link(ulong key, int slot)
    {
        int i = Bucket(key);
        while (BucketAt(i) != 0)
        {
            i = Next(i);
        }

        BucketAt(i) = (key & TagMask) | (uint)(slot + 1);
    }

    private ref ulong BucketAt(int i) => ref _buckets[i >> PartBits][i & (PartLength - 1)];

    // The lower half of the key, in proportion to the number of buckets.
    private int Bucket(ulong key) => (int)(((key & ~TagMask) * (uint)_bucketCount) >> 32);

    private int Next(int bucket) => bucket + 1 == _bucketCount ? 0 : bucket + 1;

    private static int SlotOf(ulong bucket) => (int)(uint)bucket - 1;

    private int BucketById(Guid id) => id.GetHashCode() & (_headsById!.Length - 1);

    private ref int NextById(int slot) => ref _nextById![slot >> ChunkBits][slot & (ChunkLength - 1)];

    private void LinkAllById()
    {
        int heads = ChunkLength;
        while (heads * 2 < _slots)
        {
            heads *= 2;
        }

        _headsById = new int[heads];
        _nextById = _chunks.ConvertAll(static _ => new int[ChunkLength]);
        for (int slot = 0; slot < _slots; slot++)
        {
            LinkById(slot);
        }
    }

    // A contact that has only a slot has no id yet.
    private void LinkById(int slot)
    {
        if (At(slot).ContactId == Guid.Empty)
        {
            return;
        }

        ref int head = ref _headsById![BucketById(At(slot).ContactId)];
        NextById(slot) = head;
        head = slot + 1;
    }

    private void UnlinkById(int slot)
    {
        if (At(slot).ContactId == Guid.Empty)
        {
            return;
        }

        ref int link = ref _headsById![BucketById(At(slot).ContactId)];
        while (link != 0 && link != slot + 1)
        {
            link = ref NextById(link - 1);
        }

        if (link != 0)
        {
            link = NextById(slot);
        }
    }

    private int FindOther(int slot, Guid contactId, int byIdBit)
    {
        while (slot >= 0 && (At(slot).ContactId != contactId || (At(slot).Bits & (ContactState.ByIdBit | ContactState.RemovedBit)) != byIdBit))
        {
            slot = NextById(slot) - 1;
        }

        return slot;
    }

    private void DoubtOthers(int slot)
    {
        ref Entry entry = ref At(slot);
        for (int other = FirstOther(entry.ContactId, (entry.Bits & ContactState.ByIdBit) != 0); other >= 0; other = NextOther(other))
        {
            ref Entry candidate = ref At(other);
            // The status is the contact's, whichever name the list used when it gave it.
            int statuses = ((entry.Bits & ContactState.ListedBits) != 0 ? entry.Bits : candidate.Bits) & ContactState.StatusBits;
            candidate.Bits = (ushort)((candidate.Bits & ~(ContactState.StatusBits | ContactState.StatusDueBit)) | statuses | ContactState.InDoubtBit);
        }
    }

    private struct Entry
    {
        public ulong Key;
        public ulong Fingerprint;
        public Guid ContactId;

        /// <summary>See <see cref="ContactState.Bits"/>.</summary>
        public ushort Bits;
        public RunMarks Marks;
    }
}

/// <summary>What a run has seen of a contact.</summary>
[Flags]
internal enum RunMarks : byte
{
    None = 0,

    /// <summary>The list has a row of it.</summary>
    Seen = 1,

    /// <summary>It was counted as changed.</summary>
    Changed = 2,

    /// <summary>It was counted as newly unsubscribed.</summary>
    Unsubscribed = 4,
}
