namespace Conversion.Reports;

/// <summary>The statuses of results and of comparisons, in the order in which a report shows them.</summary>
internal enum ResultStatus
{
    New,
    Changed,
    Created,
    Updated,
    Tracked,
    Unchanged,
    Removed,
    NotFound,
    Rejected,
    Failed,
    Unknown,
    NotSent,
}
