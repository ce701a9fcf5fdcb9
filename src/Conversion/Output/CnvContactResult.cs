using System;
using Conversion.Model;

namespace Conversion;

/// <summary>What became of one row.</summary>
public sealed class CnvContactResult
{
    internal CnvContactResult(long row, string? email, object? inputObject, Guid? requestedId, UpsertOutcome outcome)
    {
        Row = row;
        Email = email;
        CnvContactId = outcome.CnvContactId ?? requestedId;
        Status = outcome.Status;
        ContactCreated = outcome.Status switch
        {
            UpsertStatus.Created => true,
            UpsertStatus.Updated => false,
            _ => null,
        };
        ErrorCode = outcome.ErrorCode;
        ErrorMessage = outcome.ErrorMessage;
        StatusCode = outcome.StatusCode;
        Attempts = outcome.Attempts;
        Duration = outcome.Duration;
        InputObject = inputObject;
    }

    /// <summary>The number of the row in the input, from 1.</summary>
    public long Row { get; }

    /// <summary>The row's email address, as it came; null where it has none.</summary>
    public string? Email { get; }

    /// <summary>The contact's id: as the API told it, else as the row gave it; null where neither did.</summary>
    public Guid? CnvContactId { get; }

    /// <summary>How the row ended.</summary>
    public UpsertStatus Status { get; }

    /// <summary>Whether the contact is new (<c>data.contactCreated</c>); null where the API did not say.</summary>
    public bool? ContactCreated { get; }

    /// <summary>The code of the error; null when the row went through.</summary>
    public string? ErrorCode { get; }

    /// <summary>What happened; null when the row went through.</summary>
    public string? ErrorMessage { get; }

    /// <summary>The HTTP status of the last answer; null when none came or nothing was sent.</summary>
    public int? StatusCode { get; }

    /// <summary>Requests made for this row; 0 when none was.</summary>
    public int Attempts { get; }

    /// <summary>From the first request to the last answer, waits included.</summary>
    public TimeSpan Duration { get; }

    /// <summary>The row as it came, to be exported and sent again.</summary>
    public object? InputObject { get; }
}
