using System;

namespace Conversion.Model;

/// <summary>The outcome of a contact: its status and details.</summary>
public sealed record UpsertOutcome
{
    /// <summary>The status of the row.</summary>
    public required UpsertStatus Status { get; init; }

    /// <summary>The id of the contact, from the API (<c>data.cnvContactId</c>); otherwise null.</summary>
    public Guid? CnvContactId { get; init; }

    /// <summary>The id of the event, from the API (<c>data.cnvEventId</c>); null for a contact, and if the API did not confirm the event.</summary>
    public string? CnvEventId { get; init; }

    /// <summary>Whether the row created the contact (<c>data.contactCreated</c>); null if the API did not confirm the contact.</summary>
    public bool? ContactCreated { get; init; }

    /// <summary>The code of the error (<c>error.code</c>, or one of <see cref="ErrorCodes"/>); null on success.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>What happened, safe for a terminal; null on success.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The HTTP status of the last response; null if there was none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The number of requests made for this row.</summary>
    public int Attempts { get; init; }

    /// <summary>The time from the first request to the last response, including waits.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The exception of a network error; otherwise null.</summary>
    public Exception? Cause { get; init; }

    /// <summary>True for a response that applies to every row: 401 and 403.</summary>
    public bool RefusesConnection { get; init; }

    /// <summary>True where the response is not the API's: a proxy or a sign-in page responded.</summary>
    public bool IsForeignResponse { get; init; }

    /// <summary>Whether the contact was confirmed without the subscription status of its row, which the policy did not send.</summary>
    public bool IsStatusWithheld { get; init; }

    /// <summary>Whether the API confirmed the contact or the event.</summary>
    public bool IsConfirmed => Status is UpsertStatus.Created or UpsertStatus.Updated or UpsertStatus.Tracked;

    /// <summary>Whether something went wrong with the row. One that was never tried has nothing wrong with it.</summary>
    public bool IsError => ErrorCode is not null && Status != UpsertStatus.NotSent;

    /// <summary>Creates the outcome of a row that is invalid before it is sent.</summary>
    public static UpsertOutcome Invalid(ValidationError error) =>
        new() { Status = UpsertStatus.Rejected, ErrorCode = error.Code, ErrorMessage = error.Message };

    /// <summary>Creates the outcome of a row that was not sent.</summary>
    public static UpsertOutcome NotSent(string code, string message) =>
        new() { Status = UpsertStatus.NotSent, ErrorCode = code, ErrorMessage = message };

    /// <summary>Returns the outcome with earlier requests of the row included.</summary>
    internal UpsertOutcome After(int attempts, TimeSpan duration, bool responseLost) => attempts == 0
        ? this
        : (this with { Attempts = Attempts + attempts, Duration = Duration + duration }).WithLostResponse(responseLost);

    /// <summary>Returns the outcome, changed to Unknown if an earlier request may have changed the contact because its response was lost.</summary>
    internal UpsertOutcome WithLostResponse(bool responseLost) => responseLost && Status is UpsertStatus.Failed or UpsertStatus.NotSent
        ? this with
        {
            Status = UpsertStatus.Unknown,
            ErrorCode = Status == UpsertStatus.NotSent ? ErrorCodes.NetworkError : ErrorCode,
            ErrorMessage = ErrorMessage + " A response was lost: the row may have been applied.",
        }
        : this;
}
