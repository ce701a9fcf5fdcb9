using System;
using Conversion.Binding;
using Conversion.Model;

namespace Conversion;

/// <summary>The result of one row of Add-CnvEvent.</summary>
public sealed class CnvEventResult : IRowResult
{
    internal CnvEventResult(long? row, EventProperties? properties, string? email, object? inputObject, UpsertOutcome outcome, CnvRun run)
    {
        Row = row;
        Event = properties?.Event;
        Email = email;
        UserId = properties?.UserId;
        EventId = properties?.EventId;
        CnvEventId = outcome.CnvEventId;
        CnvContactId = outcome.CnvContactId;
        Status = outcome.Status;
        ErrorCode = outcome.ErrorCode;
        ErrorMessage = outcome.ErrorMessage;
        StatusCode = outcome.StatusCode;
        Attempts = outcome.Attempts;
        Duration = outcome.Duration;
        InputObject = inputObject;
        CompletedAt = DateTime.UtcNow;
        Run = run;
    }

    /// <summary>The number of the row in the input, from 1.</summary>
    public long? Row { get; }

    /// <summary>The name of the event; null when the row has none.</summary>
    public string? Event { get; }

    /// <summary>The email address as in the row; null when the row has none.</summary>
    public string? Email { get; }

    /// <summary>The user id; null when the row has none.</summary>
    public string? UserId { get; }

    /// <summary>The id of the event, given or derived from the row; null when the row is invalid and gives none.</summary>
    public string? EventId { get; }

    /// <summary>The id that the API gave the event; null when the API did not confirm it in this run.</summary>
    public string? CnvEventId { get; }

    /// <summary>The id of the contact, from the API; null when the API did not confirm the event in this run.</summary>
    public Guid? CnvContactId { get; }

    /// <summary>The status of the row.</summary>
    public UpsertStatus Status { get; }

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

    /// <summary>When the result was returned, in UTC.</summary>
    public DateTime CompletedAt { get; }

    /// <summary>The run that the result comes from.</summary>
    public CnvRun Run { get; }

    /// <summary>The original row. It can be exported and sent again.</summary>
    public object? InputObject { get; }
}
