using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Transport;

/// <summary>Reads the body of an answer, and never more of it than asked.</summary>
internal static class AnswerBody
{
    /// <summary>The whole body; empty when it is longer than the limit.</summary>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, int maximumLength, CancellationToken cancellationToken)
    {
        HttpContent? content = response.Content;
        if (content is null || content.Headers.ContentLength > maximumLength)
        {
            return [];
        }

        // .NET Framework's streams do not look at the token once a read has begun: taking the answer away ends it.
        using CancellationTokenRegistration abort =
            cancellationToken.Register(static state => ((HttpResponseMessage)state!).Dispose(), response);
        using Stream stream = await content.ReadAsStreamAsync().ConfigureAwait(false);
        byte[] bytes = new byte[(int)(content.Headers.ContentLength ?? 512) + 1];
        int length = 0;
        while (true)
        {
            int read = await stream.ReadAsync(bytes, length, bytes.Length - length, cancellationToken).ConfigureAwait(false);
            length += read;
            if (read == 0)
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
}
