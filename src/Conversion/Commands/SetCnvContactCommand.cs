using System;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using Conversion.Binding;
using Conversion.Completion;
using Conversion.Connections;
using Conversion.Journal;
using Conversion.Model;
using Conversion.Progress;
using Conversion.Sending;
using Conversion.Transport;

namespace Conversion.Commands;

/// <summary>Set-CnvContact: one row in, one upsert, one result out, in input order.</summary>
[Cmdlet(
    VerbsCommon.Set, "CnvContact", DefaultParameterSetName = RowSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = OnlineHelp.Folder + "Set-CnvContact.md")]
[OutputType(typeof(CnvContactResult))]
public sealed class SetCnvContactCommand : ContactRowCommand
{
    private readonly object _stopLock = new();
    private ContactSender<InputRow>? _sender;
    private ContactJournal? _journal;
    private ErrorRecord? _ending;
    private bool _warnedOfTime;
    private bool _stopped;
    private bool _mayAsk;
    private RunTally? _tally;
    private RunProgress? _progress;
    private long _rows;

    /// <summary>Requests in flight at most.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>Rows in one request at most. 1 sends each on its own.</summary>
    [Parameter]
    [ValidateRange(1, ConversionClient.MaximumBatchSize)]
    public int BatchSize { get; set; } = 1;

    /// <summary>The file that makes the command resumable.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JournalPath { get; set; }

    /// <summary>Starts the journal anew, whatever it holds.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>After this time no further row is sent.</summary>
    [Parameter]
    public TimeSpan TimeLimit { get; set; }

    /// <summary>After so many rows with an error, the command ends.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaximumErrorCount { get; set; } = int.MaxValue;

    /// <summary>The connection; the current one where it is left out.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public CnvConnection? Connection { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        this.HideKeyInLine();
        CnvConnection connection = this.RequireConnection(Connection);
        base.BeginProcessing();
        _mayAsk = this.MayAsk();
        OpenJournal(connection);
        SenderSettings settings = new()
        {
            ThrottleLimit = ThrottleLimit,
            BatchSize = BatchSize,
            TimeLimit = MyInvocation.BoundParameters.ContainsKey(nameof(TimeLimit)) ? TimeLimit : null,
            MaximumErrorCount = MaximumErrorCount,
            Trace = this.IsVerbose(),
        };
        _tally = new RunTally(Clock.System);
        _progress = new RunProgress(WriteProgress, _tally, connection.Client, Clock.System, WatchedHost.Is(Host));
        lock (_stopLock)
        {
            _sender = new ContactSender<InputRow>(connection.Client, settings, _journal);
            if (_stopped)
            {
                _sender.Stop();
            }
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _rows++;
        BoundContact contact = BindRow();
        InputRow row = new(_rows, InputObject, contact.Email, contact.Request?.CnvContactId);
        if (contact.Request is null)
        {
            _sender!.Post(row, UpsertOutcome.Wrong(contact.Problems[0]));
        }
        else if (!_mayAsk || ShouldProcess(contact.Email ?? contact.Request.CnvContactId.ToString(), Messages.UpsertContact))
        {
            _sender!.Post(row, contact.Request);
        }

        EmitDone();
        while (_sender!.IsFull)
        {
            Wait(_sender.WaitForRoom);
            EmitDone();
        }

        if (_ending is not null)
        {
            EndProcessing();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        EmitDone();
        while (!_sender!.IsEmpty)
        {
            Wait(_sender.WaitForRow);
            EmitDone();
        }

        _progress!.End();
        WriteInformation(_tally!.ToString(), ["Conversion"]);
        if (_ending is not null)
        {
            ThrowTerminatingError(_ending);
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        lock (_stopLock)
        {
            _stopped = true;
            _sender?.Stop();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // However the pipeline ended: nothing is sent after it has returned.
            _sender?.Dispose();
            _journal?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void OpenJournal(CnvConnection connection)
    {
        if (JournalPath is null || this.IsWhatIf())
        {
            return;
        }

        try
        {
            JournalHeader header = new(connection.BaseUri, connection.KeyId, DescribeOptions(), connection.SandboxId);
            _journal = ContactJournal.Open(this.FileAt(JournalPath), header, Force);
        }
        catch (JournalException fault)
        {
            ThrowTerminatingError(CnvErrors.Of(fault.Code, fault.Message, JournalPath, fault));
        }
        catch (IOException fault)
        {
            ThrowTerminatingError(CnvErrors.Of(JournalException.Unavailable, fault.Message, JournalPath, fault));
        }
    }

    private void Wait(Action<TimeSpan> wait)
    {
        try
        {
            wait(_progress!.Patience);
            _progress.Show();
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        catch (JournalException fault)
        {
            ThrowTerminatingError(CnvErrors.Of(fault.Code, fault.Message, JournalPath, fault));
        }
    }

    private void EmitDone()
    {
        while (_sender!.TryTake(out SentContact<InputRow> sent))
        {
            Emit(sent);
        }
    }

    private void Emit(SentContact<InputRow> sent)
    {
        foreach (RequestTrace trace in sent.Traces)
        {
            WriteVerbose(trace.ToString());
        }

        InputRow row = sent.Row;
        UpsertOutcome outcome = sent.Outcome;
        if (outcome.RefusesConnection)
        {
            // No other row will fare better. What has been answered comes out first.
            _ending ??= CnvErrors.Of(outcome, row.Target);
            return;
        }

        _tally!.Count(outcome);
        _progress!.Show();
        WriteObject(new CnvContactResult(row.Number, row.Email, row.InputObject, row.RequestedId, outcome));
        if (outcome.IsError)
        {
            CountError(row);
            WriteError(CnvErrors.Of(outcome, row.Target));
        }
        else
        {
            WarnOfTime(outcome);
        }
    }

    private void WarnOfTime(UpsertOutcome outcome)
    {
        if (outcome.ErrorCode == ErrorCodes.TimeLimit && !_warnedOfTime)
        {
            _warnedOfTime = true;
            WriteWarning(Messages.TimeLimitReached);
        }
    }

    private void CountError(InputRow row)
    {
        if (_tally!.Errors == MaximumErrorCount)
        {
            _ending ??= CnvErrors.Of(ErrorCodes.ErrorLimit, string.Format(CultureInfo.InvariantCulture, Messages.ErrorLimitReached, _tally.Errors), row.Target);
        }
    }
}
