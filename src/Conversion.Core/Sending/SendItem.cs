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
internal sealed class SendItem<TRow>(TRow row, RowRequest? request, RowKeys keys = default)
{
    public TRow Row => row;

    /// <summary>The request; null for a row that needs none.</summary>
    public RowRequest? Request => request;

    /// <summary>By what it is known. Not set if it needs no request.</summary>
    public RowKeys Keys => keys;

    /// <summary>What is sent for it; null for a row that is sent as it is, or needs no request.</summary>
    public ContactPlan? Plan { get; init; }

    /// <summary>The request that is sent.</summary>
    public RowRequest ToSend => Plan?.ToSend ?? request!;

    public SendState State { get; set; }

    /// <summary>Its outcome; null until it is done.</summary>
    public UpsertOutcome? Outcome { get; set; }

    /// <summary>The traces of the requests whose first row this is.</summary>
    public IReadOnlyCollection<RequestTrace> Traces { get; set; } = [];

    /// <summary>The run of rows of one kind to which it belongs; null until it is added.</summary>
    public IdentifierRun<TRow>? Run { get; set; }

    /// <summary>Rows of the same contact that come first and are not done.</summary>
    public int Predecessors { get; set; }

    /// <summary>Rows of the same contact that wait for this one; null when none does.</summary>
    public List<SendItem<TRow>>? Successors { get; set; }
}
