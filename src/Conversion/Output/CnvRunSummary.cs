using System;
using System.Collections;

namespace Conversion;

/// <summary>What happened to the rows of a run, counted: the output of Measure-CnvResult and Export-CnvReport.</summary>
public sealed class CnvRunSummary
{
    /// <summary>The number of results. A contact that has left the list is one, although it has no row.</summary>
    public required long Total { get; init; }

    /// <summary>Compare-CnvContact: rows of contacts that the journal does not know.</summary>
    public required long New { get; init; }

    /// <summary>Compare-CnvContact: rows that differ from what was confirmed last.</summary>
    public required long Changed { get; init; }

    /// <summary>Rows that created a contact.</summary>
    public required long Created { get; init; }

    /// <summary>Rows that updated a contact.</summary>
    public required long Updated { get; init; }

    /// <summary>Rows that the contact already equals.</summary>
    public required long Unchanged { get; init; }

    /// <summary>Rows that no contact matches.</summary>
    public required long NotFound { get; init; }

    /// <summary>Invalid rows.</summary>
    public required long Rejected { get; init; }

    /// <summary>Rows that the service did not accept.</summary>
    public required long Failed { get; init; }

    /// <summary>Rows that were sent and not confirmed.</summary>
    public required long Unknown { get; init; }

    /// <summary>Rows that were not sent.</summary>
    public required long NotSent { get; init; }

    /// <summary>Contacts that have left the list.</summary>
    public required long Removed { get; init; }

    /// <summary>Rows with the status Tracked: events that the API confirmed.</summary>
    public required long Tracked { get; init; }

    /// <summary>Error code to the number of results that have it, the most frequent first. Read-only.</summary>
    public required IDictionary Errors { get; init; }

    /// <summary>How near the limits of changes came; empty for a command without such limits.</summary>
    public required CnvGuard[] Guards { get; init; }

    /// <summary>When the run began, in UTC; null if no result tells.</summary>
    public required DateTime? StartedAt { get; init; }

    /// <summary>The time from the beginning of the run to its last result; null if no result tells.</summary>
    public required TimeSpan? Duration { get; init; }

    /// <summary>The number of rows per second; null without a duration.</summary>
    public required double? RowsPerSecond { get; init; }

    /// <summary>Whether rows are left that another run is to send: Failed, Unknown or NotSent, or those after the end of a run that was stopped.</summary>
    public required bool NeedsRerun { get; init; }

    /// <summary>Whether somebody must act: rows are Rejected or NotFound, objects are not results, or a guard or -MaximumErrorCount stopped the run.</summary>
    public required bool NeedsAttention { get; init; }

    /// <summary>0: all rows went through. 1: run the same line again. 2: rows must be corrected, or objects are not results. 3: a guard stopped the run.</summary>
    public required int ExitCode { get; init; }

    /// <summary>The path of the report; null if none was written.</summary>
    public string? ReportPath { get; init; }
}

/// <summary>How near a limit of changes of Sync-CnvContact came.</summary>
public sealed class CnvGuard
{
    /// <summary>The parameter that sets the limit, for example <c>MaximumRemovePercent</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How many known contacts would be unsubscribed, would change or have left the list.</summary>
    public required long Count { get; init; }

    /// <summary>How many contacts the journal knew when the run began.</summary>
    public required long Known { get; init; }

    /// <summary>The count in percent of the known contacts.</summary>
    public required double Percent { get; init; }

    /// <summary>The limit in percent. 100 is no limit.</summary>
    public required double MaximumPercent { get; init; }

    /// <summary>Whether the limit applies: it is below 100, and the journal knows enough contacts.</summary>
    public required bool IsActive { get; init; }

    /// <summary>Whether the limit is exceeded, so that it stops the run.</summary>
    public required bool IsExceeded { get; init; }

    /// <summary>The limit and the count, in one line.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Name} {MaximumPercent:0.##}: {Count:N0} of {Known:N0} contacts ({Percent:0.#} %)");
}
