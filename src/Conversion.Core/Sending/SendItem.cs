using System.Collections.Generic;
using Conversion.Http;
using Conversion.Journal;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>Where a row is between being posted and being taken.</summary>
internal enum SendState
{
    /// <summary>Another row of the same contact comes first.</summary>
    Waiting,

    /// <summary>It may be sent.</summary>
    Ready,

    /// <summary>A request that carries it has been started.</summary>
    InFlight,

    /// <summary>It has its outcome.</summary>
    Done,
}

/// <summary>A row in the <see cref="SendQueue{TRow}"/>.</summary>
/// <param name="request">Its request; null for a row that needs none.</param>
/// <param name="keys">By what it is known. Not set if it needs no request.</param>
internal class SendItem(RowRequest? request, RowKeys keys = default)
{
    /// <summary>Its request. There must be one.</summary>
    public RowRequest Request { get; } = request!;

    public bool HasRequest => Request is not null;

    public RowKeys Keys => keys;

    /// <summary>The request that is sent: the one of the row, the same without its status, or its status alone.</summary>
    public RowRequest ToSend { get; set; } = request!;

    public SendState State { get; set; }

    /// <summary>Its outcome; null until it is done.</summary>
    public UpsertOutcome? Outcome { get; set; }

    /// <summary>The traces of the requests whose first row this is.</summary>
    public IReadOnlyCollection<RequestTrace> Traces { get; set; } = [];

    /// <summary>The run of rows of one kind to which it belongs; null until it is added.</summary>
    public IdentifierRun? Run { get; set; }

    /// <summary>Rows of the same contact that come first and are not done.</summary>
    public int Predecessors { get; set; }

    /// <summary>Rows of the same contact that wait for this one; null when none does.</summary>
    public List<SendItem>? Successors { get; set; }

    /// <summary>Returns the outcome of the row, given that of its last request.</summary>
    public virtual UpsertOutcome Finish(UpsertOutcome outcome) => outcome;
}
