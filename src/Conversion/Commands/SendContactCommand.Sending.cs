using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using Conversion.Binding;
using Conversion.Http;
using Conversion.Model;
using Conversion.Progress;
using Conversion.Sending;

namespace Conversion.Commands;

// Sending: rows go to the sender, and come back with their outcomes.
public abstract partial class SendContactCommand
{
    private static readonly TimeSpan s_waitInterval = TimeSpan.FromMilliseconds(250);

    // Whether the sender was closed by what also ends the command: no other row will fare better.
    private bool IsEnding => _sender!.ClosedBy is { RefusesConnection: true } or { ErrorCode: ErrorCodes.ErrorLimit or ErrorCodes.ChangeLimit };

    /// <summary>Whether an operation may be performed: asks where that is wanted, and says it under -Verbose.</summary>
    private protected bool IsAllowed(string operation, string target)
    {
        if (_mustAsk)
        {
            return ShouldProcess(target, operation);
        }

        this.WriteOperation(operation, HiddenAddress.Of(target));
        return true;
    }

    /// <summary>Makes the result of a row.</summary>
    private protected virtual object CreateResult(InputRow row, UpsertOutcome outcome, CnvRun run) =>
        new CnvContactResult(row.Number, row.Email, row.InputObject, row.RequestedId, outcome, run);

    /// <summary>Writes the rows that are done, waits where there is no room for more, and ends the command where a limit is reached.</summary>
    private protected void AfterPost()
    {
        WriteDone();
        while (_sender!.IsFull)
        {
            Wait(_sender.WaitForRoom);
            WriteDone();
        }

        if (IsEnding)
        {
            CompleteList();
            Finish();
        }
    }

    /// <summary>Writes the result of a row, and its error.</summary>
    private protected void Write(InputRow row, UpsertOutcome outcome)
    {
        _tally!.Count(outcome, row.Number);
        WriteRow(row, outcome);
        _progress!.Show();
        if (outcome.IsError && _tally.Errors <= MaximumErrorCount)
        {
            _errorTarget = row.Target;
        }

        WriteResult(row, outcome);
        if (outcome is { Status: UpsertStatus.NotSent, ErrorCode: ErrorCodes.TimeLimit } && !_warnedOfTimeLimit)
        {
            _warnedOfTimeLimit = true;
            WriteWarning(Messages.TimeLimitReached);
        }
    }

    private void WriteResult(InputRow row, UpsertOutcome outcome)
    {
        WriteOutput(CreateResult(row, outcome, _run!.Latest));
        if (outcome.IsError)
        {
            _errors!.Write(outcome, row.Target, row.Describe());
        }
    }

    private void Process(BoundContact contact)
    {
        InputRow row = new(_rows, contact.Row, contact.Email, contact.Request?.CnvContactId) { Event = contact.Event };
        if (contact.Request is null)
        {
            MarkSeen(contact.Identity);
            _sender!.Post(row, UpsertOutcome.Invalid(contact.Errors[0]));
        }
        else if ((!_mustAsk && !_verbose) || IsAllowed(Operation, NameOf(row.Email ?? row.Event?.UserId, contact.Request.CnvContactId)))
        {
            _sender!.Post(row, contact.Request);
        }
        else
        {
            MarkSeen(contact.Identity);
        }
    }

    private void Complete()
    {
        CompleteList();
        if (IsWholeList && _sender!.ClosedBy is null && IsListComplete(_sender.IsTimeUp))
        {
            IReadOnlyList<RemovedContact> removed = _sender.FindRemoved();
            if (_sender.ExceededLimit is null)
            {
                HandleRemoved(_sender, removed);
                Drain();
            }
        }

        Finish();
    }

    private void Wait(Action<TimeSpan> wait)
    {
        try
        {
            wait(_verbose ? s_waitInterval : _progress!.Patience);
            _progress!.Show();
            WriteWait();
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    private void Drain()
    {
        WriteDone();
        while (!_sender!.IsEmpty)
        {
            Wait(_sender.WaitForRow);
            WriteDone();
        }
    }

    // First the results: a warning about the list ends the command where the preference is Stop.
    private void CompleteList()
    {
        Drain();
        CompleteRows();
    }

    private void Finish()
    {
        _sender!.CompleteJournal();
        _progress!.End();
        this.WriteSummary(_tally!.Describe(_sender.Changes.Repeated, SendsEvents ? Messages.RepeatedEvents : Messages.RepeatedRows));
        if (_sender.ExceededLimit is ChangeLimit limit)
        {
            EndBy(CnvErrors.From(ErrorCodes.ChangeLimit, Describe(limit, _sender.Changes), target: null));
        }

        if (IsEnding)
        {
            EndBy(_sender.ClosedBy!.RefusesConnection
                ? CnvErrors.From(_sender.ClosedBy, _refusedTarget, DescribeRefused())
                : CnvErrors.From(ErrorCodes.ErrorLimit, string.Format(CultureInfo.InvariantCulture, Messages.ErrorLimitReached, _tally.Errors), _errorTarget));
        }
    }

    private void WriteDone()
    {
        while (_sender!.TryTake(out SentContact<InputRow> sent))
        {
            foreach (RequestTrace trace in sent.Traces)
            {
                this.WriteVerboseLine(trace.ToString());
                if (_debug)
                {
                    WriteDebug(string.Format(CultureInfo.InvariantCulture, Messages.DebugRequest, trace.Rows, trace.Path, sent.Row.Number));
                }
            }

            if (sent.Outcome is { RefusesConnection: true, Status: UpsertStatus.Failed or UpsertStatus.NotSent })
            {
                // The terminating error says it, once.
                _refusedTarget ??= sent.Row.Target;
                Write(sent.Row, sent.Outcome with { Status = UpsertStatus.NotSent });
            }
            else
            {
                Write(sent.Row, sent.Outcome);
            }
        }
    }
}
