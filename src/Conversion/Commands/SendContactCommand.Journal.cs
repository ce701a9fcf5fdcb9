using System.Globalization;
using System.IO;
using Conversion.Journal;
using Conversion.Model;
using Conversion.Sending;

namespace Conversion.Commands;

// The journal: which one, whose it is, and which contacts of it the list has.
public abstract partial class SendContactCommand
{
    private void MarkSeen(ContactIdentity? identity)
    {
        if (identity is { } known)
        {
            _sender?.MarkSeen(known);
            _comparer?.MarkSeen(known);
        }
        else
        {
            _unidentifiedRows++;
        }
    }

    // Whether a contact without a row has left the list. Results are often filtered before they are piped on, and do not show it.
    private bool IsListComplete(bool isTimeUp)
    {
        if (_rows > 0 && _unidentifiedRows == 0 && !_hasResults && !isTimeUp)
        {
            return true;
        }

        if (_journal!.KnownContacts > 0)
        {
            WriteWarning(string.Format(CultureInfo.InvariantCulture, _rows == 0 ? Messages.ListIsEmpty : _unidentifiedRows > 0 ? Messages.RowsUnidentified : _hasResults ? Messages.ListIsOfResults : Messages.TimeIsUp, _unidentifiedRows));
        }

        return false;
    }

    private ListPartition? ReadPartition()
    {
        bool isPart = IsGiven(nameof(Partition));
        if (isPart != IsGiven(nameof(PartitionCount)) || (isPart && (Partition < 0 || Partition >= PartitionCount)))
        {
            ThrowTerminatingError(CnvErrors.From(CnvErrors.InvalidArgument, Messages.InvalidPartition, target: null));
        }

        return isPart ? new ListPartition(Partition, PartitionCount) : null;
    }

    private ContactJournal? OpenJournal()
    {
        if (JournalPath is null)
        {
            return null;
        }

        try
        {
            JournalHeader header = new(_connection!.BaseUri, _connection.KeyId, _connection.SandboxId, _partition?.ToString()) { IsOfEvents = SendsEvents };
            return IsComparison
                ? ContactJournal.OpenForComparison(this.FileAt(JournalPath), header, Force)
                : ContactJournal.Open(this.FileAt(JournalPath), header, Force);
        }
        catch (JournalException exception)
        {
            Fail(exception);
            throw;
        }
        catch (IOException exception)
        {
            ThrowTerminatingError(CnvErrors.From(JournalException.Unavailable, exception.Message, JournalPath, exception));
            throw;
        }
    }

    private void Fail(JournalException exception) =>
        EndBy(CnvErrors.From(exception, JournalPath));
}
