using System;
using System.Collections.Generic;
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

/// <summary>The cmdlets that send rows: one row in, one result out, in input order.</summary>
public abstract class SendContactCommand : ContactRowCommand
{
    private readonly object _stopLock = new();
    private ContactSender<InputRow>? _sender;
    private ContactJournal? _journal;
    private ContactComparer? _comparer;
    private ListComparison? _comparison;
    private CnvConnection? _connection;
    private object? _refusedTarget;
    private object? _errorTarget;
    private bool _warnedOfTimeLimit;
    private bool _stopped;
    private bool _mustAsk;
    private bool _verbose;
    private RunTally? _tally;
    private RunProgress? _progress;
    private long _rows;
    private long _unidentifiedRows;

    private protected SendContactCommand()
    {
    }

    /// <summary>Requests in flight at most.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>Rows in one request at most. 1 sends each on its own.</summary>
    [Parameter]
    [ValidateRange(1, ConversionClient.MaximumBatchSize)]
    public int BatchSize { get; set; } = 1;

    /// <summary>Which subscription statuses of the rows are sent.</summary>
    [Parameter]
    public SubscriptionPolicy SubscriptionPolicy { get; set; }

    /// <summary>The file that knows what was confirmed for each contact, so that only changes are sent.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public virtual string? JournalPath { get; set; }

    /// <summary>Starts the journal anew, whatever it holds.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Sends every row, whatever the journal holds.</summary>
    [Parameter]
    public SwitchParameter Full { get; set; }

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

    /// <summary>How many contacts of the journal may change.</summary>
    private protected virtual ChangeLimits Limits => ChangeLimits.None;

    /// <summary>Whether the rows are the whole list, so that contacts can have left it.</summary>
    private protected virtual bool IsWholeList => false;

    /// <summary>Whether the command compares and never sends, whatever else it is told.</summary>
    private protected virtual bool OnlyCompares => false;

    private bool IsComparison => OnlyCompares || this.IsWhatIf();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        this.RedactKeyFromLine();
        _connection = this.RequireConnection(Connection);
        base.BeginProcessing();
        _mustAsk = this.MustAsk();
        _verbose = this.IsVerbose();
        SenderSettings settings = new()
        {
            ThrottleLimit = ThrottleLimit,
            BatchSize = BatchSize,
            SubscriptionPolicy = SubscriptionPolicy,
            SendsUnchanged = Full,
            Limits = Limits,
            TimeLimit = MyInvocation.BoundParameters.ContainsKey(nameof(TimeLimit)) ? TimeLimit : null,
            MaximumErrorCount = MaximumErrorCount,
            Trace = _verbose,
        };
        _journal = OpenJournal();
        if (IsComparison)
        {
            _comparer = _journal is null ? null : new ContactComparer(_journal, settings);
            _comparison = new ListComparison(_comparer, sendsUnchanged: Full);
            return;
        }

        _tally = new RunTally(Clock.System);
        _progress = new RunProgress(WriteProgress, _tally, _connection.Client, Clock.System, InteractiveHost.Is(Host));
        lock (_stopLock)
        {
            _sender = new ContactSender<InputRow>(_connection.Client, settings, _journal);
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
        if (_comparison is not null)
        {
            Compare(contact);
            return;
        }

        InputRow row = new(_rows, contact.Row, contact.Email, contact.Request?.CnvContactId);
        if (contact.Request is null)
        {
            if (IsWholeList)
            {
                MarkSeen(contact.Identity);
            }

            Send(row, to => _sender!.Post(to, UpsertOutcome.Invalid(contact.Errors[0])));
        }
        else if (!_mustAsk && !_verbose)
        {
            // A million rows without a closure for each.
            Post(row, contact.Request);
        }
        else if (IsAllowed(Messages.UpsertContact, NameOf(contact.Request)))
        {
            Post(row, contact.Request);
        }
        else
        {
            MarkSeen(contact.Identity);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        CompleteRows();
        if (_comparison is not null)
        {
            CompleteComparison();
            return;
        }

        Drain();
        if (IsWholeList && _sender!.ClosedBy is null)
        {
            FindRemoved();
            Drain();
        }

        Finish();
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

    /// <summary>Handles the contacts that have left the list.</summary>
    private protected virtual void HandleRemoved(ContactSender<InputRow> sender, IReadOnlyList<RemovedContact> removed)
    {
    }

    /// <summary>Writes what a row would change.</summary>
    private protected virtual void WriteComparison(CnvContactComparison comparison)
    {
        if (_verbose && _comparison!.IsSent(comparison.Status))
        {
            ShouldProcess(Printable.Text((comparison.Email ?? comparison.CnvContactId.ToString())!, 320), Messages.UpsertContact);
        }
    }

    /// <summary>Whether an operation may be performed: asks where that is wanted, and says it under -Verbose.</summary>
    private protected bool IsAllowed(string operation, string target)
    {
        if (_mustAsk)
        {
            return ShouldProcess(target, operation);
        }

        this.WriteOperation(operation, target);
        return true;
    }

    /// <summary>Posts a row, writes those that are done, and ends the command where a limit is reached.</summary>
    private protected void Send(InputRow row, Action<InputRow> post)
    {
        Guard(() => post(row));
        AfterPost();
    }

    /// <summary>Writes the result of a row, and its error.</summary>
    private protected void Write(InputRow row, UpsertOutcome outcome)
    {
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

    private static string NameOf(ContactRequest request) => Printable.Text((request.Email ?? request.CnvContactId.ToString())!, 320);

    private void Post(InputRow row, ContactRequest request)
    {
        try
        {
            _sender!.Post(row, request);
        }
        catch (JournalException exception)
        {
            Fail(exception);
        }

        AfterPost();
    }

    private void AfterPost()
    {
        WriteDone();
        while (_sender!.IsFull)
        {
            Wait(_sender.WaitForRoom);
            WriteDone();
        }

        if (IsEnding)
        {
            CompleteRows();
            Drain();
            Finish();
        }
    }

    private void MarkSeen(ContactIdentity? identity)
    {
        if (identity is { } known)
        {
            _sender!.MarkSeen(known);
        }
        else
        {
            _unidentifiedRows++;
        }
    }

    private void Compare(BoundContact contact)
    {
        CnvContactComparison comparison = _comparison!.Compare(_rows, contact);
        if (comparison.Status == ComparisonStatus.Rejected && !OnlyCompares)
        {
            InputRow row = new(_rows, contact.Row, contact.Email, comparison.CnvContactId);
            UpsertOutcome outcome = UpsertOutcome.Invalid(contact.Errors[0]);
            WriteObject(new CnvContactResult(row.Number, row.Email, row.InputObject, row.RequestedId, outcome));
            WriteError(CnvErrors.From(outcome, row.Target, row.Describe()));
            return;
        }

        WriteComparison(comparison);
    }

    private void CompleteComparison()
    {
        if (IsWholeList && IsListComplete(_comparison!.UnidentifiedRows))
        {
            foreach (CnvContactComparison removed in _comparison.FindRemoved())
            {
                WriteComparison(removed);
            }
        }

        foreach (ChangeLimit limit in _comparer?.ExceededLimits ?? [])
        {
            WriteWarning(string.Format(CultureInfo.InvariantCulture, Messages.LimitWouldStop, Describe(limit, _comparer!.Changes)));
        }

        if (!OnlyCompares)
        {
            ShouldProcess(
                string.Format(
                    CultureInfo.InvariantCulture, Messages.WhatIfTotals, _comparison!.Sent, _comparison.Rows, _connection!.KeyId, _comparison.Describe()),
                string.Empty,
                string.Empty);
        }
    }

    private void FindRemoved()
    {
        if (!IsListComplete(_unidentifiedRows))
        {
            return;
        }

        IReadOnlyList<RemovedContact> removed = _sender!.FindRemoved();
        if (_sender.ExceededLimit is null)
        {
            Guard(() => HandleRemoved(_sender, removed));
        }
    }

    // Whether a contact without a row has left the list.
    private bool IsListComplete(long unidentifiedRows)
    {
        if (_rows > 0 && unidentifiedRows == 0)
        {
            return true;
        }

        if (_journal!.KnownContacts > 0)
        {
            WriteWarning(string.Format(CultureInfo.InvariantCulture, _rows == 0 ? Messages.ListIsEmpty : Messages.RowsUnidentified, unidentifiedRows));
        }

        return false;
    }

    private string Describe(ChangeLimit limit, ChangeCounts counts) => limit switch
    {
        ChangeLimit.Unsubscribe => string.Format(CultureInfo.InvariantCulture, Messages.TooManyUnsubscribed, counts.Unsubscribed, counts.Known, Limits.MaximumUnsubscribePercent),
        ChangeLimit.Change => string.Format(CultureInfo.InvariantCulture, Messages.TooManyChanged, counts.Changed, counts.Known, Limits.MaximumChangePercent),
        _ => string.Format(CultureInfo.InvariantCulture, Messages.TooManyRemoved, counts.Removed, counts.Known, Limits.MaximumRemovePercent),
    };

    private ContactJournal? OpenJournal()
    {
        if (JournalPath is null)
        {
            return null;
        }

        try
        {
            JournalHeader header = new(_connection!.BaseUri, _connection.KeyId, _connection.SandboxId);
            return IsComparison
                ? ContactJournal.OpenForComparison(this.FileAt(JournalPath), header, Force)
                : ContactJournal.Open(this.FileAt(JournalPath), header, Force);
        }
        catch (JournalException exception)
        {
            Fail(exception);
            throw;
        }
        catch (IOException exception)
        {
            ThrowTerminatingError(CnvErrors.From(JournalException.Unavailable, exception.Message, JournalPath, exception));
            throw;
        }
    }

    private void Fail(JournalException exception) =>
        ThrowTerminatingError(CnvErrors.From(exception.Code, exception.Message, JournalPath, exception));

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (JournalException exception)
        {
            Fail(exception);
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
            Fail(exception);
        }
    }

    // Whether the sender was closed by what also ends the command: no other row will fare better.
    private bool IsEnding => _sender!.ClosedBy is { RefusesConnection: true } or { ErrorCode: ErrorCodes.ErrorLimit or ErrorCodes.ChangeLimit };

    private void Drain()
    {
        WriteDone();
        while (!_sender!.IsEmpty)
        {
            Wait(_sender.WaitForRow);
            WriteDone();
        }
    }

    private void Finish()
    {
        Guard(_sender!.CompleteJournal);
        _progress!.End();
        WriteInformation(_tally!.Describe(_sender.Changes.Repeated), ["Conversion"]);
        if (_sender.ExceededLimit is ChangeLimit limit)
        {
            ThrowTerminatingError(CnvErrors.From(ErrorCodes.ChangeLimit, Describe(limit, _sender.Changes), target: null));
        }

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
            foreach (RequestTrace trace in sent.Traces)
            {
                this.WriteVerboseLine(trace.ToString());
            }

            if (sent.Outcome.RefusesConnection)
            {
                // The terminating error says it, once.
                _refusedTarget ??= sent.Row.Target;
                continue;
            }

            Write(sent.Row, sent.Outcome);
        }
    }
}
