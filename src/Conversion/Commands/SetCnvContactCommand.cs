using System;
using System.Management.Automation;
using Conversion.Binding;
using Conversion.Connections;
using Conversion.Model;
using Conversion.Sending;
using Conversion.Transport;

namespace Conversion.Commands;

/// <summary>Set-CnvContact: one row in, one upsert, one result out, in input order.</summary>
[Cmdlet(VerbsCommon.Set, "CnvContact", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(CnvContactResult))]
public sealed class SetCnvContactCommand : ContactRowCommand
{
    private readonly object _stopLock = new();
    private ContactSender<InputRow>? _sender;
    private ErrorRecord? _refusal;
    private bool _stopped;
    private long _rows;

    /// <summary>Requests in flight at most.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>The connection; the current one where it is left out.</summary>
    [Parameter]
    [ValidateNotNull]
    public CnvConnection? Connection { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        CnvConnection connection = this.RequireConnection(Connection);
        base.BeginProcessing();
        bool trace = MyInvocation.BoundParameters.TryGetValue("Verbose", out object? verbose)
            ? (SwitchParameter)verbose
            : SessionState.PSVariable.GetValue("VerbosePreference") is not (null or ActionPreference.SilentlyContinue);
        lock (_stopLock)
        {
            _sender = new ContactSender<InputRow>(connection.Client, ThrottleLimit, trace);
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
        else if (ShouldProcess(contact.Email ?? contact.Request.CnvContactId.ToString(), "Upsert contact"))
        {
            _sender!.Post(row, contact.Request);
        }

        while (_sender!.TryTake(out SentContact<InputRow> sent) || (_sender.IsFull && Take(out sent)))
        {
            Emit(sent);
        }

        if (_refusal is not null)
        {
            EndProcessing();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        while (!_sender!.IsEmpty && Take(out SentContact<InputRow> sent))
        {
            Emit(sent);
        }

        if (_refusal is not null)
        {
            ThrowTerminatingError(_refusal);
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
        }

        base.Dispose(disposing);
    }

    private bool Take(out SentContact<InputRow> sent)
    {
        try
        {
            sent = _sender!.Take();
            return true;
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
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
            _refusal ??= CnvErrors.Of(outcome, row.Target);
            return;
        }

        WriteObject(new CnvContactResult(row.Number, row.Email, row.InputObject, row.RequestedId, outcome));
        if (outcome.ErrorCode is not null)
        {
            WriteError(CnvErrors.Of(outcome, row.Target));
        }
    }
}
