using System;
using System.Collections.Generic;
using System.Globalization;

namespace Conversion.Reports;

/// <summary>What matters first about a run, in one sentence, and what follows it.</summary>
/// <param name="builder">The counts.</param>
/// <param name="summary">The same, as a summary.</param>
internal sealed class RunSentence(RunSummaryBuilder builder, CnvRunSummary summary)
{
    /// <summary>The sentence that matters first.</summary>
    public string First => builder.IsStopped && builder.EndedBy is null && summary.ExitCode != 3
        ? "The run was stopped before its end."
        : Outcome;

    /// <summary>How serious it is: good, wait or stop. A class of the page.</summary>
    public string Kind => summary.ExitCode == 3 || builder.EndedBy is not null ? "stop"
        : summary.ExitCode > 0 ? "wait"
        : builder.Total == 0 ? "none"
        : "good";

    /// <summary>What else there is to say.</summary>
    public IEnumerable<string> Rest
    {
        get
        {
            if (builder.Total == 0)
            {
                yield return builder.ForeignObjects > 0 ? CnvErrors.AdviceFor(CnvErrors.NotAResult, ResultStatus.Rejected)
                    : builder.IsStopped ? "No rows came."
                    : "Nothing was sent, and nothing is to be done.";
                yield break;
            }

            if (builder.IsStopped && builder.EndedBy is null)
            {
                yield return $"{Rows(builder.Total)} had a result before that. The others are not in this report.";
            }

            if (builder.EndedBy is string code && code != Model.ErrorCodes.ChangeLimit)
            {
                yield return CnvErrors.AdviceFor(code, ResultStatus.Failed);
            }

            if (summary.ExitCode == 3)
            {
                yield return "Look at the changes with Compare-CnvContact before you run it again.";
            }

            if (builder.RowsToRerun > 0 && !First.Contains("another run"))
            {
                yield return RerunSentence;
            }

            if (builder.RowsToCorrect > 0 && !First.Contains("mending"))
            {
                yield return CorrectSentence;
            }

            if (builder.ForeignObjects > 0 && First != ForeignSentence)
            {
                yield return ForeignSentence;
            }

            if (Kind != "good" && builder.Comparisons == 0 && WentThrough < builder.Total && WentThrough > 0)
            {
                yield return $"{Rows(WentThrough)} went through.";
            }
        }
    }

    /// <summary>The number of rows and its noun.</summary>
    public static string Rows(long count) => string.Format(CultureInfo.InvariantCulture, count == 1 ? "{0:N0} row" : "{0:N0} rows", count);

    private string Outcome => builder.EndedBy is string code && code != Model.ErrorCodes.ChangeLimit ? $"The run was ended by an error: {code}."
        : summary.ExitCode == 3 && builder.Comparisons > 0 ? $"A guard would stop this run: {Reason}."
        : summary.ExitCode == 3 ? $"A guard stopped this run: {Reason}."
        : builder.Total == 0 ? builder.ForeignObjects > 0 ? "None of the objects that came is a result." : "No rows came."
        : builder.RowsToRerun > 0 && summary.ExitCode == 1 ? RerunSentence
        : builder.RowsToCorrect > 0 ? CorrectSentence
        : builder.RowsToRerun > 0 ? RerunSentence
        : builder.ForeignObjects > 0 ? ForeignSentence
        : builder.Comparisons > 0 ? ComparisonSentence
        : builder.Total == 1 ? "The row went through."
        : string.Format(CultureInfo.InvariantCulture, "All {0:N0} rows went through.", builder.Total - summary.Removed);

    private string Reason => Array.Find(summary.Guards, static guard => guard.IsExceeded)?.Name switch
    {
        nameof(CnvRun.MaximumUnsubscribePercent) => "too many contacts would be unsubscribed",
        nameof(CnvRun.MaximumRemovePercent) => "too many contacts have left the list",
        _ => "too many contacts would change",
    };

    private string RerunSentence => builder.RowsToRerun == 1 ? "1 row needs another run." : $"{Rows(builder.RowsToRerun)} need another run.";

    private string CorrectSentence => builder.RowsToCorrect == 1 ? "1 row needs mending." : $"{Rows(builder.RowsToCorrect)} need mending.";

    private string ForeignSentence => builder.ForeignObjects == 1
        ? "1 object is not a result."
        : string.Format(CultureInfo.InvariantCulture, "{0:N0} objects are not results.", builder.ForeignObjects);

    private string ComparisonSentence => summary.New + summary.Changed + summary.Removed == 0
        ? "Nothing would change."
        : string.Format(CultureInfo.InvariantCulture, "{0:N0} new, {1:N0} changed, {2:N0} no longer in the list.", summary.New, summary.Changed, summary.Removed);

    private long WentThrough => summary.Created + summary.Updated + summary.Tracked + summary.Unchanged;
}
