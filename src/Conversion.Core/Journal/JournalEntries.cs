using System;
using System.Buffers;

namespace Conversion.Journal;

/// <summary>Journal lines that are written together.</summary>
internal sealed class JournalEntries : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(JournalEntry.Length);

    /// <summary>The number of bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The array that contains the bytes.</summary>
    public byte[] Bytes => _bytes;

    public void Add(RowFingerprint fingerprint, Guid contactId)
    {
        if (Length + JournalEntry.Length > _bytes.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
            _bytes.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        JournalEntry.Write(_bytes.AsSpan(Length), fingerprint, contactId);
        Length += JournalEntry.Length;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);
}
