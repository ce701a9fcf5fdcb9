using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Conversion.Emulator.Server;

/// <summary>Sends a response as its settings say: at once, a few bytes at a time, or only a part of it.</summary>
internal static class ResponseWriter
{
    public static async Task WriteAsync(HttpContext context, EmulatorResponse response, Func<TimeSpan, CancellationToken, Task> delay)
    {
        HttpResponse http = context.Response;
        http.StatusCode = response.StatusCode;
        http.ContentType = response.ContentType;
        http.ContentLength = response.Body.Length;
        foreach (KeyValuePair<string, string> header in response.Headers)
        {
            http.Headers.Append(header.Key, header.Value);
        }

        if (response.Connection == ConnectionOutcome.ResetWithinBody)
        {
            await http.StartAsync(context.RequestAborted);
        }

        ReadOnlyMemory<byte> body = response.Connection == ConnectionOutcome.ResetWithinBody
            ? response.Body[..response.BytesBeforeReset]
            : response.Body;
        int portion = response.TrickleBytes > 0 ? response.TrickleBytes : body.Length;
        for (int sent = 0; sent < body.Length; sent += portion)
        {
            if (sent > 0)
            {
                await delay(response.TrickleInterval, context.RequestAborted);
            }

            await http.BodyWriter.WriteAsync(body.Slice(sent, Math.Min(portion, body.Length - sent)), context.RequestAborted);
        }

        // If the body is shorter than its Content-Length, Kestrel closes the connection after sending it. An abort could
        // discard bytes that are not sent yet.
    }
}
