using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Http;

/// <summary>Reads the body of a response, up to a limit.</summary>
internal static class ResponseBody
{
    private const int TypicalLength = 512;

    /// <summary>The whole body; empty when it is longer than the limit.</summary>
    public static async ValueTask<byte[]> ReadAsync(HttpResponseMessage response, int maximumLength, CancellationToken cancellationToken)
    {
        HttpContent? content = response.Content;
        long? contentLength = content?.Headers.ContentLength;
        if (content is null || contentLength is 0 || contentLength > maximumLength)
        {
            return [];
        }

        using Stream stream = await content.ReadAsStreamAsync().ConfigureAwait(false);
        byte[] bytes = new byte[(int)(contentLength ?? TypicalLength)];
        int length = 0;
        while (true)
        {
            Task<int> reading = stream.ReadAsync(bytes, length, bytes.Length - length, cancellationToken);
            int read = reading.IsCompleted
                ? await reading.ConfigureAwait(false)
                : await ReadOrAbortAsync(reading, response, cancellationToken).ConfigureAwait(false);
            length += read;
            if (read == 0 || length == contentLength)
            {
                Array.Resize(ref bytes, length);
                return bytes;
            }

            if (length > maximumLength)
            {
                return [];
            }

            if (length == bytes.Length)
            {
                Array.Resize(ref bytes, bytes.Length * 2);
            }
        }
    }

    // .NET Framework's streams do not look at the token once a read has begun: disposing the response ends it.
    private static async Task<int> ReadOrAbortAsync(Task<int> reading, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration abort =
            cancellationToken.Register(static state => ((HttpResponseMessage)state!).Dispose(), response);
        return await reading.ConfigureAwait(false);
    }
}
