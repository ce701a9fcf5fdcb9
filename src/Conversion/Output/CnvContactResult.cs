using System;
using Conversion.Model;

namespace Conversion;

/// <summary>The result of one row.</summary>
public sealed class CnvContactResult : IRowResult
{
    internal CnvContactResult(long? row, string? email, object? inputObject, Guid? requestedId, UpsertOutcome outcome, CnvRun run)
    {
        Row = row;
        Email = email;
        CnvContactId = outcome.CnvContactId ?? requestedId;
        Status = outcome.Status;
        ContactCreated = outcome.ContactCreated;
        ErrorCode = outcome.ErrorCode;
        ErrorMessage = outcome.ErrorMessage;
        StatusCode = outcome.StatusCode;
        Attempts = outcome.Attempts;
        Duration = outcome.Duration;
        SubscriptionStatusWithheld = outcome.IsStatusWithheld;
        InputObject = inputObject;
        CompletedAt = DateTime.UtcNow;
        Run = run;
    }

    /// <summary>The number of the row in the input, from 1; null for a contact that has left the list.</summary>
    public long? Row { get; }

    /// <summary>The email address as in the row; null when the row has none.</summary>
    public string? Email { get; }

    /// <summary>The id of the contact: from the API or the journal, otherwise from the row; null when neither has one.</summary>
    public Guid? CnvContactId { get; }

    /// <summary>The status of the row.</summary>
    public UpsertStatus Status { get; }

    /// <summary>Whether the contact is new (<c>data.contactCreated</c>); null when the API did not confirm the row.</summary>
    public bool? ContactCreated { get; }

    /// <summary>The error code; null when the row was confirmed or is unchanged.</summary>
    public string? ErrorCode { get; }

    /// <summary>What happened; null when the row was confirmed or is unchanged.</summary>
    public string? ErrorMessage { get; }

    /// <summary>The HTTP status of the last response; null when no response was received or nothing was sent.</summary>
    public int? StatusCode { get; }

    /// <summary>The number of requests for this row; 0 when none was made.</summary>
    public int Attempts { get; }

    /// <summary>The time from the first request to the last response, including waits.</summary>
    public TimeSpan Duration { get; }

    /// <summary>Whether the contact was sent without the subscription status of the row, as -SubscriptionPolicy says, so that an opt-out made in the account stays.</summary>
    public bool SubscriptionStatusWithheld { get; }

    /// <summary>When the result was returned, in UTC.</summary>
    public DateTime CompletedAt { get; }

    /// <summary>The run that the result comes from.</summary>
    public CnvRun Run { get; }

    /// <summary>The original row. It can be exported and sent again.</summary>
    public object? InputObject { get; }
}
