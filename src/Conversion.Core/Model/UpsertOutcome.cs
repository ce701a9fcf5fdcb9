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

    /// <summary>True where the response is not the API's: a proxy or a sign-in page responded.</summary>
    public bool IsForeignResponse { get; init; }

    /// <summary>Whether something went wrong with the row. One that was never tried has nothing wrong with it.</summary>
    public bool IsError => ErrorCode is not null && Status != UpsertStatus.NotSent;

    /// <summary>A row that is wrong, found before anything was sent.</summary>
    public static UpsertOutcome Invalid(ValidationError error) =>
        new() { Status = UpsertStatus.Rejected, ErrorCode = error.Code, ErrorMessage = error.Message };

    /// <summary>A row that was never tried.</summary>
    public static UpsertOutcome NotSent(string code, string message) =>
        new() { Status = UpsertStatus.NotSent, ErrorCode = code, ErrorMessage = message };

    /// <summary>The same outcome, where earlier requests carried the row too.</summary>
    internal UpsertOutcome After(int attempts, TimeSpan duration, bool responseLost) => attempts == 0
        ? this
        : (this with { Attempts = Attempts + attempts, Duration = Duration + duration }).WithLostResponse(responseLost);

    /// <summary>A row that the last request did not change may still have been changed by one whose response was lost.</summary>
    internal UpsertOutcome WithLostResponse(bool responseLost) => responseLost && Status is UpsertStatus.Failed or UpsertStatus.NotSent && !RefusesConnection
        ? this with
        {
            Status = UpsertStatus.Unknown,
            ErrorCode = Status == UpsertStatus.NotSent ? ErrorCodes.NetworkError : ErrorCode,
            ErrorMessage = ErrorMessage + " A response was lost: the contact may have been changed.",
        }
        : this;
}
