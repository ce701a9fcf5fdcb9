using System;
using System.Collections.Generic;
using Conversion.Journal;
using Conversion.Model;
using Conversion.Transport;

namespace Conversion.Sending;

/// <summary>A row in the sender's window. Guarded by the sender's lock.</summary>
internal sealed class PendingContact<TRow>(TRow row, ContactRequest? request)
{
    public TRow Row => row;

    /// <summary>What is to be sent; null for a row that needs no request.</summary>
    public ContactRequest? Request => request;

    /// <summary>How the journal knows it; nothing where there is no journal.</summary>
    public RowFingerprint Fingerprint { get; init; }

    /// <summary>What became of it; null while that is open.</summary>
    public UpsertOutcome? Outcome { get; set; }

    /// <summary>What may be shown of the requests that end with this row.</summary>
    public IReadOnlyCollection<RequestTrace> Traces { get; set; } = [];

    /// <summary>Whether a request for it has been begun.</summary>
    public bool IsInFlight { get; set; }

    /// <summary>Requests that carried it before the last one, in batches that were split.</summary>
    public int EarlierAttempts { get; set; }

    /// <summary>How long those took.</summary>
    public TimeSpan EarlierDuration { get; set; }

    /// <summary>Whether an answer to one of those was lost.</summary>
    public bool EarlierAnswerLost { get; set; }

    /// <summary>Rows of the same contact that must take effect before this one.</summary>
    public int Predecessors { get; set; }

    /// <summary>Rows of the same contact that wait for this one; null when none does.</summary>
    public List<PendingContact<TRow>>? Successors { get; set; }

    public bool IsDone => Outcome is not null;
}
