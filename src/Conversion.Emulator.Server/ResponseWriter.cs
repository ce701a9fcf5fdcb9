using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Conversion.Emulator.Server;

/// <summary>Sends a response as it is to be delivered: at once, bit by bit, or only in part.</summary>
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

        // A body shorter than its Content-Length makes Kestrel close the connection once it is sent. An abort would
        // overtake what is still on its way, so that the caller might see nothing of it.
    }
}
