using System;
using System.Collections.Generic;
using Conversion.Client;
using Conversion.Journal;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>
/// Decides what is sent for a row, by the subscription policy and by what the journal knows of its contact, and keeps the
/// journal up to date. Methods that say so are guarded by the lock of the sender; those that write are called outside of it.
/// </summary>
internal sealed class ChangeDetector(ContactJournal? journal, SubscriptionPolicy policy, bool sendsUnchanged, ChangeLimits limits)
{
    private readonly SubscriptionRules _rules = new(policy);

    // The slots of contacts whose state changed without a request. A later request of such a contact writes its own lines, so
    // what is written for these is their state at that time, and within the lock: a line must not follow a newer one.
    private readonly List<int> _unwritten = [];

    private readonly SeenContacts? _seen = journal is null ? null : new SeenContacts(journal.Contacts);

    // Contacts of which a row ended without a response. It may be applied after any later row.
    private readonly HashSet<ulong> _unknown = [];

    /// <summary>What was found so far.</summary>
    public ChangeCounts Counts { get; } = new() { Known = journal?.KnownContacts ?? 0 };

    /// <summary>The limit that a row would have exceeded; null if there was none.</summary>
    public ChangeLimit? ExceededLimit { get; private set; }

    /// <summary>Makes the plan of a row. Not thread-safe.</summary>
    /// <returns>The plan; null where every row is sent as it is.</returns>
    public ContactPlan? CreatePlan(RowRequest request) =>
        journal is not null
            ? new ContactPlan(request)
            {
                Key = journal.ComputeKey(request),
                Fingerprint = journal.ComputeFingerprint(request),
                Address = ComputeAddressKey(request.Identity) is ulong address ? new AddressEntry(address) : null,
            }
        : _rules.SendsAll ? null
        : new ContactPlan(request);

    /// <summary>Makes the plan to unsubscribe a contact that has left the list. Guarded.</summary>
    public ContactPlan CreateRemoval(RemovedContact contact) =>
        new(ContactRequest.ForStatus(contact.CnvContactId, SubscriptionStatusSet.Unsubscribed))
        {
            Key = contact.Key,
            Before = journal!.Contacts[journal.Contacts.Find(contact.Key)],
            IsRemoval = true,
        };

    /// <summary>Marks a contact whose row is not sent, so that it has not left the list. Guarded.</summary>
    public void MarkSeen(ContactIdentity identity)
    {
        if (journal is not null)
        {
            _seen!.Mark(ComputeAddressKey(identity));
            if (!_seen.Mark(journal.ComputeKey(identity)))
            {
                _seen.AddUnconfirmed(identity);
            }
        }
    }

    /// <summary>Decides what is sent, when all earlier rows of the contact are done. Guarded.</summary>
    /// <returns>The decision. <see cref="ContactPlan.ToSend"/> and <see cref="ContactPlan.Change"/> are set.</returns>
    public SendDecision Decide(ContactPlan plan)
    {
        if (plan.IsRemoval)
        {
            return SendDecision.Send;
        }

        plan.FollowsUnknown = _unknown.Contains(plan.Key);
        SubscriptionStatusSet status = plan.Status;
        _seen?.Mark(plan.Address?.Key);
        int slot = journal?.Contacts.Find(plan.Key) ?? -1;
        if (slot < 0)
        {
            plan.Change = ContactChange.New;
            Include(plan, status, _rules.IsSent(status));
            return SendDecision.Send;
        }

        ContactState before = plan.Before = journal!.Contacts[slot];
        ref RunMarks marks = ref journal.Contacts.MarksAt(slot);
        Counts.Repeated += (marks & RunMarks.Seen) != 0 ? 1 : 0;
        marks |= RunMarks.Seen;

        bool hasOtherFields = before.Fingerprint != plan.Fingerprint;
        bool isStatusSent = _rules.IsSent(status, before);
        bool hasOtherStatus = isStatusSent && (before.Sent != status || before.Listed != status);
        bool isStatusDue = isStatusSent && before.IsStatusDue && before.Listed == status;
        bool isChanged = hasOtherFields || hasOtherStatus || before.IsInDoubt;
        plan.Change = isChanged ? ContactChange.Changed : ContactChange.Unchanged;
        if (ExceedsLimit(ref marks, hasOtherFields || (hasOtherStatus && !isStatusDue), _rules.IsOptOut(status) && (before.Listed & status) == 0))
        {
            return SendDecision.ExceedsLimit;
        }

        if (!isChanged && !sendsUnchanged)
        {
            RememberListed(plan);
            return SendDecision.Unchanged;
        }

        Include(plan, status, isStatusSent);
        if (isStatusDue && !hasOtherFields && !before.IsInDoubt && !sendsUnchanged)
        {
            // The contact already has the fields. Only its status is missing.
            plan.ToSend = ContactRequest.ForStatus(before.ContactId, status);
        }

        return SendDecision.Send;
    }

    /// <summary>Puts the known contact of a request that is about to start in doubt. Guarded.</summary>
    public void MarkInDoubt(ContactPlan plan)
    {
        if (plan.Address is AddressEntry address && journal!.Contacts.Find(address.Key) is int slot and >= 0 && !journal.Contacts[slot].IsInDoubt)
        {
            address.Doubt = journal.Contacts[slot] with { IsInDoubt = true };
            journal.Contacts.Set(address.Key, address.Doubt.Value);
        }

        if (!plan.IsKnown || plan.First is not null)
        {
            return;
        }

        ContactState doubt = plan.Before with { IsInDoubt = true, Listed = plan.Before.Listed | _rules.Remembered(plan.Status) };
        plan.MustWriteDoubt = doubt != plan.Before;
        plan.Before = doubt;
        journal!.Contacts.Set(plan.Key, doubt);
    }

    /// <summary>Whether the journal has lines that wait to be written.</summary>
    public bool HasWaiting => journal is { HasWaiting: true };

    /// <summary>Writes the lines that wait.</summary>
    /// <exception cref="JournalException">The journal cannot be written any more.</exception>
    public void WriteWaiting() => journal?.Write();

    /// <summary>Writes which contacts of a request are in doubt, before it is started. If it is a second one, what the first confirmed is written too.</summary>
    /// <exception cref="JournalException">The journal cannot be written any more.</exception>
    public void WriteDoubts<TRow>(SendItem<TRow>[] items)
    {
        if (journal is null)
        {
            return;
        }

        using JournalLines lines = new();
        bool isSecond = false;
        foreach (SendItem<TRow> item in items)
        {
            isSecond |= item.Plan?.First is not null;
            if (item.Plan is { MustWriteDoubt: true } plan)
            {
                lines.Add(plan.Key, plan.Before);
                plan.MustWriteDoubt = false;
            }

            if (item.Plan?.Address is { Doubt: ContactState doubt } address)
            {
                lines.Add(address.Key, doubt);
                address.Doubt = null;
            }
        }

        journal.AppendLater(lines);
        if (lines.Length > 0 || isSecond)
        {
            journal.Write();
        }
    }

    /// <summary>
    /// Appends which contacts of a request were confirmed. <see cref="WriteWaiting"/> writes them: before a row is returned, and before
    /// the second request for one.
    /// </summary>
    /// <exception cref="JournalException">The journal cannot be written any more.</exception>
    public void AppendConfirmed<TRow>(SendItem<TRow>[] items, BatchResult result)
    {
        if (journal is null || (result.ShouldSplit && items.Length > 1))
        {
            return;
        }

        using JournalLines lines = new();
        for (int i = 0; i < items.Length; i++)
        {
            if (items[i].Plan is ContactPlan plan && Confirm(plan, result[i]) is ContactState confirmed)
            {
                lines.Add(plan.Key, confirmed);
            }
        }

        journal.AppendLater(lines);
    }

    /// <summary>Applies an outcome to what is known of the contact, and decides whether its status follows in a second request. Guarded.</summary>
    /// <returns>Whether there is a second request, <see cref="ContactPlan.ToSend"/>.</returns>
    public bool Apply(ContactPlan plan, UpsertOutcome outcome)
    {
        if (journal is not null && outcome.Status == UpsertStatus.Unknown)
        {
            _unknown.Add(plan.Key);
        }

        if (Confirm(plan, outcome) is not ContactState confirmed)
        {
            if (!plan.IsKnown)
            {
                _seen?.AddUnconfirmed(plan.Request.Identity);
            }

            return false;
        }

        if (journal is not null)
        {
            int slot = journal.Contacts.Set(plan.Key, confirmed);
            journal.Contacts.MarksAt(slot) |= plan.IsRemoval ? RunMarks.None : RunMarks.Seen;
        }

        if (plan.First is not null || !IsStatusDue(plan, outcome))
        {
            return false;
        }

        plan.First = outcome;
        plan.Before = confirmed;
        plan.StatusToSend = plan.Status;
        plan.ToSend = ContactRequest.ForStatus(outcome.CnvContactId!.Value, plan.Status);
        return true;
    }

    /// <summary>The contacts that have left the list, and are not in it under another address or id either. Guarded.</summary>
    public IReadOnlyList<RemovedContact> FindRemoved()
    {
        (List<RemovedContact> removed, List<RemovedContact> renamed) = _seen!.FindUnseen();
        // They are in the list, so only this name of theirs is forgotten.
        renamed.ForEach(Remove);
        Counts.Removed = removed.Count;
        FindExceededLimit();
        return removed;
    }

    /// <summary>Records that a contact has left the list. <see cref="WriteRest"/> writes it. Guarded.</summary>
    public void Remove(RemovedContact contact) =>
        Remember(contact.Key, journal!.Contacts[journal.Contacts.Find(contact.Key)] with { IsRemoved = true });

    /// <summary>How many contacts have a state that is not written.</summary>
    public int UnwrittenCount => _unwritten.Count;

    /// <summary>Writes the states that no request has written. Guarded.</summary>
    /// <exception cref="JournalException">The journal cannot be written any more.</exception>
    public void WriteRest()
    {
        if (_unwritten.Count == 0)
        {
            WriteWaiting();
            return;
        }

        using JournalLines lines = new();
        foreach (int slot in _unwritten)
        {
            lines.Add(journal!.Contacts.KeyAt(slot), journal.Contacts[slot]);
        }

        _unwritten.Clear();
        journal!.Append(lines);
    }

    private void Remember(ulong key, ContactState state) => _unwritten.Add(journal!.Contacts.Set(key, state));

    private ulong? ComputeAddressKey(ContactIdentity identity) =>
        identity.CnvContactId is not null && identity.Email is not null
            ? journal!.ComputeKey(identity with { CnvContactId = null })
            : null;

    private static void Include(ContactPlan plan, SubscriptionStatusSet status, bool isIncluded)
    {
        plan.StatusToSend = isIncluded ? status : SubscriptionStatusSet.None;
        plan.ToSend = isIncluded ? plan.Request : plan.Request.WithoutStatus();
    }

    // Whether the status of a row follows in a second request.
    private bool IsStatusDue(ContactPlan plan, UpsertOutcome outcome) =>
        outcome.Status == UpsertStatus.Created && plan.StatusToSend == SubscriptionStatusSet.None && _rules.IsDueAfterCreation(plan.Status);

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
    private void RememberListed(ContactPlan plan)
    {
        SubscriptionStatusSet status = _rules.Remembered(plan.Status);
        ContactState state = plan.Before with
        {
            Listed = status == SubscriptionStatusSet.None ? plan.Before.Listed : status,
            IsStatusDue = _rules.IsStillDue(plan.Status, plan.Before),
        };
        if (state != plan.Before)
        {
            Remember(plan.Key, state);
        }
    }

    // The state of a contact after a request for it; null if the outcome does not confirm it.
    private ContactState? Confirm(ContactPlan plan, UpsertOutcome outcome)
    {
        if (plan.IsRemoval)
        {
            return outcome.Status is UpsertStatus.Updated or UpsertStatus.NotFound
                ? plan.Before with { IsRemoved = true, ContactId = plan.Request.CnvContactId!.Value }
                : null;
        }

        if (outcome.Status == UpsertStatus.Tracked)
        {
            return new ContactState { Fingerprint = plan.Fingerprint, ContactId = plan.EventEntryId, IsInDoubt = plan.FollowsUnknown };
        }

        if (outcome.Status is not (UpsertStatus.Created or UpsertStatus.Updated))
        {
            return null;
        }

        SubscriptionStatusSet listed = _rules.Remembered(plan.Status);
        bool isNew = outcome.Status == UpsertStatus.Created && plan.First is null;
        bool isStatusSent = plan.StatusToSend != SubscriptionStatusSet.None;
        return new ContactState
        {
            Fingerprint = plan.Fingerprint,
            ContactId = outcome.CnvContactId!.Value,
            IsIdentifiedById = plan.IsIdentifiedById,
            Listed = listed != SubscriptionStatusSet.None ? listed : isNew ? SubscriptionStatusSet.None : plan.Before.Listed,
            Sent = isStatusSent ? plan.StatusToSend : isNew ? SubscriptionStatusSet.None : plan.Before.Sent,
            IsStatusDue = !isStatusSent && (IsStatusDue(plan, outcome) || (_rules.IsStillDue(plan.Status, plan.Before) && !isNew)),
            IsInDoubt = plan.FollowsUnknown,
        };
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
