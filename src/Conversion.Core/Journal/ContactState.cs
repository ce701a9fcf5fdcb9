using System;
using Conversion.Model;

namespace Conversion.Journal;

/// <summary>What the journal knows of a contact.</summary>
internal readonly record struct ContactState
{
    /// <summary>The fingerprint of the request that was confirmed last.</summary>
    public ulong Fingerprint { get; init; }

    /// <summary>The id of the contact, from the API.</summary>
    public Guid ContactId { get; init; }

    /// <summary>The status that the list gave last, sent or not. While the contact is in doubt, each one that it may have given.</summary>
    public SubscriptionStatusSet Listed { get; init; }

    /// <summary>The status that was sent and confirmed last.</summary>
    public SubscriptionStatusSet Sent { get; init; }

    /// <summary>Whether the contact was created by the list, and its status is still to be sent.</summary>
    public bool IsStatusDue { get; init; }

    /// <summary>Whether a request was started whose outcome is unknown, so that the contact may have other values.</summary>
    public bool IsInDoubt { get; init; }

    /// <summary>Whether the contact has left the list.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>Whether the rows of the contact identify it by its id, and not by its address.</summary>
    public bool IsIdentifiedById { get; init; }

    /// <summary>The statuses and flags as bits: three digits in hexadecimal.</summary>
    public int Bits
    {
        get => (int)Listed | ((int)Sent << 3) | Bit(IsStatusDue, 6) | Bit(IsInDoubt, 7) | Bit(IsRemoved, 8) | Bit(IsIdentifiedById, 9);
        init
        {
            Listed = (SubscriptionStatusSet)(value & 7);
            Sent = (SubscriptionStatusSet)((value >> 3) & 7);
            IsStatusDue = HasBit(value, 6);
            IsInDoubt = HasBit(value, 7);
            IsRemoved = HasBit(value, 8);
            IsIdentifiedById = HasBit(value, 9);
        }
    }

    private static int Bit(bool flag, int position) => flag ? 1 << position : 0;

    private static bool HasBit(int bits, int position) => (bits & (1 << position)) != 0;
}
