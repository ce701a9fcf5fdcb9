using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Emulator;

/// <summary>The body of a response on a bad connection: it arrives a few bytes at a time, or it ends early.</summary>
internal sealed class FaultyBodyStream(EmulatorResponse response, Func<TimeSpan, CancellationToken, Task> delay) : Stream
{
    public const string ConnectionReset = "The connection was reset.";

    private readonly int _available = response.Connection == ConnectionOutcome.ResetWithinBody ? response.BytesBeforeReset : response.Body.Length;
    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (IsTrickled && _position > 0 && _position < _available)
        {
            await delay(response.TrickleInterval, cancellationToken).ConfigureAwait(false);
        }

        return Copy(buffer, offset, count);
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool IsTrickled => response.TrickleBytes > 0;

    private int Copy(byte[] buffer, int offset, int count)
    {
        int length = Math.Min(count, _available - _position);
        length = IsTrickled ? Math.Min(length, response.TrickleBytes) : length;
        if (length == 0 && count > 0 && _available < response.Body.Length)
        {
            throw new IOException(ConnectionReset);
        }

        response.Body.Span.Slice(_position, length).CopyTo(buffer.AsSpan(offset));
        _position += length;
        return length;
    }
}
