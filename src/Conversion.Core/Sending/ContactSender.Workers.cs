using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Client;
using Conversion.Model;

namespace Conversion.Sending;

// The workers: each sends one request after the other while there is one that is ready.
public sealed partial class ContactSender<TRow>
{
    // One until the first response: a wrong key or address costs one request, not many.
    private int WorkerLimit => _hasResponse ? _settings.ThrottleLimit : 1;

    private void StartWorkers(int wanted)
    {
        for (; wanted > 0 && _workers < WorkerLimit; wanted--)
        {
            _workers++;
            _ = Task.Run(WorkAsync);
        }
    }

    private async Task WorkAsync()
    {
        SendBatch? batch = StartNext();
        while (batch is not null)
        {
            BatchResult? result = null;
            ExceptionDispatchInfo? exception = null;
            try
            {
                ContactBatch contacts = batch.ToContactBatch(usesBatchEndpoint: _settings.BatchSize > 1, _start.Token);
                _changes.RecordStart(batch.Items);
                BatchResult received = await _upsert(contacts, _stop.Token).ConfigureAwait(false);
                if (!IsSplit(batch, received))
                {
                    _changes.RecordResult(batch, received);
                }

                result = received;
            }
            catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
            {
                // It was never started: the sender was closed while it waited.
            }
            catch (Exception caught)
            {
                // Cancelled, or a defect: the thread that takes the row throws it.
                exception = ExceptionDispatchInfo.Capture(caught);
            }

            batch = CompleteAndStartNext(batch, result, exception);
            if (exception is not null)
            {
                Stop();
            }
        }
    }

    private SendBatch? StartNext()
    {
        using Section section = new(this);
        return NextBatch();
    }

    private SendBatch? CompleteAndStartNext(SendBatch batch, BatchResult? result, ExceptionDispatchInfo? exception)
    {
        using Section section = new(this);
        _hasResponse = true;
        if (exception is not null)
        {
            // Its rows are never taken, and nothing more is sent: a later row of one of these contacts must not overtake it.
            _exception ??= exception;
            if (exception.SourceException is RequestNotSentException)
            {
                _queue.MarkUnsent(batch);
            }
        }
        else
        {
            CompleteOrSplit(batch, result);
        }

        Advance();
        WatchProducer();
        WatchJournal();

        // This worker continues with one request that is ready; the others need workers of their own.
        StartWorkers(_queue.ReadyCount - 1);
        return NextBatch();
    }

    private void CompleteOrSplit(SendBatch batch, BatchResult? result)
    {
        if (result is not BatchResult received)
        {
            CloseAtTimeLimit();
            received = new BatchResult(_closedBy!);
            _changes.RecordResult(batch, received);
        }
        else if (IsSplit(batch, received))
        {
            _queue.Split(batch, received);
            return;
        }
        else if (received.Whole is { RefusesConnection: true } refusal)
        {
            Close(refusal with { Status = UpsertStatus.NotSent, Attempts = 0, Duration = TimeSpan.Zero });
        }

        Complete(batch, received);
        CloseAtErrorLimit();
    }

    private static bool IsSplit(SendBatch batch, BatchResult result) => result.ShouldSplit && batch.Items.Length > 1;

    private void Complete(SendBatch batch, BatchResult result)
    {
        if (batch.Traces is not null)
        {
            batch.Items[0].Traces = [.. batch.Items[0].Traces, .. batch.Traces];
        }

        for (int i = 0; i < batch.Items.Length; i++)
        {
            SendItem item = batch.Items[i];
            UpsertOutcome outcome = batch.WithEarlierRequests(result[i]);
            if (item is not PlannedItem { HasNext: true })
            {
                _queue.Complete(item, outcome);
            }
            else if (_closedBy is null)
            {
                _queue.MakeReady(item);
            }
            else
            {
                _queue.Complete(item, _closedBy);
            }
        }
    }

    // Decides what is sent for the rows that no longer wait for another.
    private void Advance()
    {
        while (_queue.TryTakeReleased(out SendItem? item))
        {
            switch (item is PlannedItem planned ? _changes.Decide(planned) : SendDecision.Send)
            {
                case SendDecision.Send:
                    _queue.MakeReady(item);
                    break;
                case SendDecision.Unchanged:
                    _queue.Complete(item, new UpsertOutcome { Status = UpsertStatus.Unchanged, CnvContactId = ((PlannedItem)item).KnownContactId });
                    break;
                default:
                    Close(UpsertOutcome.NotSent(ErrorCodes.ChangeLimit, "A limit of changes was reached before this row was sent."));
                    break;
            }
        }
    }

    private SendBatch? NextBatch()
    {
        if (_closedBy is null && IsTimeUp)
        {
            CloseAtTimeLimit();
        }

        if (_queue.ReadyCount == 0 && _waitTarget != WaitTarget.None)
        {
            _queue.CloseOpenBatches();
        }

        SendBatch? next = null;
        if (_queue.ReadyCount > 0 && _exception is null && !_stop.IsCancellationRequested)
        {
            next = _queue.TakeReady();
        }
        else
        {
            _workers--;
        }

        if (next is null || IsWaitOver)
        {
            Monitor.PulseAll(_lock);
        }

        return next;
    }

    private void CloseAtTimeLimit() =>
        Close(UpsertOutcome.NotSent(ErrorCodes.TimeLimit, "The time limit was reached before this row was sent."));

    private void CloseAtErrorLimit()
    {
        if (_queue.ErrorCount >= _settings.MaximumErrorCount)
        {
            Close(UpsertOutcome.NotSent(ErrorCodes.ErrorLimit, "The limit of rows with an error was reached before this row was sent."));
        }
    }

    // Starts no further row. What is in flight is completed; every other row gets this outcome.
    private void Close(UpsertOutcome outcome)
    {
        if (_closedBy is null)
        {
            _closedBy = outcome;
            _queue.CompleteUnstarted(outcome);
            Monitor.PulseAll(_lock);
        }
    }
}
