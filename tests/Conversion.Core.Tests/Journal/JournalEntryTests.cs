using System;
using System.Text;
using Conversion.Journal;
using Xunit;

namespace Conversion.Core.Tests.Journal;

/// <summary>The format of a line, and that no other format is accepted.</summary>
public sealed class JournalEntryTests
{
    private const string Line = "0123456789abcdef00000000000000ff 3f2504e04f8941d39a0c0305e82c3301\n";

    private static readonly RowFingerprint s_fingerprint = new(0x0123456789abcdef, 0xff);
    private static readonly Guid s_id = new("3f2504e0-4f89-41d3-9a0c-0305e82c3301");

    [Fact]
    public void An_entry_is_two_hexadecimal_numbers()
    {
        byte[] line = new byte[JournalEntry.Length];
        JournalEntry.Write(line, s_fingerprint, s_id);

        Assert.Equal(Line, Encoding.ASCII.GetString(line));
        Assert.Equal((s_fingerprint, s_id), Read(Line));
    }

    [Theory]
    [InlineData('g')]
    [InlineData(' ')]
    [InlineData('\n')]
    [InlineData('\0')]
    [InlineData('-')]
    public void An_entry_with_any_other_character_is_invalid(char character)
    {
        for (int at = 0; at < Line.Length; at++)
        {
            string edited = Line[..at] + character + Line[(at + 1)..];
            Assert.True(edited == Line || Read(edited) is null, $"'{character}' at {at}.");
        }
    }

    [Fact]
    public void An_entry_of_another_length_is_invalid()
    {
        for (int length = 0; length < Line.Length; length++)
        {
            Assert.Null(Read(Line[..length]));
        }

        Assert.Null(Read(Line + "\n"));
        Assert.Null(Read(Line + Line));
    }

    private static (RowFingerprint, Guid)? Read(string line) =>
        JournalEntry.TryRead(Encoding.ASCII.GetBytes(line), out RowFingerprint fingerprint, out Guid id) ? (fingerprint, id) : null;
}
