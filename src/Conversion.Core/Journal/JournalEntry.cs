using System;
using System.Buffers.Binary;
using System.Buffers.Text;

namespace Conversion.Journal;

/// <summary>A line of a journal: the fingerprint of a confirmed row and the id of its contact, in hexadecimal, and a line feed.</summary>
internal static class JournalEntry
{
    /// <summary>The length of a line, in bytes. All lines have the same length.</summary>
    public const int Length = 32 + 1 + 32 + 1;

    private static readonly System.Buffers.StandardFormat s_hex = new('x', 16);

    public static void Write(Span<byte> line, RowFingerprint fingerprint, Guid contactId)
    {
        Utf8Formatter.TryFormat(fingerprint.High, line, out _, s_hex);
        Utf8Formatter.TryFormat(fingerprint.Low, line.Slice(16), out _, s_hex);
        line[32] = (byte)' ';
        Utf8Formatter.TryFormat(contactId, line.Slice(33), out _, 'N');
        line[Length - 1] = (byte)'\n';
    }

    public static bool TryRead(ReadOnlySpan<byte> line, out RowFingerprint fingerprint, out Guid contactId)
    {
        fingerprint = default;
        contactId = default;
        if (line.Length != Length
            || line[32] != (byte)' '
            || line[Length - 1] != (byte)'\n'
            || !TryReadHex(line, out ulong high)
            || !TryReadHex(line.Slice(16), out ulong low)
            || !Utf8Parser.TryParse(line.Slice(33, 32), out contactId, out int read, 'N')
            || read != 32)
        {
            return false;
        }

        fingerprint = new RowFingerprint(high, low);
        return true;
    }

    private static bool TryReadHex(ReadOnlySpan<byte> text, out ulong value) =>
        Utf8Parser.TryParse(text.Slice(0, 16), out value, out int read, 'x') && read == 16;
}

/// <summary>Identifies a row in a journal: half of a salted SHA-256 of its request. The request cannot be recovered from it.</summary>
internal readonly record struct RowFingerprint(ulong High, ulong Low);
