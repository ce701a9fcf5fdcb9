using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Transport;

/// <summary>Reads the body of an answer, and never more of it than asked.</summary>
internal static class AnswerBody
{
    private const int UsualLength = 512;

    /// <summary>The whole body; empty when it is longer than the limit.</summary>
    public static async ValueTask<byte[]> ReadAsync(HttpResponseMessage response, int maximumLength, CancellationToken cancellationToken)
    {
        HttpContent? content = response.Content;
        long? announced = content?.Headers.ContentLength;
        if (content is null || announced is 0 || announced > maximumLength)
        {
            return [];
        }

        using Stream stream = await content.ReadAsStreamAsync().ConfigureAwait(false);
        byte[] bytes = new byte[(int)(announced ?? UsualLength)];
        int length = 0;
        while (true)
        {
            Task<int> reading = stream.ReadAsync(bytes, length, bytes.Length - length, cancellationToken);
            int read = reading.IsCompleted
                ? await reading.ConfigureAwait(false)
                : await OrAbortAsync(reading, response, cancellationToken).ConfigureAwait(false);
            length += read;
            if (read == 0 || length == announced)
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

    // .NET Framework's streams do not look at the token once a read has begun: taking the answer away ends it.
    private static async Task<int> OrAbortAsync(Task<int> reading, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration abort =
            cancellationToken.Register(static state => ((HttpResponseMessage)state!).Dispose(), response);
        return await reading.ConfigureAwait(false);
    }
}
