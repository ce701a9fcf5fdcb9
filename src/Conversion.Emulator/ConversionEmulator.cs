using System;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Emulator;

/// <summary>
/// An offline emulator of the API with a store of contacts and events: <c>POST /v2/contacts</c>, <c>/v2/contacts/batch</c>,
/// <c>/v2/events</c>, <c>/v2/events/batch</c>, <c>/v2/exports/contacts</c>, <c>/v2/exports/email-events</c> and
/// <c>/v2/exports/custom-events</c>. Thread-safe. It rejects every request that the API would reject, with the documented codes. Where the API documents no code, the
/// emulator has its own: <c>invalid_request</c> (400: not JSON, a wrong type, an unknown property, another media type),
/// <c>email_taken</c> (400), <c>not_found</c> (404: unknown path), <c>method_not_allowed</c> (405), <c>payload_too_large</c> (413),
/// <c>rate_limited</c> (429), <c>invalid_cursor</c> (400), <c>tracking_failed</c> (in a batch of events).
/// </summary>
public sealed class ConversionEmulator
{
    private readonly ApiRouter _api;

    /// <summary>Creates an emulator.</summary>
    /// <param name="settings">The settings; null for the defaults.</param>
    /// <param name="contacts">The contacts. The caller disposes them. Null creates an empty store in memory.</param>
    public ConversionEmulator(EmulatorSettings? settings = null, ContactStore? contacts = null)
    {
        Settings = settings ?? new EmulatorSettings();
        Contacts = contacts ?? new ContactStore();
        Requests = new RequestLog(Settings);
        _api = new ApiRouter(Settings, Contacts);
    }

    /// <summary>The settings.</summary>
    public EmulatorSettings Settings { get; }

    /// <summary>The contacts of the account.</summary>
    public ContactStore Contacts { get; }

    /// <summary>The faults to inject.</summary>
    public FaultScript Faults { get; } = new();

    /// <summary>The requests received.</summary>
    public RequestLog Requests { get; }

    /// <summary>Handles a request. Completes synchronously if there is nothing to wait for.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled the request.</exception>
    public Task<EmulatorResponse> HandleAsync(EmulatorRequest request, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<EmulatorResponse>(cancellationToken);
        }

        Fault? fault = Faults.Next(request ?? throw new ArgumentNullException(nameof(request)));
        RecordedRequest? recorded = Requests.Start(request);
        if (fault is not null || Settings.Latency > TimeSpan.Zero)
        {
            return HandleWithDelayAsync(request, recorded, fault ?? Fault.None, cancellationToken);
        }

        int? status = null;
        try
        {
            EmulatorResponse response = Handle(request, recorded, null);
            status = response.StatusCode;
            return Task.FromResult(response);
        }
        finally
        {
            Requests.Complete(recorded, status, cancelled: false);
        }
    }

    private async Task<EmulatorResponse> HandleWithDelayAsync(
        EmulatorRequest request, RecordedRequest? recorded, Fault fault, CancellationToken cancellationToken)
    {
        int? status = null;
        bool cancelled = false;
        try
        {
            await WaitAsync(Settings.Latency + fault.DelayBefore, cancellationToken).ConfigureAwait(false);
            EmulatorResponse? regular = fault.Applies ? Handle(request, recorded, fault) : null;
            await WaitAsync(fault.DelayAfterApplying, cancellationToken).ConfigureAwait(false);
            if (fault.Hangs)
            {
                await HangAsync(cancellationToken).ConfigureAwait(false);
            }

            EmulatorResponse response = fault.Transform?.Invoke(regular) ?? regular!;
            status = response.Connection == ConnectionOutcome.ResetBeforeResponse ? null : response.StatusCode;
            return response;
        }
        catch (OperationCanceledException)
        {
            cancelled = true;
            throw;
        }
        finally
        {
            Requests.Complete(recorded, status, cancelled);
        }
    }

    private EmulatorResponse Handle(EmulatorRequest request, RecordedRequest? recorded, Fault? fault)
    {
        EmulatorResponse response = _api.Handle(request, fault, out bool applied);
        if (applied)
        {
            recorded?.MarkApplied();
        }

        return response;
    }

    private Task WaitAsync(TimeSpan time, CancellationToken cancellationToken) =>
        time > TimeSpan.Zero ? Settings.Delay(time, cancellationToken) : Task.CompletedTask;

    private static async Task HangAsync(CancellationToken cancellationToken)
    {
        var never = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(() => never.TrySetCanceled(cancellationToken)))
        {
            await never.Task.ConfigureAwait(false);
        }
    }
}
