using System;
using System.Collections.Generic;
using Conversion.Journal;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>Tells what sending a list would change, by the same decisions as <see cref="ContactSender{TRow}"/>. Nothing is sent or written.</summary>
public sealed class ContactComparer
{
    private readonly ChangeDetector _changes;
    private readonly ChangeLimits _limits;

    /// <param name="journal">The journal, opened for comparison. Not disposed here.</param>
    /// <param name="settings">How the rows would be sent.</param>
    public ContactComparer(ContactJournal journal, SenderSettings settings)
    {
        _limits = settings.Limits;
        // Without limits, so that the comparison goes on; without unchanged rows, which remain unchanged however they are sent.
        _changes = new ChangeDetector(journal, settings.SubscriptionPolicy, sendsUnchanged: false, ChangeLimits.None);
    }

    /// <summary>What the rows so far would change.</summary>
    public ChangeCounts Changes => _changes.Counts;

    /// <summary>The limits that these rows exceed.</summary>
    public IEnumerable<ChangeLimit> ExceededLimits => _limits.FindExceeded(Changes);

    /// <summary>Compares a row. Later rows of the contact are compared with this one.</summary>
    /// <param name="request">The request of the row.</param>
    /// <param name="contactId">The id of the contact, if the journal knows it.</param>
    public ContactChange Compare(RowRequest request, out Guid? contactId)
    {
        PlannedItem item = (PlannedItem)_changes.CreateItem(request);
        SendDecision decision = _changes.Decide(item);
        contactId = item.KnownContactId;
        if (decision == SendDecision.Send)
        {
            _changes.RecordResult(item, new UpsertOutcome
            {
                Status = UpsertStatus.Updated, CnvContactId = request.CnvContactId ?? contactId ?? Guid.NewGuid(),
            });
        }

        return item.Change;
    }

    /// <inheritdoc cref="ContactSender{TRow}.MarkSeen"/>
    public void MarkSeen(ContactIdentity identity) => _changes.MarkSeen(identity);

    /// <inheritdoc cref="ContactSender{TRow}.FindRemoved"/>
    public IReadOnlyList<RemovedContact> FindRemoved() => _changes.FindRemoved();
}
