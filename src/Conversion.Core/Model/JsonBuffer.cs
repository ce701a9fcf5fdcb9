using System;
using System.Buffers;

namespace Conversion.Model;

/// <summary>A growing byte buffer that is reused for every row.</summary>
internal sealed class JsonBuffer : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[1024];

    /// <summary>The number of bytes written.</summary>
    public int Length { get; private set; }

    public void Clear()
    {
        // The memory of one very large row is not kept for the rest of the run.
        if (_bytes.Length > 1 << 20)
        {
            _bytes = new byte[1024];
        }

        Length = 0;
    }

    public void CopyTo(int start, byte[] target, int position, int count) => Array.Copy(_bytes, start, target, position, count);

    public byte[] ToArray() => _bytes.AsSpan(0, Length).ToArray();

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    private void Reserve(int sizeHint)
    {
        int needed = checked(Length + Math.Max(sizeHint, 1));
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
        }
    }
}
