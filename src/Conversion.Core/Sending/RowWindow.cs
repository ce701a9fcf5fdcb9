using System;
using System.Collections.Generic;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>The rows between the oldest that is open and the newest that was posted, in input order. Guarded by the sender's lock.</summary>
/// <param name="size">How many rows there may be.</param>
/// <param name="order">Forgets each row that leaves.</param>
internal sealed class RowWindow<TRow>(int size, ContactOrder<TRow> order)
{
    private readonly Queue<PendingContact<TRow>> _rows = new();
    private int _done;

    public bool IsFull => _rows.Count >= size;

    public bool IsEmpty => _rows.Count == 0;

    /// <summary>Half of a full window: a thread that is woken for every row costs more than the row.</summary>
    public int Half => size / 2;

    public void Add(PendingContact<TRow> contact)
    {
        _rows.Enqueue(contact);
        _done += contact.IsDone ? 1 : 0;
    }

    /// <summary>Ends a row. What earlier requests made of it counts.</summary>
    public void Settle(PendingContact<TRow> contact, UpsertOutcome outcome)
    {
        contact.Outcome = outcome.After(contact.EarlierAttempts, contact.EarlierDuration, contact.EarlierAnswerLost);
        _done++;
    }

    /// <summary>Ends every row for which no request has been begun.</summary>
    public void SettleUnsent(UpsertOutcome outcome)
    {
        foreach (PendingContact<TRow> contact in _rows)
        {
            if (!contact.IsInFlight && !contact.IsDone)
            {
                Settle(contact, outcome);
            }
        }
    }

    /// <summary>Whether the oldest row is done, and so many in all.</summary>
    public bool HasDone(int wanted) => _rows.Count > 0 && _rows.Peek().IsDone && _done >= wanted;

    /// <summary>Takes the oldest rows that are done.</summary>
    /// <returns>How many of them are errors that were found without a request.</returns>
    public int TakeDone(Queue<SentContact<TRow>> done)
    {
        int errors = 0;
        while (_rows.Count > 0 && _rows.Peek().Outcome is UpsertOutcome outcome)
        {
            PendingContact<TRow> contact = _rows.Dequeue();
            _done--;
            if (contact.Request is ContactRequest request)
            {
                order.Forget(request, contact);
            }
            else if (outcome.IsError)
            {
                errors++;
            }

            done.Enqueue(new SentContact<TRow>(contact.Row, outcome, contact.Traces));
        }

        return errors;
    }
}
