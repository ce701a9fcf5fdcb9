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
using Conversion.Reports;
using Conversion.Sending;

namespace Conversion.Commands;

/// <summary>The cmdlets that send rows: one row in, one result out, in input order.</summary>
public abstract partial class SendContactCommand : ContactRowCommand
{
    private readonly object _stopLock = new();
    private ContactSender<InputRow>? _sender;
    private ContactJournal? _journal;
    private ContactComparer? _comparer;
    private ListComparison? _comparison;
    private ListPartition? _partition;
    private CnvConnection? _connection;
    private RunRecord? _run;
    private RowErrors? _errors;
    private ResultWindow? _window;
    private readonly SentFields _sentFields = new();
    private RequestWait? _lastWait;
    private object? _refusedTarget;
    private object? _errorTarget;
    private bool _warnedOfTimeLimit;
    private bool _stopped;
    private bool _isComplete;
    private bool _mustAsk;
    private bool _verbose;
    private bool _debug;
    private RunTally? _tally;
    private RunProgress? _progress;
    private long _rows;
    private long _unidentifiedRows;
    private bool _hasResults;

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
    public virtual int BatchSize { get; set; } = 1;

    /// <summary>Which subscription statuses of the rows are sent.</summary>
    [Parameter]
    [EnumName(typeof(SubscriptionPolicy))]
    [ArgumentCompleter(typeof(SubscriptionPolicyCompleter))]
    public virtual string SubscriptionPolicy { get; set; } = nameof(Model.SubscriptionPolicy.AsGiven);

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

    /// <summary>Of several runs that send a list together, which one this is, from 0: only its contacts are sent.</summary>
    [Parameter]
    [WholeNumberArgument]
    public int Partition { get; set; }

    /// <summary>How many runs send the list together.</summary>
    [Parameter]
    [WholeNumberArgument]
    public int PartitionCount { get; set; }

    /// <summary>After this time no further row is sent.</summary>
    [Parameter]
    public TimeSpan TimeLimit { get; set; }

    /// <summary>After so many rows with an error, the command ends.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaximumErrorCount { get; set; } = int.MaxValue;

    /// <summary>How many rows there are, for the percentage and the time left in the progress.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long TotalCount { get; set; }

    /// <summary>The connection; the current one where it is left out.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public CnvConnection? Connection { get; set; }

    private protected SubscriptionPolicy Policy => (SubscriptionPolicy)Enum.Parse(typeof(SubscriptionPolicy), SubscriptionPolicy);

    /// <summary>How many contacts of the journal may change.</summary>
    private protected virtual ChangeLimits Limits => ChangeLimits.None;

    /// <summary>Whether the rows are the whole list, so that contacts can have left it.</summary>
    private protected virtual bool IsWholeList => false;

    /// <summary>Whether the rows are events, which have a journal of their own.</summary>
    private protected virtual bool SendsEvents => false;

    /// <summary>What is done with a row.</summary>
    private protected virtual string Operation => Messages.UpsertContact;

    /// <summary>Whether the command compares and never sends, whatever else it is told.</summary>
    private protected virtual bool OnlyCompares => false;

    /// <summary>The connection that is used.</summary>
    private protected CnvConnection UsedConnection => _connection!;

    private bool IsComparison => OnlyCompares || this.IsWhatIf();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        this.RedactKeyFromLine();
        _connection = this.RequireConnection(Connection);
        base.BeginProcessing();
        _partition = ReadPartition();
        _errors = new RowErrors(this);
        _window = new ResultWindow(Host);
        _mustAsk = this.MustAsk();
        _verbose = this.IsVerbose();
        _debug = this.IsDebug();
        SenderSettings settings = new()
        {
            ThrottleLimit = ThrottleLimit,
            BatchSize = BatchSize,
            SubscriptionPolicy = Policy,
            SendsUnchanged = Full,
            Limits = Limits,
            TimeLimit = IsGiven(nameof(TimeLimit)) ? TimeLimit : null,
            MaximumErrorCount = MaximumErrorCount,
            Trace = _verbose || _debug,
        };
        _journal = OpenJournal();
        if (_debug)
        {
            WriteDebug(DescribeRun(settings));
        }

        if (IsComparison)
        {
            _comparer = _journal is null ? null : new ContactComparer(_journal, settings);
            _comparison = new ListComparison(_comparer, sendsUnchanged: Full);
            _run = CreateRecord(_comparer?.Changes);
            return;
        }

        _tally = new RunTally(Clock.System);
        _progress = new RunProgress(WriteProgress, _tally, _connection.Client, Clock.System, TotalCount > 0 ? TotalCount : null, InteractiveHost.Is(Host));
        lock (_stopLock)
        {
            _sender = new ContactSender<InputRow>(_connection.Client, settings, _journal);
            if (_stopped)
            {
                _sender.Stop();
            }
        }

        _run = CreateRecord(_sender.Changes);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _rows++;
        BoundContact contact = BindRow();
        _hasResults |= contact.IsOfResult;
        bool isMine = _partition?.Contains(contact.Identity, _rows) ?? true;
        if (!isMine && IsWholeList)
        {
            // The journal may know the contact under its other name, and then it has not left the list.
            MarkSeen(contact.Identity);
        }

        if (_comparison is not null)
        {
            if (isMine)
            {
                Compare(contact);
            }

            return;
        }

        try
        {
            if (isMine)
            {
                Process(contact);
            }

            AfterPost();
        }
        catch (JournalException exception)
        {
            Fail(exception);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_comparison is not null)
        {
            CompleteRows();
            CompleteComparison();
            _isComplete = true;
            return;
        }

        try
        {
            Complete();
            _isComplete = true;
        }
        catch (JournalException exception)
        {
            Fail(exception);
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
            _run?.IsStopped |= !_isComplete;
            if (_stopped && _sender is not null && _tally is not null)
            {
                InteractiveHost.WriteAfterStop(Host, DescribeStop(_sender, _tally));
                _stopped = false;
            }
        }

        base.Dispose(disposing);
    }

    /// <summary>Handles the contacts that have left the list.</summary>
    private protected virtual void HandleRemoved(ContactSender<InputRow> sender, IReadOnlyList<RemovedContact> removed)
    {
    }

    /// <inheritdoc/>
    private protected override DraftSerializer CreateSerializer() => new ContactDraftSerializer(Policy == Model.SubscriptionPolicy.Ignore);

    /// <summary>Writes a result as the window shows it.</summary>
    private protected void WriteOutput(object result)
    {
        bool isTaken = false;
        try
        {
            WriteObject(_window!.Show(result));
            isTaken = true;
        }
        finally
        {
            // No more results are wanted. Commands that follow may end before this one is disposed of.
            _run?.IsStopped |= !isTaken;
        }
    }

    private RunRecord CreateRecord(ChangeCounts? counts) =>
        new(MyInvocation.MyCommand.Name, _connection!, IsWholeList ? Limits : null, counts);

    private static string NameOf(string? email, Guid? id) => Printable.Text((email ?? id.ToString())!, 320);

    // Ends the command. A report of its results says by what.
    private void EndBy(ErrorRecord error)
    {
        _run?.EndedBy = ((CnvException)error.Exception).Code;
        ThrowTerminatingError(error);
    }
}
