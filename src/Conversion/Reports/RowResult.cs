using System;

namespace Conversion.Reports;

/// <summary>What a summary needs of one result, live or from a file.</summary>
internal readonly struct RowResult
{
    public bool IsComparison { get; init; }

    public ResultStatus Status { get; init; }

    /// <summary>The number of the row; null for a contact that has left the list.</summary>
    public long? Row { get; init; }

    public string? Email { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    public int? StatusCode { get; init; }

    public int Attempts { get; init; }

    public TimeSpan Duration { get; init; }

    public bool StatusWithheld { get; init; }

    /// <summary>When the result was returned; null for a result of an earlier version.</summary>
    public DateTime? CompletedAt { get; init; }

    /// <summary>The run; null for a result of an earlier version.</summary>
    public CnvRun? Run { get; init; }

    public object? InputObject { get; init; }

    /// <summary>Whether another run is to send the row. A contact that has left the list and was not unsubscribed is one too.</summary>
    public bool NeedsRerun => Status is ResultStatus.Failed or ResultStatus.Unknown or ResultStatus.NotSent
        || (Status == ResultStatus.Removed && ErrorCode is not null && ErrorCode != Model.ErrorCodes.ContactNotFound);

    /// <summary>Whether somebody must correct the row.</summary>
    public bool NeedsCorrection => Status is ResultStatus.Rejected or ResultStatus.NotFound;
}
