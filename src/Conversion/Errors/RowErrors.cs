using System.Collections.Generic;
using System.Management.Automation;
using Conversion.Model;

namespace Conversion;

/// <summary>
/// Writes the errors of rows. Each message is short: the row, the code and what happened. The advice stands in the message of
/// the first error of its kind, and in the RecommendedAction of all.
/// </summary>
internal sealed class RowErrors(Cmdlet cmdlet)
{
    private readonly HashSet<(string, string)> _told = [];

    /// <summary>Writes the error of a row.</summary>
    /// <param name="outcome">Its outcome.</param>
    /// <param name="target">The row.</param>
    /// <param name="row">How the message names the row.</param>
    public void Write(UpsertOutcome outcome, object? target, string row)
    {
        string advice = CnvErrors.AdviceOf(outcome);
        ErrorRecord record = CnvErrors.FromRow(outcome, target, row, withAdvice: _told.Add((outcome.ErrorCode!, advice)));
        cmdlet.WriteError(record);
        // Afterwards: PowerShell 7 shows the recommendation beside each error, which would repeat the advice for every row.
        record.ErrorDetails = new ErrorDetails(record.Exception.Message) { RecommendedAction = advice };
    }
}
