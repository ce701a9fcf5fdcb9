using System;
using System.Collections.Generic;
using Conversion.Client;
using Conversion.Journal;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>
/// Decides what is sent for a row, by the subscription policy and by what the journal knows of its contact, and keeps the
/// journal up to date. Thread-safe, but for <see cref="CreateItem"/>: workers of the sender record requests while a row is decided.
/// </summary>
/// <param name="journal">The journal; null for none.</param>
/// <param name="policy">Which subscription statuses are sent.</param>
/// <param name="sendsUnchanged">Whether rows are sent even if nothing has changed.</param>
/// <param name="limits">How many contacts may change.</param>
/// <param name="maximumWaiting">How many lines of the journal may wait to be written.</param>
internal sealed partial class ChangeDetector(
    ContactJournal? journal, SubscriptionPolicy policy, bool sendsUnchanged, ChangeLimits limits, int maximumWaiting = 0)
{
    private readonly object _lock = new();
    private readonly SubscriptionRules _rules = new(policy);
    private readonly ContactHasher _hasher = journal?.Hasher ?? new ContactHasher(JournalHeader.CreateSalt());
    private readonly SeenContacts? _seen = journal is null ? null : new SeenContacts(journal.Contacts);

    private readonly UnansweredContacts _unanswered = new();

    /// <summary>What was found so far.</summary>
    public ChangeCounts Counts { get; } = new() { Known = journal?.KnownContacts ?? 0 };

    /// <summary>The limit that a row would have exceeded; null if there was none.</summary>
    public ChangeLimit? ExceededLimit { get; private set; }

    /// <summary>Makes the item of a row. Not thread-safe.</summary>
    /// <returns>The item; a planned one unless every row is sent as it is.</returns>
    public SendItem CreateItem(RowRequest request)
    {
        RowKeys keys = _hasher.ComputeKeys(request);
        return journal is not null ? new PlannedItem(request, keys) { Fingerprint = _hasher.ComputeFingerprint(request) }
            : _rules.SendsAll ? new SendItem(request, keys)
            : new PlannedItem(request, keys);
    }

    /// <summary>Makes the item to unsubscribe a contact that has left the list.</summary>
    public PlannedItem CreateRemoval(RemovedContact contact)
    {
        lock (_lock)
        {
            int slot = journal!.Contacts.Find(contact.Key);
            return new(ContactRequest.ForStatus(contact.CnvContactId, SubscriptionStatusSet.Unsubscribed), new RowKeys(contact.Key, Others: null))
            {
                Slot = slot,
                Known = journal.Contacts[slot],
                IsRemoval = true,
            };
        }
    }

    /// <summary>Marks a contact whose row is not sent, so that it has not left the list.</summary>
    public void MarkSeen(ContactIdentity identity)
    {
        if (journal is null)
        {
            return;
        }

        lock (_lock)
        {
            _seen!.Mark(identity is { CnvContactId: not null, Email: string email } ? _hasher.ComputeAddressKey(email) : null);
            if (!_seen.Mark(_hasher.ComputeKey(identity)))
            {
                _seen.AddUnconfirmed(identity);
            }
        }
    }

    /// <summary>Decides what is sent, when all earlier rows of the contact are done.</summary>
    /// <returns>The decision. <see cref="SendItem.ToSend"/> and <see cref="PlannedItem.Change"/> are set.</returns>
    public SendDecision Decide(PlannedItem item)
    {
        if (item.IsRemoval)
        {
            return SendDecision.Send;
        }

        lock (_lock)
        {
            return DecideGuarded(item);
        }
    }

    /// <summary>The contacts that have left the list, and are not in it under another address or id either.</summary>
    public IReadOnlyList<RemovedContact> FindRemoved()
    {
        lock (_lock)
        {
            (List<RemovedContact> removed, List<RemovedContact> renamed) = _seen!.FindUnseen();
            // They are in the list, so only this name of theirs is forgotten.
            renamed.ForEach(Remove);
            Counts.Removed = removed.Count;
            FindExceededLimit();
            return removed;
        }
    }

    /// <summary>Records that a contact has left the list. <see cref="WriteRest"/> writes it.</summary>
    public void Remove(RemovedContact contact)
    {
        lock (_lock)
        {
            int slot = journal!.Contacts.Find(contact.Key);
            Remember(slot, journal.Contacts[slot] with { IsRemoved = true });
        }
    }

    // The rest is called with the lock.
    private SendDecision DecideGuarded(PlannedItem item)
    {
        SubscriptionStatusSet status = item.Status;
        _seen?.Mark(item.AddressKey);
        item.Slot = journal?.Contacts.Reserve(item.Key) ?? -1;
        if (item.Slot < 0 || journal!.Contacts[item.Slot] is not { IsRemoved: false } before)
        {
            item.Change = ContactChange.New;
            Include(item, status, _rules.IsSent(status));
            return SendDecision.Send;
        }

        item.Known = before;
        ref RunMarks marks = ref journal.Contacts.MarksAt(item.Slot);
        Counts.Repeated += (marks & RunMarks.Seen) != 0 ? 1 : 0;
        marks |= RunMarks.Seen;

        bool hasOtherFields = before.Fingerprint != item.Fingerprint;
        bool isStatusSent = _rules.IsSent(status, before);
        bool hasOtherStatus = isStatusSent && (before.Sent != status || before.Listed != status);
        bool isStatusDue = isStatusSent && before.IsStatusDue && before.Listed == status;
        bool isChanged = hasOtherFields || hasOtherStatus || before.IsInDoubt;
        item.Change = isChanged ? ContactChange.Changed : ContactChange.Unchanged;
        if (ExceedsLimit(ref marks, hasOtherFields || (hasOtherStatus && !isStatusDue), _rules.IsOptOut(status) && (before.Listed & status) == 0))
        {
            return SendDecision.ExceedsLimit;
        }

        if (!isChanged && !sendsUnchanged)
        {
            RememberListed(item);
            return SendDecision.Unchanged;
        }

        Include(item, status, isStatusSent);
        if (isStatusDue && !hasOtherFields && !before.IsInDoubt && !sendsUnchanged)
        {
            // The contact already has the fields. Only its status is missing.
            item.ToSend = ContactRequest.ForStatus(before.ContactId, status);
        }

        return SendDecision.Send;
    }

    private static void Include(PlannedItem item, SubscriptionStatusSet status, bool isIncluded)
    {
        item.StatusToSend = isIncluded ? status : SubscriptionStatusSet.None;
        item.ToSend = isIncluded ? item.Request : item.Request.WithoutStatus();
    }

    private bool ExceedsLimit(ref RunMarks marks, bool isChanged, bool isUnsubscribed)
    {
        RunMarks found = ((isChanged ? RunMarks.Changed : 0) | (isUnsubscribed ? RunMarks.Unsubscribed : 0)) & ~marks;
        if (found == RunMarks.None)
        {
            return false;
        }

        marks |= found;
        Counts.Changed += (found & RunMarks.Changed) != 0 ? 1 : 0;
        Counts.Unsubscribed += (found & RunMarks.Unsubscribed) != 0 ? 1 : 0;
        FindExceededLimit();
        return ExceededLimit is not null;
    }

    private void FindExceededLimit()
    {
        foreach (ChangeLimit limit in limits.FindExceeded(Counts))
        {
            ExceededLimit ??= limit;
        }
    }

    // A status that is not sent is remembered all the same: the list has given it.
    private void RememberListed(PlannedItem item)
    {
        SubscriptionStatusSet status = _rules.Remembered(item.Status);
        ContactState state = item.Known with
        {
            Listed = status == SubscriptionStatusSet.None ? item.Known.Listed : status,
            IsStatusDue = _rules.IsStillDue(item.Status, item.Known),
        };
        if (state != item.Known)
        {
            Remember(item.Slot, state);
        }
    }
}

/// <summary>What is done with a row.</summary>
internal enum SendDecision
{
    /// <summary>It is sent.</summary>
    Send,

    /// <summary>It is not sent: the contact already has its values.</summary>
    Unchanged,

    /// <summary>It is not sent, nor any later row: too many contacts would change.</summary>
    ExceedsLimit,
}
