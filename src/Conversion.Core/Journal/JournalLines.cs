using System;
using System.Buffers;

namespace Conversion.Journal;

/// <summary>Journal lines that are written together.</summary>
/// <param name="capacity">How many lines are expected. There may be more.</param>
internal sealed class JournalLines(int capacity = 1) : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity * JournalLine.Length);

    /// <summary>The number of bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The array that contains the bytes.</summary>
    public byte[] Bytes => _bytes;

    /// <summary>The last part of the key of the last line; 0 if there was none.</summary>
    public uint Last { get; private set; }

    /// <summary>Lets the first line follow another.</summary>
    /// <param name="last">The last part of the key of that line.</param>
    public void Follow(uint last) => JournalLine.Follow(_bytes, last);

    public void Add(ulong key, ContactState state)
    {
        if (Length + JournalLine.Length > _bytes.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
            _bytes.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        JournalLine.Write(_bytes.AsSpan(Length), key, state, Last);
        Last = (uint)key;
        Length += JournalLine.Length;
    }

    /// <summary>Removes the lines. The next one follows the last of them.</summary>
    public void Clear() => Length = 0;

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }
}
