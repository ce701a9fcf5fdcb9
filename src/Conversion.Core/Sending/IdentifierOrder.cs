using System.Collections.Generic;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>
/// Keeps rows that identify contacts in different ways apart: by id, by address, or by both. They may mean one contact, and
/// nobody can tell before they are sent. So a run of rows of one kind waits until the run before it is done.
/// </summary>
internal sealed class IdentifierOrder
{
    private readonly Queue<IdentifierRun> _runs = new();
    private IdentifierRun? _newest;

    /// <summary>Adds a row. Where it has to wait for rows of another kind, it gets a predecessor.</summary>
    public void Add(SendItem item)
    {
        RowRequest request = item.Request;
        if (request is EventRequest { IsDated: true })
        {
            // It takes effect at its own time, whenever it arrives.
            return;
        }

        bool hasId = request is EventRequest one ? one.UserId is not null : request.CnvContactId is not null;
        int kind = (hasId ? 1 : 0) | (request.Email is null ? 0 : 2);
        if (_newest is null || _newest.Kind != kind)
        {
            _newest = new IdentifierRun(kind);
            _runs.Enqueue(_newest);
            DropFinished();
        }

        item.Run = _newest;
        _newest.Open++;
        if (_runs.Peek() != _newest)
        {
            item.Predecessors++;
            _newest.Waiting.Add(item);
        }
    }

    /// <summary>Counts a row that is done.</summary>
    /// <returns>The rows that no longer wait for another kind; null for none.</returns>
    public List<SendItem>? Complete(SendItem item)
    {
        if (item.Run is null)
        {
            return null;
        }

        item.Run.Open--;
        if (item.Run.Open > 0 || item.Run == _newest || item.Run != _runs.Peek())
        {
            return null;
        }

        DropFinished();
        List<SendItem> released = _runs.Peek().Waiting;
        _runs.Peek().Waiting = [];
        return released;
    }

    // The newest run stays, for rows that come.
    private void DropFinished()
    {
        while (_runs.Count > 1 && _runs.Peek().Open == 0)
        {
            _runs.Dequeue();
        }
    }
}

/// <summary>Rows that follow each other and identify contacts in the same way.</summary>
internal sealed class IdentifierRun(int kind)
{
    public int Kind => kind;

    /// <summary>How many of its rows are not done.</summary>
    public int Open { get; set; }

    /// <summary>Its rows that wait for the run before it.</summary>
    public List<SendItem> Waiting { get; set; } = [];
}
