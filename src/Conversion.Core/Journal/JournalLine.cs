using System;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

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

    // A multiple of eight: the checksum reads as many bytes at a time.
    private const int ChecksumAt = PreviousAt + 8 + 1;
    private static readonly byte[] s_digits = CreateDigits();

    /// <summary>Writes a line.</summary>
    /// <param name="line">Where to.</param>
    /// <param name="key">The key of the contact.</param>
    /// <param name="state">Its state.</param>
    /// <param name="previous">The last part of the key of the line before; 0 if there is none, or it is not known.</param>
    public static void Write(Span<byte> line, ulong key, ContactState state, uint previous)
    {
        WriteHex(line, key);
        line[FingerprintAt - 1] = (byte)' ';
        WriteHex(line.Slice(FingerprintAt), state.Fingerprint);
        line[IdAt - 1] = (byte)' ';
        WriteId(line.Slice(IdAt), state.ContactId);
        line[BitsAt - 1] = (byte)' ';
        WriteBits(line.Slice(BitsAt), state.Bits);
        line[PreviousAt - 1] = (byte)' ';
        line[ChecksumAt - 1] = (byte)' ';
        line[Length - 1] = (byte)'\n';
        Follow(line, previous);
    }

    /// <summary>Changes which line is before this one.</summary>
    public static void Follow(Span<byte> line, uint previous)
    {
        WriteHex(line.Slice(PreviousAt), previous);
        WriteHex(line.Slice(ChecksumAt), ComputeChecksum(line));
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

    // The same digits as Guid's format N.
    private static void WriteId(Span<byte> to, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        MemoryMarshal.Write(bytes, ref id);
        WriteHex(to, MemoryMarshal.Read<uint>(bytes));
        WriteHex(to.Slice(8), ((uint)MemoryMarshal.Read<ushort>(bytes.Slice(4)) << 16) | MemoryMarshal.Read<ushort>(bytes.Slice(6)));
        WriteHex(to.Slice(16), BinaryPrimitives.ReadUInt64BigEndian(bytes.Slice(8)));
    }

    private static void WriteBits(Span<byte> to, int bits)
    {
        ulong digits = ToHex((uint)bits);
        to[0] = (byte)(digits >> 16);
        to[1] = (byte)(digits >> 8);
        to[2] = (byte)digits;
    }

    private static void WriteHex(Span<byte> to, ulong value)
    {
        WriteHex(to, (uint)(value >> 32));
        WriteHex(to.Slice(8), (uint)value);
    }

    private static void WriteHex(Span<byte> to, uint value) => BinaryPrimitives.WriteUInt64BigEndian(to, ToHex(value));

    // Eight digits at once: each half byte moves to a byte of its own, and those above 9 become letters.
    private static ulong ToHex(uint value)
    {
        ulong digits = value;
        digits = (digits | (digits << 16)) & 0x0000ffff0000ffff;
        digits = (digits | (digits << 8)) & 0x00ff00ff00ff00ff;
        digits = (digits | (digits << 4)) & 0x0f0f0f0f0f0f0f0f;
        ulong letters = ((digits + 0x0606060606060606) >> 4) & 0x0101010101010101;
        return digits + 0x3030303030303030 + (letters * ('a' - '0' - 10));
    }

    // Like FNV-1a, but eight bytes at a time. A multiplication alone carries no bit downwards.
    private static uint ComputeChecksum(ReadOnlySpan<byte> line)
    {
        ulong hash = 14695981039346656037;
        for (int i = 0; i < ChecksumAt; i += sizeof(ulong))
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(line.Slice(i, sizeof(ulong)))) * 0x9e3779b97f4a7c15;
            hash ^= hash >> 32;
        }

        return (uint)hash;
    }
}
