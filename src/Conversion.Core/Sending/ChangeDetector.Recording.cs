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
    public bool IsWaiting(SendItem item) => item is PlannedItem { IsConfirmed: true } && journal is not null && journal.IsWaiting(item.Keys.First);

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
    public void RecordStart(SendItem[] items)
    {
        if (journal is null)
        {
            return;
        }

        using JournalLines lines = new();
        bool isSecond = false;
        foreach (SendItem each in items)
        {
            PlannedItem item = (PlannedItem)each;
            isSecond |= item.First is not null;
            if (item.IsIdentifiedById || (item.IsKnown && item.First is null))
            {
                MarkInDoubt(item, lines);
            }
        }

        if (lines.Length > 0 || isSecond)
        {
            journal.Append(lines);
        }
    }

    /// <summary>
    /// Applies the outcomes of a request to what is known of its contacts, and decides for each whether its status follows in a second
    /// request: <see cref="PlannedItem.HasNext"/>. What was confirmed is appended to the journal. <see cref="WriteWaiting"/> writes it: before
    /// a row is returned, and before a second request.
    /// </summary>
    /// <exception cref="JournalException">The journal cannot be written any more.</exception>
    public void RecordResult(SendBatch batch, BatchResult result)
    {
        SendItem[] items = batch.Items;
        if (items[0] is not PlannedItem)
        {
            return;
        }

        using JournalLines? lines = journal is null ? null : new(items.Length);
        for (int start = 0; start < items.Length; start += SliceLength)
        {
            int end = Math.Min(start + SliceLength, items.Length);
            ReadItems(items.AsSpan(start, end - start));
            for (int i = start; i < end; i++)
            {
                PlannedItem item = (PlannedItem)items[i];
                Confirm(item, batch.WithEarlierRequests(result[i]));
                if (item.IsConfirmed)
                {
                    lines?.Add(item.Key, item.Known);
                }
            }

            lock (_lock)
            {
                for (int i = start; i < end; i++)
                {
                    Apply((PlannedItem)items[i], batch.WithEarlierRequests(result[i]));
                }
            }
        }

        journal?.AppendLater(lines!, maximumWaiting);
    }

    /// <summary>The same for one row, and without a line.</summary>
    public void RecordResult(PlannedItem item, UpsertOutcome outcome)
    {
        Confirm(item, outcome);
        lock (_lock)
        {
            Apply(item, outcome);
        }
    }

    // They are no longer in the processor's cache, which reads many at once if nothing else is to be done with each.
    private void ReadItems(ReadOnlySpan<SendItem> items)
    {
        int read = 0;
        foreach (SendItem item in items)
        {
            read ^= ((PlannedItem)item).Slot;
        }

        // Without a result the compiler would remove the code.
        _read = read;
    }

    private void MarkInDoubt(PlannedItem item, JournalLines lines)
    {
        lock (_lock)
        {
            JournalIndex contacts = journal!.Contacts;
            if (item.IsKnown && item.First is null)
            {
                item.Known = SetInDoubt(item.Slot, item.Status, lines);
            }

            // Its entries under other names: under its id or its address, and under the address that the request may give it.
            for (int other = FirstOther(item); other >= 0; other = contacts.NextOther(other))
            {
                SetInDoubt(other, item.Status, lines);
            }

            if (item.AddressKey is ulong address && contacts.Find(address) is int slot and >= 0)
            {
                SetInDoubt(slot, item.Status, lines);
            }
        }
    }

    private int FirstOther(PlannedItem item) =>
        item.ContactId is Guid id ? journal!.Contacts.FirstOther(id, item.IsIdentifiedById) : -1;

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
    private void Confirm(PlannedItem item, UpsertOutcome outcome)
    {
        ContactState? confirmed = StateAfter(item, outcome);
        item.IsConfirmed = confirmed is not null;
        item.Known = confirmed ?? item.Known;
    }

    // With the lock.
    private void Apply(PlannedItem item, UpsertOutcome outcome)
    {
        if (journal is not null && outcome.Status == UpsertStatus.Unknown)
        {
            _unanswered.Add(item);
        }

        if (!item.IsConfirmed && !item.IsKnown)
        {
            _seen?.AddUnconfirmed(item.Request.Identity);
        }

        if (item.IsConfirmed && journal is not null)
        {
            journal.Contacts.Set(item.Slot, item.Known);
            journal.Contacts.MarksAt(item.Slot) |= item.IsRemoval ? RunMarks.None : RunMarks.Seen;
        }

        item.HasNext = item.IsConfirmed && item.First is null && IsStatusDue(item, outcome);
        if (item.HasNext)
        {
            item.First = outcome;
            item.StatusToSend = item.Status;
            item.ToSend = ContactRequest.ForStatus(outcome.CnvContactId!.Value, item.Status);
        }
    }

    // Whether the status of a row follows in a second request.
    private bool IsStatusDue(PlannedItem item, UpsertOutcome outcome) =>
        outcome.Status == UpsertStatus.Created && item.StatusToSend == SubscriptionStatusSet.None && _rules.IsDueAfterCreation(item.Status);

    private ContactState? StateAfter(PlannedItem item, UpsertOutcome outcome)
    {
        if (item.IsRemoval)
        {
            return outcome.Status is UpsertStatus.Updated or UpsertStatus.NotFound
                ? item.Known with { IsRemoved = true, ContactId = item.Request.CnvContactId!.Value }
                : null;
        }

        if (outcome.Status == UpsertStatus.Tracked)
        {
            return new ContactState { Fingerprint = item.Fingerprint, ContactId = item.EventEntryId, IsInDoubt = _unanswered.Contains(item.Key, contactId: null) };
        }

        if (outcome.Status is not (UpsertStatus.Created or UpsertStatus.Updated))
        {
            return null;
        }

        SubscriptionStatusSet listed = _rules.Remembered(item.Status);
        bool isNew = outcome.Status == UpsertStatus.Created && item.First is null;
        bool isStatusSent = item.StatusToSend != SubscriptionStatusSet.None;
        return new ContactState
        {
            Fingerprint = item.Fingerprint,
            ContactId = outcome.CnvContactId!.Value,
            IsIdentifiedById = item.IsIdentifiedById,
            Listed = listed != SubscriptionStatusSet.None ? listed : isNew ? SubscriptionStatusSet.None : item.Known.Listed,
            Sent = isStatusSent ? item.StatusToSend : isNew ? SubscriptionStatusSet.None : item.Known.Sent,
            IsStatusDue = !isStatusSent && (IsStatusDue(item, outcome) || (_rules.IsStillDue(item.Status, item.Known) && !isNew)),
            IsInDoubt = _unanswered.Contains(item.Key, outcome.CnvContactId),
        };
    }

    private void Remember(int slot, ContactState state)
    {
        journal!.Contacts.Set(slot, state);
        _unwritten.Add(slot);
    }
}
