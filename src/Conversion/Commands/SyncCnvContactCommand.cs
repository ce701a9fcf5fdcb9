using System.Collections.Generic;
using System.Management.Automation;
using Conversion.Model;
using Conversion.Sending;

namespace Conversion.Commands;

/// <summary>Sync-CnvContact: the whole list, every night. Only what has changed since the last run is sent.</summary>
[Cmdlet(
    VerbsData.Sync, "CnvContact", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = OnlineHelp.Folder + "Sync-CnvContact.md")]
[OutputType(typeof(CnvContactResult))]
public sealed class SyncCnvContactCommand : WholeListCommand
{
    // The journal is written once for so many contacts that have left, before their results.
    private const int RemovedPerWrite = 1000;

    private protected override void HandleRemoved(ContactSender<InputRow> sender, IReadOnlyList<RemovedContact> removed)
    {
        switch (RemovedAction)
        {
            case RemovedAction.Unsubscribe:
                Unsubscribe(sender, removed);
                break;
            case RemovedAction.Report:
                Report(sender, removed);
                break;
            default:
                foreach (RemovedContact contact in removed)
                {
                    sender.Forget(contact);
                }

                sender.CompleteJournal();
                break;
        }
    }

    private void Unsubscribe(ContactSender<InputRow> sender, IReadOnlyList<RemovedContact> removed)
    {
        foreach (RemovedContact contact in removed)
        {
            if (IsAllowed(Messages.UnsubscribeContact, contact.CnvContactId.ToString()))
            {
                sender.Unsubscribe(RowOf(contact), contact);
                AfterPost();
            }
        }
    }

    private void Report(ContactSender<InputRow> sender, IReadOnlyList<RemovedContact> removed)
    {
        for (int start = 0; start < removed.Count; start += RemovedPerWrite)
        {
            int end = System.Math.Min(removed.Count, start + RemovedPerWrite);
            for (int i = start; i < end; i++)
            {
                sender.Forget(removed[i]);
            }

            sender.CompleteJournal();
            for (int i = start; i < end; i++)
            {
                Write(RowOf(removed[i]), new UpsertOutcome { Status = UpsertStatus.Removed, CnvContactId = removed[i].CnvContactId });
            }
        }
    }

    private static InputRow RowOf(RemovedContact contact) => new(Number: null, InputObject: null, Email: null, contact.CnvContactId);
}
