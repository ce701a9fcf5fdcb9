using System;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using Conversion.Binding;
using Conversion.Client;
using Conversion.Completion;
using Conversion.Connections;
using Conversion.Http;
using Conversion.Journal;
using Conversion.Model;
using Conversion.Progress;
using Conversion.Sending;

namespace Conversion.Commands;

/// <summary>Set-CnvContact: one row in, one upsert, one result out, in input order.</summary>
[Cmdlet(
    VerbsCommon.Set, "CnvContact", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = OnlineHelp.Folder + "Set-CnvContact.md")]
[OutputType(typeof(CnvContactResult))]
public sealed class SetCnvContactCommand : ContactRowCommand
{
    private readonly object _stopLock = new();
    private ContactSender<InputRow>? _sender;
    private ContactJournal? _journal;
    private object? _refusedTarget;
    private object? _errorTarget;
    private bool _warnedOfTimeLimit;
    private bool _stopped;
    private bool _mustAsk;
    private bool _verbose;
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
        this.RedactKeyFromLine();
        CnvConnection connection = this.RequireConnection(Connection);
        base.BeginProcessing();
        _mustAsk = this.MustAsk();
        _verbose = this.IsVerbose();
        OpenJournal(connection);
        SenderSettings settings = new()
        {
            ThrottleLimit = ThrottleLimit,
            BatchSize = BatchSize,
            TimeLimit = MyInvocation.BoundParameters.ContainsKey(nameof(TimeLimit)) ? TimeLimit : null,
            MaximumErrorCount = MaximumErrorCount,
            Trace = _verbose,
        };
        _tally = new RunTally(Clock.System);
        _progress = new RunProgress(WriteProgress, _tally, connection.Client, Clock.System, InteractiveHost.Is(Host));
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
        InputRow row = new(_rows, contact.Row, contact.Email, contact.Request?.CnvContactId);
        if (contact.Request is null)
        {
            _sender!.Post(row, UpsertOutcome.Invalid(contact.Errors[0]));
        }
        else if (MayUpsert(contact.Request))
        {
            _sender!.Post(row, contact.Request);
        }

        WriteDone();
        while (_sender!.IsFull)
        {
            Wait(_sender.WaitForRoom);
            WriteDone();
        }

        if (IsEnding)
        {
            Finish();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Finish();

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

    private bool MayUpsert(ContactRequest request)
    {
        if (!_mustAsk && !_verbose)
        {
            return true;
        }

        string target = Printable.Text((request.Email ?? request.CnvContactId.ToString())!, 320);
        if (_mustAsk)
        {
            return ShouldProcess(target, Messages.UpsertContact);
        }

        this.WriteOperation(Messages.UpsertContact, target);
        return true;
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
        catch (JournalException exception)
        {
            ThrowTerminatingError(CnvErrors.From(exception.Code, exception.Message, JournalPath, exception));
        }
        catch (IOException exception)
        {
            ThrowTerminatingError(CnvErrors.From(JournalException.Unavailable, exception.Message, JournalPath, exception));
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
        catch (JournalException exception)
        {
            ThrowTerminatingError(CnvErrors.From(exception.Code, exception.Message, JournalPath, exception));
        }
    }

    // Whether the sender was closed by what also ends the command: no other row will fare better.
    private bool IsEnding => _sender!.ClosedBy is { RefusesConnection: true } or { ErrorCode: ErrorCodes.ErrorLimit };

    private void Finish()
    {
        CompleteRows();
        WriteDone();
        while (!_sender!.IsEmpty)
        {
            Wait(_sender.WaitForRow);
            WriteDone();
        }

        _progress!.End();
        WriteInformation(_tally!.ToString(), ["Conversion"]);
        if (IsEnding)
        {
            ThrowTerminatingError(_sender.ClosedBy!.RefusesConnection
                ? CnvErrors.From(_sender.ClosedBy, _refusedTarget)
                : CnvErrors.From(ErrorCodes.ErrorLimit, string.Format(CultureInfo.InvariantCulture, Messages.ErrorLimitReached, _tally.Errors), _errorTarget));
        }
    }

    private void WriteDone()
    {
        while (_sender!.TryTake(out SentContact<InputRow> sent))
        {
            Write(sent);
        }
    }

    private void Write(SentContact<InputRow> sent)
    {
        foreach (RequestTrace trace in sent.Traces)
        {
            this.WriteVerboseLine(trace.ToString());
        }

        InputRow row = sent.Row;
        UpsertOutcome outcome = sent.Outcome;
        if (outcome.RefusesConnection)
        {
            // The terminating error says it, once.
            _refusedTarget ??= row.Target;
            return;
        }

        _tally!.Count(outcome);
        _progress!.Show();
        WriteObject(new CnvContactResult(row.Number, row.Email, row.InputObject, row.RequestedId, outcome));
        if (outcome.IsError)
        {
            _errorTarget = _tally.Errors <= MaximumErrorCount ? row.Target : _errorTarget;
            WriteError(CnvErrors.From(outcome, row.Target, row.Describe()));
        }
        else if (outcome.ErrorCode == ErrorCodes.TimeLimit && !_warnedOfTimeLimit)
        {
            _warnedOfTimeLimit = true;
            WriteWarning(Messages.TimeLimitReached);
        }
    }
}

/// <summary>A row on its way through the sender.</summary>
/// <param name="Number">Its number in the input, from 1.</param>
/// <param name="InputObject">The row as it came; null where parameters alone made it.</param>
/// <param name="Email">Its address; null where it has none.</param>
/// <param name="RequestedId">The id it names; null where it names none.</param>
internal readonly record struct InputRow(long Number, PSObject? InputObject, string? Email, Guid? RequestedId)
{
    /// <summary>What an error about the row points to.</summary>
    public object? Target => InputObject ?? (object?)Email ?? RequestedId;

    /// <summary>How a message names it: its number, and its address or id where it has one.</summary>
    public string Describe() => (Email ?? RequestedId?.ToString()) is string name
        ? string.Format(CultureInfo.InvariantCulture, Messages.RowNamed, Number, Printable.Text(name, 80))
        : string.Format(CultureInfo.InvariantCulture, Messages.RowNumbered, Number);
}
