using System;
using Conversion.Model;

namespace Conversion.Journal;

/// <summary>What the journal knows of a contact.</summary>
internal readonly record struct ContactState
{
    // The layout of Bits.
    public const int ListedBits = 7;
    public const int StatusBits = ListedBits | (ListedBits << SentShift);
    public const int StatusDueBit = 1 << 6;
    public const int InDoubtBit = 1 << 7;
    public const int RemovedBit = 1 << 8;
    public const int ByIdBit = 1 << 9;
    private const int SentShift = 3;

    /// <summary>The fingerprint of the request that was confirmed last.</summary>
    public ulong Fingerprint { get; init; }

    /// <summary>The id of the contact, from the API.</summary>
    public Guid ContactId { get; init; }

    /// <summary>The status that the list gave last, sent or not. While the contact is in doubt, each one that it may have given.</summary>
    public SubscriptionStatusSet Listed
    {
        get => (SubscriptionStatusSet)(Bits & ListedBits);
        init => Bits = (Bits & ~ListedBits) | (int)value;
    }

    /// <summary>The status that was sent and confirmed last.</summary>
    public SubscriptionStatusSet Sent
    {
        get => (SubscriptionStatusSet)((Bits >> SentShift) & ListedBits);
        init => Bits = (Bits & ~(ListedBits << SentShift)) | ((int)value << SentShift);
    }

    /// <summary>Whether the contact was created by the list, and its status is still to be sent.</summary>
    public bool IsStatusDue
    {
        get => Has(StatusDueBit);
        init => Bits = With(StatusDueBit, value);
    }

    /// <summary>Whether a request was started whose outcome is unknown, so that the contact may have other values.</summary>
    public bool IsInDoubt
    {
        get => Has(InDoubtBit);
        init => Bits = With(InDoubtBit, value);
    }

    /// <summary>Whether the contact has left the list.</summary>
    public bool IsRemoved
    {
        get => Has(RemovedBit);
        init => Bits = With(RemovedBit, value);
    }

    /// <summary>Whether the rows of the contact identify it by its id, and not by its address.</summary>
    public bool IsIdentifiedById
    {
        get => Has(ByIdBit);
        init => Bits = With(ByIdBit, value);
    }

    /// <summary>The statuses and flags as bits: three digits in hexadecimal.</summary>
    public int Bits { get; init; }

    private bool Has(int bit) => (Bits & bit) != 0;

    private int With(int bit, bool isSet) => isSet ? Bits | bit : Bits & ~bit;
}
