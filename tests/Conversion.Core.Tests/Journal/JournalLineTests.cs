using System;
using System.Text;
using Conversion.Journal;
using Conversion.Model;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Journal;

/// <summary>The format of a line, and that no other format is accepted.</summary>
public sealed class JournalLineTests
{
    private const string Line = "0123456789abcdef 00000000000000ff 3f2504e04f8941d39a0c0305e82c3301 2c9 89abcdef 2ee29294\n";
    private const ulong Key = 0x0123456789abcdef;
    private const uint Previous = 0x89abcdef;
    private const int ChecksumLength = 8;

    private static readonly ContactState s_state = new()
    {
        Fingerprint = 0xff,
        ContactId = new("3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
        Listed = SubscriptionStatusSet.Subscribed,
        Sent = SubscriptionStatusSet.Subscribed,
        IsStatusDue = true,
        IsInDoubt = true,
        IsIdentifiedById = true,
    };

    [Fact]
    public void A_line_is_hexadecimal_numbers_and_a_checksum()
    {
        Assert.Equal(Line, Write(Key, s_state));
        Assert.Equal((Key, s_state), Read(Line[..^1]));
    }

    [Property(MaxTest = 1000)]
    public void A_line_is_read_as_it_was_written(ulong key, ulong fingerprint, Guid id, int bits)
    {
        ContactState state = new() { Fingerprint = fingerprint, ContactId = id, Bits = bits & 0x3ff };

        Assert.Equal(bits & 0x3ff, state.Bits);
        Assert.Equal((key, state), Read(Write(key, state)[..^1]));
    }

    [Property(MaxTest = 100)]
    public void Each_changed_byte_is_detected(ulong key, ulong fingerprint, Guid id, int bits)
    {
        string line = Write(key, new ContactState { Fingerprint = fingerprint, ContactId = id, Bits = bits & 0x3ff })[..^1];
        byte[] bytes = Encoding.ASCII.GetBytes(line);
        for (int at = 0; at < bytes.Length; at++)
        {
            byte original = bytes[at];
            for (int value = 0; value <= byte.MaxValue; value++)
            {
                // A checksum in upper case is the same number.
                if (value != original && !(at >= bytes.Length - ChecksumLength && char.ToLowerInvariant((char)value) == original))
                {
                    bytes[at] = (byte)value;
                    Assert.False(JournalLine.TryRead(bytes, out _, out _, out _), $"{value} at {at} of {line}.");
                }
            }

            bytes[at] = original;
        }
    }

    [Theory]
    [InlineData('g')]
    [InlineData(' ')]
    [InlineData('\n')]
    [InlineData('\0')]
    [InlineData('-')]
    public void A_line_with_any_other_character_is_invalid(char character)
    {
        for (int at = 0; at < Line.Length - 1; at++)
        {
            string edited = Line[..at] + character + Line[(at + 1)..^1];
            Assert.True(edited == Line[..^1] || Read(edited) is null, $"'{character}' at {at}.");
        }
    }

    [Fact]
    public void A_line_of_another_length_is_invalid()
    {
        for (int length = 0; length < Line.Length - 1; length++)
        {
            Assert.Null(Read(Line[..length]));
        }

        Assert.Null(Read(Line));
        Assert.Null(Read(Line + Line));
    }

    [Fact]
    public void The_key_and_the_id_of_a_damaged_line_can_be_read()
    {
        byte[] damaged = Encoding.ASCII.GetBytes(Line[..20] + '?' + Line[21..^1]);

        Assert.False(JournalLine.TryRead(damaged, out _, out _, out _));
        Assert.True(JournalLine.TryReadKey(damaged, out ulong key));
        Assert.Equal((Key, s_state.ContactId), (key, JournalLine.TryReadId(damaged)));
    }

    private static string Write(ulong key, ContactState state)
    {
        byte[] line = new byte[JournalLine.Length];
        JournalLine.Write(line, key, state, Previous);
        return Encoding.ASCII.GetString(line);
    }

    private static (ulong, ContactState)? Read(string line) =>
        JournalLine.TryRead(Encoding.ASCII.GetBytes(line), out ulong key, out ContactState state, out uint previous) && previous == Previous ? (key, state) : null;
}
