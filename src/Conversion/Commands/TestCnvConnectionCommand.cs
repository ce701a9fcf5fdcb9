using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using Conversion.Completion;
using Conversion.Connections;
using Conversion.Http;
using Conversion.Model;

namespace Conversion.Commands;

/// <summary>
/// Test-CnvConnection: one harmless request, an update of a contact that cannot exist. <c>contact_not_found</c> proves
/// that the key works and that nothing was written.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "CnvConnection", HelpUri = OnlineHelp.Folder + "Test-CnvConnection.md")]
[OutputType(typeof(CnvConnectionTest), typeof(bool))]
public sealed class TestCnvConnectionCommand : PSCmdlet
{
    // Not disposed: it has no timer, and a late stop from another thread must find it alive.
    private readonly CancellationTokenSource _stop = new();

    /// <summary>The connection; the current one where it is left out.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public CnvConnection? Connection { get; set; }

    /// <summary>Emits whether the connection can be used, and nothing else.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => this.RedactKeyFromLine();

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        CnvConnection connection = this.RequireConnection(Connection);
        List<RequestTrace> traces = [];
        UpsertOutcome outcome = Ask(connection, traces);
        traces.ForEach(trace => this.WriteVerboseLine(trace.ToString()));
        bool authorized = outcome.Status is UpsertStatus.NotFound;
        if (Quiet)
        {
            WriteObject(authorized);
            return;
        }

        WriteObject(new CnvConnectionTest
        {
            Name = connection.Name,
            BaseUri = connection.BaseUri,
            KeyId = connection.KeyId,
            Reachable = outcome.StatusCode is not null,
            Authorized = authorized,
            LatencyMs = outcome.StatusCode is null ? null : (int)Math.Ceiling(outcome.Duration.TotalMilliseconds),
            ErrorCode = authorized ? null : outcome.ErrorCode ?? ErrorCodes.InvalidResponse,
        });
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    private UpsertOutcome Ask(CnvConnection connection, List<RequestTrace> traces)
    {
        try
        {
            return connection.Client.TestAsync(traces, _stop.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }
}
