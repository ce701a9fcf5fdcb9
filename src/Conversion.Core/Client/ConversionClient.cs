using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Exports;
using Conversion.Http;
using Conversion.Model;

namespace Conversion.Client;

/// <summary>The Conversion.ai contacts API. One for each connection; safe for many threads.</summary>
public sealed class ConversionClient : IDisposable
{
    /// <summary>The most contacts in one batch.</summary>
    public const int MaximumBatchSize = 1000;

    // A page of an export, in bytes.
    private const int MaximumPageLength = 256 << 20;

    /// <summary>The most events in one batch.</summary>
    public const int MaximumEventBatchSize = 200;

    private readonly RequestPipeline _pipeline;
    private readonly ApiEndpoint _contacts;
    private readonly ApiEndpoint _batch;
    private readonly ApiEndpoint _events;
    private readonly ApiEndpoint _eventBatch;
    private readonly ApiEndpoint[] _exports;
    private readonly ResponseMapper _mapper;

    /// <summary>A client that reaches the API over the network.</summary>
    /// <param name="settings">How requests are made.</param>
    public ConversionClient(ClientSettings settings)
        : this(settings, HttpHandlerFactory.Create(settings.BaseUri), Clock.System, RetryPolicy.NextRandom)
    {
    }

    /// <summary>A client over another handler, for example an emulator.</summary>
    /// <param name="settings">How requests are made.</param>
    /// <param name="handler">Disposed with the client. It must not follow redirects.</param>
    public ConversionClient(ClientSettings settings, HttpMessageHandler handler)
        : this(settings, handler, Clock.System, RetryPolicy.NextRandom)
    {
    }

    internal ConversionClient(ClientSettings settings, HttpMessageHandler handler, Clock clock, Func<double> random)
    {
        if (!ClientSettings.IsSafe(settings.BaseUri))
        {
            throw new ArgumentException("The key is sent over https only, or over http to this machine.", nameof(settings));
        }

        Clock = clock;
        _mapper = new ResponseMapper(settings.ApiKey, RequestWaits.NameOf(settings.BaseUri));
        _contacts = new ApiEndpoint(settings.BaseUri, "/v2/contacts");
        _batch = new ApiEndpoint(settings.BaseUri, "/v2/contacts/batch");
        _events = new ApiEndpoint(settings.BaseUri, "/v2/events");
        _eventBatch = new ApiEndpoint(settings.BaseUri, "/v2/events/batch");
        // In the order of ExportKind.
        _exports = Array.ConvertAll(
            ["contacts", "email-events", "custom-events"], name => new ApiEndpoint(settings.BaseUri, "/v2/exports/" + name));
        _pipeline = new RequestPipeline(settings, handler, clock, random);
    }

    /// <summary>How long a request would wait now, for the rate limit or for a pause that the server asked for.</summary>
    public TimeSpan ThrottleDelay => _pipeline.ThrottleDelay;

    /// <summary>The newest wait after an attempt that failed; null if a request has gone through since. Safe to read at any time.</summary>
    public RequestWait? Wait => _pipeline.Wait;

    /// <summary>The clock of this client.</summary>
    public Clock Clock { get; }

    /// <inheritdoc cref="UpsertContacts"/>
    public async Task<BatchResult> UpsertAsync(ContactBatch batch, CancellationToken cancellationToken)
    {
        IReadOnlyList<RowRequest> rows = batch.Contacts;
        bool areEvents = rows[0] is EventRequest;
        ApiRequest request = batch.UsesBatchEndpoint
            ? new(areEvents ? _eventBatch : _batch, BatchBody.Write(rows), rows.Count) { StartToken = batch.StartToken, Traces = batch.Traces }
            : new(areEvents ? _events : _contacts, rows[0].Body, rows: 1) { StartToken = batch.StartToken, Traces = batch.Traces };
        ApiResponse response;
        try
        {
            response = await _pipeline.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!request.MayBeApplied)
        {
            throw new RequestNotSentException(exception);
        }

        return (batch.UsesBatchEndpoint, areEvents) switch
        {
            (true, true) => _mapper.ReadEventBatch(response, rows.Count),
            (true, false) => _mapper.ReadBatch(response, rows.Count),
            (false, true) => new BatchResult(_mapper.ReadEvent(response)),
            _ => new BatchResult(_mapper.Read(response)),
        };
    }

    /// <summary>Reads a page of an export.</summary>
    /// <param name="export">What to read.</param>
    /// <param name="cursor">The cursor of the page; null for the first.</param>
    /// <param name="trace">Whether the request leaves traces.</param>
    /// <param name="cancellationToken">Ends the request and every wait.</param>
    internal async Task<ExportResult> ExportAsync(ExportRequest export, string? cursor, bool trace, CancellationToken cancellationToken)
    {
        List<RequestTrace>? traces = trace ? [] : null;
        ApiRequest request = new(_exports[(int)export.Kind], export.Write(cursor), rows: 0)
        {
            Traces = traces,
            MaximumResponseLength = MaximumPageLength,
        };
        ApiResponse response = await _pipeline.SendAsync(request, cancellationToken).ConfigureAwait(false);
        ExportPage? page = response.StatusCode == 200 ? ExportPage.TryRead(response.Body, export.ItemsName) : null;
        return new ExportResult(page, page is null ? _mapper.ReadExportFailure(response) : null, traces ?? (IReadOnlyCollection<RequestTrace>)[]);
    }

    /// <summary>
    /// <c>POST /v2/contacts</c> with <c>updateOnly</c> and a random id: writes nothing, and <see cref="UpsertStatus.NotFound"/>
    /// shows that the API responds and accepts the key. One request, never retried.
    /// </summary>
    /// <param name="traces">Receives a trace for the request; null for none.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<UpsertOutcome> TestAsync(ICollection<RequestTrace>? traces, CancellationToken cancellationToken)
    {
        using ContactSerializer serializer = new();
        ContactDraft nobody = new() { CnvContactId = Guid.NewGuid().ToString(), Options = ContactOptions.UpdateOnly };
        ContactRequest contact = serializer.Serialize(nobody, [])!;
        ApiRequest request = new(_contacts, contact.Body, rows: 1) { SingleAttempt = true, Traces = traces };
        return _mapper.Read(await _pipeline.SendAsync(request, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Closes the connections. Requests under way fail.</summary>
    public void Dispose() => _pipeline.Dispose();
}
