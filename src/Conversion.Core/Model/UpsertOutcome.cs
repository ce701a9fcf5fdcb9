using System;

namespace Conversion.Model;

/// <summary>What became of one contact: a status, and what is known beside it.</summary>
public sealed record UpsertOutcome
{
    /// <summary>How the row ended.</summary>
    public required UpsertStatus Status { get; init; }

    /// <summary>The contact's id, where the API told it (<c>data.cnvContactId</c>); otherwise null.</summary>
    public Guid? CnvContactId { get; init; }

    /// <summary>The code of the error (<c>error.code</c>, or one of <see cref="ErrorCodes"/>); null when the row went through.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>What happened, in words fit for a terminal; null when the row went through.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The HTTP status of the last answer; null when none came.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Requests made for this row; 0 when none was.</summary>
    public int Attempts { get; init; }

    /// <summary>From the first request to the last answer, waits included.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The exception behind a network error; otherwise null.</summary>
    public Exception? Cause { get; init; }

    /// <summary>True for an answer that no other row can escape: 401 and 403.</summary>
    public bool RefusesConnection { get; init; }

    /// <summary>A row that is wrong, found before anything was sent.</summary>
    public static UpsertOutcome Wrong(ContactProblem problem) =>
        new() { Status = UpsertStatus.Rejected, ErrorCode = problem.Code, ErrorMessage = problem.Message };
}
