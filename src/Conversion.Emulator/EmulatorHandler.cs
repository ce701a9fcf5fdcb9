using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Emulator;

/// <summary>Puts an emulator in the place of the network: <c>new HttpClient(new EmulatorHandler(emulator))</c>. Disposing it leaves the emulator alone.</summary>
public sealed class EmulatorHandler : HttpMessageHandler
{
    private readonly ConversionEmulator _emulator;

    /// <summary>A handler that lets the emulator answer.</summary>
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
            Task<EmulatorResponse> answer = _emulator.HandleAsync(Read(request, body.Result), cancellationToken);
            if (answer.Status == TaskStatus.RanToCompletion && answer.Result.Connection == ConnectionFate.Kept)
            {
                return Task.FromResult(Deliver(request, answer.Result));
            }

            return WaitAsync(request, answer);
        }

        return WaitAsync(request, body, cancellationToken);
    }

    private async Task<HttpResponseMessage> WaitAsync(HttpRequestMessage request, Task<byte[]> body, CancellationToken cancellationToken)
    {
        byte[] content = await body.ConfigureAwait(false);
        return await WaitAsync(request, _emulator.HandleAsync(Read(request, content), cancellationToken)).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> WaitAsync(HttpRequestMessage request, Task<EmulatorResponse> answer)
    {
        EmulatorResponse response = await answer.ConfigureAwait(false);
        return response.Connection == ConnectionFate.BrokenBeforeResponse
            ? throw new HttpRequestException("An error occurred while sending the request.", new IOException(DeliveryStream.Broken))
            : Deliver(request, response);
    }

    private EmulatorRequest Read(HttpRequestMessage request, byte[] body)
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
            HeaderNames = _emulator.Settings.RecordRequests ? Names(request) : [],
        };
    }

    private static List<string> Names(HttpRequestMessage request)
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

    private HttpResponseMessage Deliver(HttpRequestMessage request, EmulatorResponse response)
    {
        HttpContent content = Content(response);
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

    private HttpContent Content(EmulatorResponse response)
    {
        if (response.Connection == ConnectionFate.Kept && response.TrickleBytes == 0)
        {
            return MemoryMarshal.TryGetArray(response.Body, out ArraySegment<byte> body) && body.Array is { } bytes
                ? new ByteArrayContent(bytes, body.Offset, body.Count)
                : new ByteArrayContent(response.Body.ToArray());
        }

        // The length is that of the whole body, as it would be announced before the line breaks.
        return new StreamContent(new DeliveryStream(response, _emulator.Settings.Delay))
        {
            Headers = { ContentLength = response.Body.Length },
        };
    }
}
