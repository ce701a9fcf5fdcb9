using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Emulator;

/// <summary>Sends requests to an emulator instead of the network: <c>new HttpClient(new EmulatorHandler(emulator))</c>. It does not dispose the emulator.</summary>
public sealed class EmulatorHandler : HttpMessageHandler
{
    private readonly ConversionEmulator _emulator;

    /// <summary>Creates a handler that sends its requests to an emulator.</summary>
    public EmulatorHandler(ConversionEmulator emulator) =>
        _emulator = emulator ?? throw new ArgumentNullException(nameof(emulator));

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<HttpResponseMessage>(cancellationToken);
        }

        Task<byte[]> body = request.Content is null ? Task.FromResult(Array.Empty<byte>()) : request.Content.ReadAsByteArrayAsync();
        if (body.Status == TaskStatus.RanToCompletion)
        {
            Task<EmulatorResponse> handling = _emulator.HandleAsync(CreateRequest(request, body.Result), cancellationToken);
            if (handling.Status == TaskStatus.RanToCompletion && handling.Result.Connection == ConnectionOutcome.Completed)
            {
                return Task.FromResult(CreateResponse(request, handling.Result));
            }

            return WaitAsync(request, handling);
        }

        return WaitAsync(request, body, cancellationToken);
    }

    private async Task<HttpResponseMessage> WaitAsync(HttpRequestMessage request, Task<byte[]> body, CancellationToken cancellationToken)
    {
        byte[] content = await body.ConfigureAwait(false);
        return await WaitAsync(request, _emulator.HandleAsync(CreateRequest(request, content), cancellationToken)).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> WaitAsync(HttpRequestMessage request, Task<EmulatorResponse> handling)
    {
        EmulatorResponse response = await handling.ConfigureAwait(false);
        return response.Connection == ConnectionOutcome.ResetBeforeResponse
            ? throw new HttpRequestException("An error occurred while sending the request.", new IOException(FaultyBodyStream.ConnectionReset))
            : CreateResponse(request, response);
    }

    private EmulatorRequest CreateRequest(HttpRequestMessage request, byte[] body)
    {
        string? contentType = null;
        if (request.Content is not null && request.Content.Headers.TryGetValues("Content-Type", out IEnumerable<string>? types))
        {
            contentType = string.Join(", ", types);
        }

        return new(request.Method.Method, request.RequestUri?.AbsolutePath ?? "/", body)
        {
            ContentType = contentType,
            ApiKey = request.Headers.TryGetValues("X-API-Key", out IEnumerable<string>? keys) ? string.Join(", ", keys) : null,
            HeaderNames = _emulator.Settings.RecordRequests ? HeaderNames(request) : [],
        };
    }

    private static List<string> HeaderNames(HttpRequestMessage request)
    {
        var names = new List<string>();
        foreach (KeyValuePair<string, IEnumerable<string>> header in request.Headers)
        {
            names.Add(header.Key);
        }

        if (request.Content is not null)
        {
            foreach (KeyValuePair<string, IEnumerable<string>> header in request.Content.Headers)
            {
                names.Add(header.Key);
            }
        }

        return names;
    }

    private HttpResponseMessage CreateResponse(HttpRequestMessage request, EmulatorResponse response)
    {
        HttpContent content = CreateContent(response);
        if (response.ContentType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", response.ContentType);
        }

        var message = new HttpResponseMessage((HttpStatusCode)response.StatusCode) { RequestMessage = request, Content = content };
        foreach (KeyValuePair<string, string> header in response.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(header.Key, header.Value))
            {
                content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        return message;
    }

    private HttpContent CreateContent(EmulatorResponse response)
    {
        if (response.Connection == ConnectionOutcome.Completed && response.TrickleBytes == 0)
        {
            return MemoryMarshal.TryGetArray(response.Body, out ArraySegment<byte> body) && body.Array is { } bytes
                ? new ByteArrayContent(bytes, body.Offset, body.Count)
                : new ByteArrayContent(response.Body.ToArray());
        }

        // The Content-Length is that of the whole body, as a server sends it before the connection breaks.
        return new StreamContent(new FaultyBodyStream(response, _emulator.Settings.Delay))
        {
            Headers = { ContentLength = response.Body.Length },
        };
    }
}
