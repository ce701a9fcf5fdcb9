using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Conversion.Emulator.Server;

/// <summary>Passes requests from Kestrel to the emulator, and the responses back.</summary>
internal sealed class EmulatorApplication(ConversionEmulator emulator) : IHttpApplication<HttpContext>
{
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        try
        {
            EmulatorResponse response = await HandleAsync(context.Request, context.RequestAborted);
            if (response.Connection == ConnectionOutcome.ResetBeforeResponse)
            {
                context.Abort();
                return;
            }

            await ResponseWriter.WriteAsync(context, response, emulator.Settings.Delay);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected.
        }
    }

    private async Task<EmulatorResponse> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > emulator.Settings.MaximumBodyBytes)
        {
            return await emulator.HandleAsync(CreateRequest(request, default, request.ContentLength.Value), cancellationToken);
        }

        PipeReader reader = request.BodyReader;
        while (true)
        {
            ReadResult read = await reader.ReadAsync(cancellationToken);
            ReadOnlySequence<byte> body = read.Buffer;
            bool isTooLong = body.Length > emulator.Settings.MaximumBodyBytes;
            if (!read.IsCompleted && !isTooLong)
            {
                reader.AdvanceTo(body.Start, body.End);
                continue;
            }

            byte[] rented = ArrayPool<byte>.Shared.Rent(isTooLong ? 0 : (int)body.Length);
            try
            {
                long length = body.Length;
                int copied = isTooLong ? 0 : (int)length;
                body.Slice(0, copied).CopyTo(rented);
                reader.AdvanceTo(body.End);
                return await emulator.HandleAsync(CreateRequest(request, rented.AsMemory(0, copied), length), cancellationToken);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    private EmulatorRequest CreateRequest(HttpRequest request, ReadOnlyMemory<byte> body, long length) =>
        new(request.Method, request.Path.Value ?? "/", body)
        {
            BodyLength = length,
            ContentType = request.Headers.ContentType,
            ApiKey = request.Headers["X-API-Key"],
            HeaderNames = emulator.Settings.RecordRequests ? new List<string>(request.Headers.Keys) : [],
        };
}
