using System;
using System.Collections.Generic;
using Conversion.Client;
using Conversion.Journal;
using Conversion.Model;

namespace Conversion.Sending;

// What requests do to the journal: before they start their contacts are in doubt, and afterwards confirmed.
internal sealed partial class ChangeDetector
{
    // How many rows are recorded at once: many, because the processor reads what they need from memory together, and few, because
    // the thread that posts rows waits for the lock.
    private const int SliceLength = 64;

    // The slots of contacts whose state changed without a request. A later request of such a contact writes its own lines, so
    // what is written for these is their state at that time, and within the lock: a line must not follow a newer one.
    private readonly List<int> _unwritten = [];
    private int _read;

    /// <summary>Whether the journal has lines that wait to be written.</summary>
    public bool HasWaiting => journal is { HasWaiting: true };

    /// <summary>Whether a row is confirmed by a line that waits to be written.</summary>
    public bool IsWaiting(ContactPlan? plan) => plan is { IsConfirmed: true } && journal is not null && journal.IsWaiting(plan.Key);

    /// <summary>How many contacts have a state that is not written.</summary>
    public int UnwrittenCount => _unwritten.Count;

    /// <summary>Writes the lines that wait.</summary>
    /// <exception cref="JournalException">The journal cannot be written any more.</exception>
    public void WriteWaiting() => journal?.Write();

    /// <summary>Writes the states that no request has written.</summary>
    /// <exception cref="JournalException">The journal cannot be written any more.</exception>
    public void WriteRest()
    {
        if (journal is null)
        {
            return;
        }

        lock (_lock)
        {
            using JournalLines lines = new();
            foreach (int slot in _unwritten)
            {
                lines.Add(journal.Contacts.KeyAt(slot), journal.Contacts[slot]);
            }

            _unwritten.Clear();
            journal.Append(lines);
        }
    }

    /// <summary>
    /// Puts the known contacts of a request in doubt, and writes it, before the request is started. If it is a second one, what the first
    /// has confirmed is written too.
    /// </summary>
    /// <exception cref="JournalException">The journal cannot be written any more.</exception>
    public void RecordStart<TRow>(SendItem<TRow>[] items)
    {
        if (journal is null)
        {
            return;
        }

        using JournalLines lines = new();
        bool isSecond = false;
        foreach (SendItem<TRow> item in items)
        {
            ContactPlan plan = item.Plan!;
            isSecond |= plan.First is not null;
            if (plan.IsIdentifiedById || (plan.IsKnown && plan.First is null))
            {
                MarkInDoubt(plan, lines);
            }
        }

        if (lines.Length > 0 || isSecond)
        {
            journal.Append(lines);
        }
    }

    /// <summary>
    /// Applies the outcomes of a request to what is known of its contacts, and decides for each whether its status follows in a second
    /// request: <see cref="ContactPlan.HasNext"/>. What was confirmed is appended to the journal. <see cref="WriteWaiting"/> writes it: before
    /// a row is returned, and before a second request.
    /// </summary>
    /// <exception cref="JournalException">The journal cannot be written any more.</exception>
    public void RecordResult<TRow>(SendBatch<TRow> batch, BatchResult result)
    {
        SendItem<TRow>[] items = batch.Items;
        if (items[0].Plan is null)
        {
            return;
        }

        using JournalLines? lines = journal is null ? null : new(items.Length);
        for (int start = 0; start < items.Length; start += SliceLength)
        {
            int end = Math.Min(start + SliceLength, items.Length);
            ReadPlans(items.AsSpan(start, end - start));
            for (int i = start; i < end; i++)
            {
                ContactPlan plan = items[i].Plan!;
                Confirm(plan, batch.WithEarlierRequests(result[i]));
                if (plan.IsConfirmed)
                {
                    lines?.Add(plan.Key, plan.State);
                }
            }

            lock (_lock)
            {
                for (int i = start; i < end; i++)
                {
                    Apply(items[i].Plan!, batch.WithEarlierRequests(result[i]));
                }
            }
        }

        journal?.AppendLater(lines!, maximumWaiting);
    }

    /// <summary>The same for one row, and without a line.</summary>
    public void RecordResult(ContactPlan plan, UpsertOutcome outcome)
    {
        Confirm(plan, outcome);
        lock (_lock)
        {
            Apply(plan, outcome);
        }
    }

    // They are no longer in the processor's cache, which reads many at once if nothing else is to be done with each.
    private void ReadPlans<TRow>(ReadOnlySpan<SendItem<TRow>> items)
    {
        int read = 0;
        foreach (SendItem<TRow> item in items)
        {
            read ^= item.Plan!.Slot;
        }

        // Without a result the compiler would remove the code.
        _read = read;
    }

    private void MarkInDoubt(ContactPlan plan, JournalLines lines)
    {
        lock (_lock)
        {
            JournalIndex contacts = journal!.Contacts;
            if (plan.IsKnown && plan.First is null)
            {
                plan.State = SetInDoubt(plan.Slot, plan.Status, lines);
            }

            // Its entries under other names: under its id or its address, and under the address that the request may give it.
            for (int other = FirstOther(plan); other >= 0; other = contacts.NextOther(other))
            {
                SetInDoubt(other, plan.Status, lines);
            }

            if (plan.AddressKey is ulong address && contacts.Find(address) is int slot and >= 0)
            {
                SetInDoubt(slot, plan.Status, lines);
            }
        }
    }

    private int FirstOther(ContactPlan plan) =>
        plan.ContactId is Guid id ? journal!.Contacts.FirstOther(id, plan.IsIdentifiedById) : -1;

    private ContactState SetInDoubt(int slot, SubscriptionStatusSet status, JournalLines lines)
    {
        JournalIndex contacts = journal!.Contacts;
        ContactState before = contacts[slot];
        ContactState doubt = before with { IsInDoubt = true, Listed = before.Listed | _rules.Remembered(status) };
        if (doubt != before)
        {
            contacts.Set(slot, doubt);
            lines.Add(contacts.KeyAt(slot), doubt);
        }

        return doubt;
    }

    // Finds the state of a contact after a request for it, if the outcome confirms it.
    private void Confirm(ContactPlan plan, UpsertOutcome outcome)
    {
        ContactState? confirmed = StateAfter(plan, outcome);
        plan.IsConfirmed = confirmed is not null;
        plan.State = confirmed ?? plan.State;
    }

    // With the lock.
    private void Apply(ContactPlan plan, UpsertOutcome outcome)
    {
        if (journal is not null && outcome.Status == UpsertStatus.Unknown)
        {
            _unanswered.Add(plan);
        }

        if (!plan.IsConfirmed && !plan.IsKnown)
        {
            _seen?.AddUnconfirmed(plan.Request.Identity);
        }

        if (plan.IsConfirmed && journal is not null)
        {
            journal.Contacts.Set(plan.Slot, plan.State);
            journal.Contacts.MarksAt(plan.Slot) |= plan.IsRemoval ? RunMarks.None : RunMarks.Seen;
        }

        plan.HasNext = plan.IsConfirmed && plan.First is null && IsStatusDue(plan, outcome);
        if (plan.HasNext)
        {
            plan.First = outcome;
            plan.StatusToSend = plan.Status;
            plan.ToSend = ContactRequest.ForStatus(outcome.CnvContactId!.Value, plan.Status);
        }
    }

    // Whether the status of a row follows in a second request.
    private bool IsStatusDue(ContactPlan plan, UpsertOutcome outcome) =>
        outcome.Status == UpsertStatus.Created && plan.StatusToSend == SubscriptionStatusSet.None && _rules.IsDueAfterCreation(plan.Status);

    private ContactState? StateAfter(ContactPlan plan, UpsertOutcome outcome)
    {
        if (plan.IsRemoval)
        {
            return outcome.Status is UpsertStatus.Updated or UpsertStatus.NotFound
                ? plan.State with { IsRemoved = true, ContactId = plan.Request.CnvContactId!.Value }
                : null;
        }

        if (outcome.Status == UpsertStatus.Tracked)
        {
            return new ContactState { Fingerprint = plan.Fingerprint, ContactId = plan.EventEntryId, IsInDoubt = _unanswered.Contains(plan.Key, contactId: null) };
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
            Listed = listed != SubscriptionStatusSet.None ? listed : isNew ? SubscriptionStatusSet.None : plan.State.Listed,
            Sent = isStatusSent ? plan.StatusToSend : isNew ? SubscriptionStatusSet.None : plan.State.Sent,
            IsStatusDue = !isStatusSent && (IsStatusDue(plan, outcome) || (_rules.IsStillDue(plan.Status, plan.State) && !isNew)),
            IsInDoubt = _unanswered.Contains(plan.Key, outcome.CnvContactId),
        };
    }

    private void Remember(int slot, ContactState state)
    {
        journal!.Contacts.Set(slot, state);
        _unwritten.Add(slot);
    }
}
