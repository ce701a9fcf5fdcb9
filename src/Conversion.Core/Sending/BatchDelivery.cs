using System.Threading;
using System.Threading.Tasks;
using Conversion.Client;
using Conversion.Journal;
using Conversion.Model;
using Conversion.Transport;

namespace Conversion.Sending;

/// <summary>Makes the request of a batch, and writes down what its answer confirmed before anybody is told.</summary>
internal sealed class BatchDelivery<TRow>(ConversionClient client, SenderSettings settings, ContactJournal? journal)
{
    /// <exception cref="System.OperationCanceledException">A token was cancelled: the first, before the request was begun.</exception>
    public Task<ApiAnswer> PostAsync(ContactBatch<TRow> batch, CancellationToken begin, CancellationToken cancellationToken)
    {
        ApiRequest request = settings.BatchSize == 1 ? client.RequestOf(batch.Contacts[0].Request!) : client.RequestOf(batch.Requests);
        return client.PostAsync(request with { Traces = batch.Traces, Begin = begin }, cancellationToken);
    }

    /// <exception cref="JournalException">The journal cannot be written any more.</exception>
    public BatchOutcome Receive(ContactBatch<TRow> batch, ApiAnswer answer)
    {
        BatchOutcome outcome = settings.BatchSize == 1
            ? new BatchOutcome { Whole = client.Read(answer) }
            : client.ReadBatch(answer, batch.Contacts.Length);
        if (journal is not null)
        {
            WriteDown(journal, batch, outcome);
        }

        return outcome;
    }

    private static void WriteDown(ContactJournal journal, ContactBatch<TRow> batch, BatchOutcome outcome)
    {
        using ConfirmedLines lines = new();
        for (int i = 0; i < batch.Contacts.Length; i++)
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
