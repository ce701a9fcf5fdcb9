using System;
using System.Buffers;
using System.Buffers.Text;

namespace Conversion.Journal;

/// <summary>
/// A line of a journal, 80 bytes: the key of a contact, its fingerprint, its id, its status bits and a checksum, in hexadecimal.
/// The last line of a contact is its state.
/// </summary>
internal static class JournalLine
{
    /// <summary>The length of a line, in bytes, with its line feed. All lines have the same length.</summary>
    public const int Length = ChecksumAt + 8 + 1;

    private const int FingerprintAt = 16 + 1;
    private const int IdAt = FingerprintAt + 16 + 1;
    private const int BitsAt = IdAt + 32 + 1;
    private const int ChecksumAt = BitsAt + 3 + 1;

    private static readonly StandardFormat s_hex16 = new('x', 16);
    private static readonly StandardFormat s_hex8 = new('x', 8);
    private static readonly StandardFormat s_hex3 = new('x', 3);

    public static void Write(Span<byte> line, ulong key, ContactState state)
    {
        Utf8Formatter.TryFormat(key, line, out _, s_hex16);
        line[FingerprintAt - 1] = (byte)' ';
        Utf8Formatter.TryFormat(state.Fingerprint, line.Slice(FingerprintAt), out _, s_hex16);
        line[IdAt - 1] = (byte)' ';
        Utf8Formatter.TryFormat(state.ContactId, line.Slice(IdAt), out _, 'N');
        line[BitsAt - 1] = (byte)' ';
        Utf8Formatter.TryFormat((uint)state.Bits, line.Slice(BitsAt), out _, s_hex3);
        line[ChecksumAt - 1] = (byte)' ';
        Utf8Formatter.TryFormat(ComputeChecksum(line), line.Slice(ChecksumAt), out _, s_hex8);
        line[Length - 1] = (byte)'\n';
    }

    /// <summary>Reads a line, without its line feed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out ulong key, out ContactState state)
    {
        state = default;
        key = 0;
        if (line.Length != Length - 1
            || !TryReadHex(line, ChecksumAt, 8, out ulong checksum) || (uint)checksum != ComputeChecksum(line)
            || !TryReadHex(line, FingerprintAt, 16, out ulong fingerprint)
            || !TryReadHex(line, BitsAt, 3, out ulong bits)
            || !TryReadKey(line, out key)
            || TryReadId(line) is not Guid id)
        {
            return false;
        }

        state = new ContactState { Fingerprint = fingerprint, ContactId = id, Bits = (int)bits };
        return true;
    }

    /// <summary>Reads the key of a line that may be damaged elsewhere.</summary>
    public static bool TryReadKey(ReadOnlySpan<byte> line, out ulong key) => TryReadHex(line, 0, 16, out key);

    /// <summary>Reads the id of a line that may be damaged elsewhere.</summary>
    public static Guid? TryReadId(ReadOnlySpan<byte> line) =>
        line.Length >= IdAt + 32 && Utf8Parser.TryParse(line.Slice(IdAt, 32), out Guid id, out int read, 'N') && read == 32 ? id : null;

    private static bool TryReadHex(ReadOnlySpan<byte> line, int start, int length, out ulong value)
    {
        value = 0;
        return line.Length >= start + length
            && Utf8Parser.TryParse(line.Slice(start, length), out value, out int read, 'x') && read == length;
    }

    // FNV-1a. Each step is reversible, so every change of one byte changes it.
    private static uint ComputeChecksum(ReadOnlySpan<byte> line)
    {
        uint hash = 2166136261;
        foreach (byte value in line.Slice(0, ChecksumAt))
        {
            hash = (hash ^ value) * 16777619;
        }

        return hash;
    }
}
