using System.Globalization;
using Conversion.Binding;
using Conversion.Model;
using Conversion.Sending;

namespace Conversion.Commands;

// Comparing: for Compare-CnvContact and -WhatIf, rows are compared with the journal. Nothing is sent or written.
public abstract partial class SendContactCommand
{
    /// <summary>Writes what a row would change.</summary>
    /// <param name="comparison">What it would change.</param>
    /// <param name="userId">The user id of an event; null if there is none.</param>
    private protected virtual void WriteComparison(CnvContactComparison comparison, string? userId = null)
    {
        if (_verbose && _comparison!.IsSent(comparison.Status))
        {
            // The lines of -WhatIf end up in transcripts, like verbose ones. Nobody is asked about this row.
            string? name = comparison.Email ?? userId ?? comparison.CnvContactId?.ToString();
            ShouldProcess(
                name is null ? string.Format(CultureInfo.InvariantCulture, Messages.RowNumbered, comparison.Row) : HiddenAddress.Of(name), Operation);
        }
    }

    /// <summary>Compares a row.</summary>
    private protected virtual CnvContactComparison CompareRow(long number, BoundContact contact) => _comparison!.Compare(number, contact);

    private void Compare(BoundContact contact)
    {
        CnvContactComparison comparison = CompareRow(_rows, contact);
        if (_comparison!.IsSent(comparison.Status))
        {
            AddFieldsTo(_sentFields);
        }

        if (contact.Request is null)
        {
            MarkSeen(contact.Identity);
            if (!OnlyCompares)
            {
                WriteResult(new InputRow(_rows, contact.Row, contact.Email, RequestedId: null) { Event = contact.Event }, UpsertOutcome.Invalid(contact.Errors[0]));
                return;
            }
        }

        comparison.Run = _run!.Latest;
        WriteComparison(comparison, contact.Event?.UserId);
    }

    private void CompleteComparison()
    {
        if (IsWholeList && IsListComplete(isTimeUp: false))
        {
            foreach (CnvContactComparison removed in _comparison!.FindRemoved())
            {
                removed.Run = _run!.Latest;
                WriteComparison(removed);
            }
        }

        foreach (ChangeLimit limit in _comparer?.ExceededLimits ?? [])
        {
            WriteWarning(string.Format(CultureInfo.InvariantCulture, Messages.LimitWouldStop, Describe(limit, _comparer!.Changes)));
        }

        if (!OnlyCompares)
        {
            ShouldProcess(
                string.Format(
                    CultureInfo.InvariantCulture, Messages.WhatIfTotals, _comparison!.Sent, _rows, _connection!.KeyId, _comparison.Describe())
                    + (_sentFields.Describe() is string fields ? string.Format(CultureInfo.InvariantCulture, SendsEvents ? Messages.WhatIfData : Messages.WhatIfFields, fields) : string.Empty),
                string.Empty,
                string.Empty);
        }
    }
}
