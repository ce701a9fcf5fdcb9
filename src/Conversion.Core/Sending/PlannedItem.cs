using System;
using Conversion.Journal;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>A row for which it is decided what is sent, and what the journal knew of its contact when that was decided.</summary>
internal sealed class PlannedItem(RowRequest request, RowKeys keys) : SendItem(request, keys)
{
    /// <summary>The subscription status of the row. Like the next one a copy: the request is no longer in the processor's cache when its response comes.</summary>
    public SubscriptionStatusSet Status { get; } = request.Status;

    /// <summary>Whether the row identifies the contact by its id.</summary>
    public bool IsIdentifiedById { get; } = request.CnvContactId is not null;

    /// <summary>How the journal identifies the contact.</summary>
    public ulong Key => Keys.First;

    /// <summary>The slot of the contact in the journal's index; -1 without a journal.</summary>
    public int Slot { get; set; }

    /// <summary>How the journal identifies the contact by its address, if the row has an id too; null otherwise.</summary>
    public ulong? AddressKey => IsIdentifiedById && Keys.Others is [ulong address] ? address : null;

    /// <summary>How the journal identifies the request.</summary>
    public ulong Fingerprint { get; init; }

    /// <summary>What the row is to the journal.</summary>
    public ContactChange Change { get; set; }

    /// <summary>What the journal knows of the contact: before the request of the row, and after each that is confirmed. Default for a new contact.</summary>
    public ContactState Known { get; set; }

    /// <summary>Whether the last request is confirmed.</summary>
    public bool IsConfirmed { get; set; }

    /// <summary>Whether <see cref="SendItem.ToSend"/> is to be sent after the last request.</summary>
    public bool HasNext { get; set; }

    /// <summary>The status that <see cref="SendItem.ToSend"/> contains.</summary>
    public SubscriptionStatusSet StatusToSend { get; set; }

    /// <summary>Whether this is not a row of the list, but a contact that has left it.</summary>
    public bool IsRemoval { get; init; }

    /// <summary>The outcome of the request that created the contact, while its status is sent in a second one; null otherwise.</summary>
    public UpsertOutcome? First { get; set; }

    /// <summary>Whether the journal knows the contact.</summary>
    public bool IsKnown => Known.ContactId != Guid.Empty;

    /// <summary>
    /// What the entry of an event has in the place of a contact's id. Many events have one contact, and entries with one id are taken for
    /// one contact.
    /// </summary>
    public Guid EventEntryId => new(
        (int)Key, (short)(Key >> 32), (short)(Key >> 48), (byte)Fingerprint, (byte)(Fingerprint >> 8), (byte)(Fingerprint >> 16),
        (byte)(Fingerprint >> 24), (byte)(Fingerprint >> 32), (byte)(Fingerprint >> 40), (byte)(Fingerprint >> 48), (byte)(Fingerprint >> 56));

    /// <summary>The id of the contact that the journal knows; null if it knows none, and for an event.</summary>
    public Guid? KnownContactId => IsKnown && Request is not EventRequest ? Known.ContactId : null;

    /// <summary>The id of the contact, if the row or the journal says it.</summary>
    public Guid? ContactId => Request.CnvContactId ?? KnownContactId;

    /// <summary>Returns the outcome of the row: that of both requests, or that the contact was removed.</summary>
    public override UpsertOutcome Finish(UpsertOutcome outcome)
    {
        if (IsRemoval)
        {
            return outcome.Status == UpsertStatus.NotSent ? outcome : outcome with { Status = UpsertStatus.Removed, ContactCreated = null };
        }

        if (First is null)
        {
            bool isWithheld = StatusToSend == SubscriptionStatusSet.None && Request.Status != SubscriptionStatusSet.None;
            return isWithheld && outcome.Status is UpsertStatus.Created or UpsertStatus.Updated ? outcome with { IsStatusWithheld = true } : outcome;
        }

        int attempts = First.Attempts + outcome.Attempts;
        TimeSpan duration = First.Duration + outcome.Duration;
        return outcome.Status == UpsertStatus.Updated
            ? First with { Attempts = attempts, Duration = duration }
            : outcome with
            {
                // The contact was sent, so the row is not NotSent.
                Status = outcome.Status == UpsertStatus.NotSent ? UpsertStatus.Failed : outcome.Status,
                ErrorMessage = $"The contact was created, but its subscription status {SubscriptionStatuses.NameOf(StatusToSend)} was not set: {outcome.ErrorMessage}",
                CnvContactId = First.CnvContactId,
                ContactCreated = true,
                RefusesConnection = false,
                Attempts = attempts,
                Duration = duration,
            };
    }
}

/// <summary>What a row changes, according to the journal.</summary>
public enum ContactChange : byte
{
    /// <summary>The journal does not know the contact, or there is no journal.</summary>
    New,

    /// <summary>The journal knows other values of the contact, or it is in doubt.</summary>
    Changed,

    /// <summary>The contact has exactly these values.</summary>
    Unchanged,
}
