using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;

namespace Conversion.Journal;

/// <summary>
/// A line of a journal, 89 bytes: the key of a contact, its fingerprint, its id, its status bits, a part of the key of the line
/// before it and a checksum, in hexadecimal. The last line of a contact is its state. The line after a damaged one tells whose
/// that was.
/// </summary>
internal static class JournalLine
{
    /// <summary>The length of a line, in bytes, with its line feed. All lines have the same length.</summary>
    public const int Length = ChecksumAt + 8 + 1;

    private const int FingerprintAt = 16 + 1;
    private const int IdAt = FingerprintAt + 16 + 1;
    private const int BitsAt = IdAt + 32 + 1;
    private const int PreviousAt = BitsAt + 3 + 1;
    private const int ChecksumAt = PreviousAt + 8 + 1;
    private const int WholeWords = ChecksumAt / sizeof(uint) * sizeof(uint);

    private static readonly StandardFormat s_hex16 = new('x', 16);
    private static readonly StandardFormat s_hex8 = new('x', 8);
    private static readonly StandardFormat s_hex3 = new('x', 3);
    private static readonly byte[] s_digits = CreateDigits();

    /// <summary>Writes a line.</summary>
    /// <param name="line">Where to.</param>
    /// <param name="key">The key of the contact.</param>
    /// <param name="state">Its state.</param>
    /// <param name="previous">The last part of the key of the line before; 0 if there is none, or it is not known.</param>
    public static void Write(Span<byte> line, ulong key, ContactState state, uint previous)
    {
        Utf8Formatter.TryFormat(key, line, out _, s_hex16);
        line[FingerprintAt - 1] = (byte)' ';
        Utf8Formatter.TryFormat(state.Fingerprint, line.Slice(FingerprintAt), out _, s_hex16);
        line[IdAt - 1] = (byte)' ';
        Utf8Formatter.TryFormat(state.ContactId, line.Slice(IdAt), out _, 'N');
        line[BitsAt - 1] = (byte)' ';
        Utf8Formatter.TryFormat((uint)state.Bits, line.Slice(BitsAt), out _, s_hex3);
        line[PreviousAt - 1] = (byte)' ';
        line[ChecksumAt - 1] = (byte)' ';
        line[Length - 1] = (byte)'\n';
        Follow(line, previous);
    }

    /// <summary>Changes which line is before this one.</summary>
    public static void Follow(Span<byte> line, uint previous)
    {
        Utf8Formatter.TryFormat(previous, line.Slice(PreviousAt), out _, s_hex8);
        Utf8Formatter.TryFormat(ComputeChecksum(line), line.Slice(ChecksumAt), out _, s_hex8);
    }

    /// <summary>Reads a line, without its line feed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out ulong key, out ContactState state, out uint previous)
    {
        state = default;
        key = 0;
        previous = 0;
        if (line.Length != Length - 1
            || !TryReadHex(line, ChecksumAt, 8, out ulong checksum) || (uint)checksum != ComputeChecksum(line)
            || !TryReadHex(line, FingerprintAt, 16, out ulong fingerprint)
            || !TryReadHex(line, BitsAt, 3, out ulong bits)
            || !TryReadHex(line, PreviousAt, 8, out ulong before)
            || !TryReadKey(line, out key)
            || TryReadId(line) is not Guid id)
        {
            return false;
        }

        previous = (uint)before;

        state = new ContactState { Fingerprint = fingerprint, ContactId = id, Bits = (int)bits };
        return true;
    }

    /// <summary>Reads the key of a line that may be damaged elsewhere.</summary>
    public static bool TryReadKey(ReadOnlySpan<byte> line, out ulong key) => TryReadHex(line, 0, 16, out key);

    /// <summary>Reads the id of a line that may be damaged elsewhere.</summary>
    public static Guid? TryReadId(ReadOnlySpan<byte> line) =>
        TryReadHex(line, IdAt, 16, out ulong high) && TryReadHex(line, IdAt + 16, 16, out ulong low) ? ToGuid(high, low) : null;

    private static bool TryReadHex(ReadOnlySpan<byte> line, int start, int length, out ulong value)
    {
        value = 0;
        if (line.Length < start + length)
        {
            return false;
        }

        uint digits = 0;
        foreach (byte letter in line.Slice(start, length))
        {
            byte digit = s_digits[letter];
            digits |= digit;
            value = (value << 4) | digit;
        }

        return digits <= 0xf;
    }

    private static Guid ToGuid(ulong high, ulong low) => new(
        (uint)(high >> 32), (ushort)(high >> 16), (ushort)high,
        (byte)(low >> 56), (byte)(low >> 48), (byte)(low >> 40), (byte)(low >> 32), (byte)(low >> 24), (byte)(low >> 16), (byte)(low >> 8), (byte)low);

    // The value of each hexadecimal digit; 0xff for any other byte.
    private static byte[] CreateDigits()
    {
        byte[] digits = new byte[256];
        for (int i = 0; i < digits.Length; i++)
        {
            digits[i] = byte.TryParse(((char)i).ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte digit) ? digit : (byte)0xff;
        }

        return digits;
    }

    // Like FNV-1a, but four bytes at a time. Each step is reversible, so every change within four bytes changes it.
    private static uint ComputeChecksum(ReadOnlySpan<byte> line)
    {
        uint hash = 2166136261;
        for (int i = 0; i < WholeWords; i += sizeof(uint))
        {
            hash = Mix(hash, BinaryPrimitives.ReadUInt32LittleEndian(line.Slice(i, sizeof(uint))));
        }

        for (int i = WholeWords; i < ChecksumAt; i++)
        {
            hash = Mix(hash, line[i]);
        }

        return hash;
    }

    // A multiplication alone carries no bit downwards.
    private static uint Mix(uint hash, uint value)
    {
        hash = (hash ^ value) * 16777619;
        return hash ^ (hash >> 15);
    }
}
