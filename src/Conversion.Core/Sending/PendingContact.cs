using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using Conversion.Model;
using Conversion.Transport;

namespace Conversion.Sending;

/// <summary>A row in the sender's window. Guarded by the sender's lock, but for what only its own request touches.</summary>
internal sealed class PendingContact<TRow>(TRow row, ContactRequest? request, UpsertOutcome? outcome)
{
    public TRow Row => row;

    /// <summary>What is to be sent; null for a row that needs no request.</summary>
    public ContactRequest? Request => request;

    /// <summary>What became of it; null while that is open.</summary>
    public UpsertOutcome? Outcome { get; set; } = outcome;

    /// <summary>A fault of ours on the way: thrown where the row is taken.</summary>
    public ExceptionDispatchInfo? Fault { get; set; }

    /// <summary>What may be shown of its requests; null when nobody wants it.</summary>
    public List<RequestTrace>? Traces { get; set; }

    /// <summary>Rows of the same contact that must take effect before this one.</summary>
    public int Predecessors { get; set; }

    /// <summary>Rows of the same contact that wait for this one; null when none does.</summary>
    public List<PendingContact<TRow>>? Successors { get; set; }

    /// <summary>Whether a request for it has been begun.</summary>
    public bool IsInFlight { get; set; }

    public bool IsDone => Outcome is not null || Fault is not null;
}
