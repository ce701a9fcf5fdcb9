using System.Threading;
using System.Threading.Tasks;
using Conversion.Client;
using Conversion.Journal;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>Makes the request of a batch, and writes down what it confirmed before anybody is told.</summary>
internal sealed class BatchDelivery<TRow>(ConversionClient client, SenderSettings settings, ContactJournal? journal)
{
    /// <exception cref="JournalException">The journal cannot be written any more.</exception>
    /// <exception cref="System.OperationCanceledException">A token was cancelled: the first, before the request was begun.</exception>
    public async Task<BatchOutcome> DeliverAsync(ContactBatch<TRow> batch, CancellationToken begin, CancellationToken cancellationToken)
    {
        BatchOutcome outcome = settings.BatchSize == 1
            ? new BatchOutcome
            {
                Whole = await client.UpsertContactAsync(batch.Contacts[0].Request!, batch.Traces, begin, cancellationToken).ConfigureAwait(false),
            }
            : await client.UpsertContactsAsync(batch.Requests, batch.Traces, begin, cancellationToken).ConfigureAwait(false);
        if (journal is not null)
        {
            WriteDown(journal, batch, outcome);
        }

        return outcome;
    }

    private static void WriteDown(ContactJournal journal, ContactBatch<TRow> batch, BatchOutcome outcome)
    {
        using ConfirmedLines lines = new();
        for (int i = 0; i < batch.Contacts.Count; i++)
        {
            UpsertOutcome one = outcome.Of(i);
            if (one.Status is UpsertStatus.Created or UpsertStatus.Updated)
            {
                lines.Add(batch.Contacts[i].Fingerprint, one.CnvContactId!.Value);
            }
        }

        journal.Confirm(lines);
    }
}
