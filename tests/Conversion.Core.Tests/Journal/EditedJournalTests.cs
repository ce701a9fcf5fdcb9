using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Conversion.Journal;
using Xunit;

namespace Conversion.Core.Tests.Journal;

/// <summary>A journal edited by hand: it is refused, or no contact is known that was not confirmed.</summary>
public sealed class EditedJournalTests : IDisposable
{
    private const int Confirmed = 4;

    private readonly NumberedContactsJournal _journal = new();
    private readonly byte[] _written;

    public EditedJournalTests() => _written = _journal.Write([.. Enumerable.Range(0, Confirmed)]);

    public void Dispose() => _journal.Dispose();

    private int[]? Trusted(byte[] edited) => _journal.Trusted(2 * Confirmed, edited);

    [Fact]
    public void With_any_bit_flipped_no_unconfirmed_contact_is_known()
    {
        int refused = 0;
        for (int bit = 0; bit < _written.Length * 8; bit++)
        {
            byte[] edited = [.. _written];
            edited[bit / 8] ^= (byte)(1 << (bit % 8));
            int[]? trusted = Trusted(edited);
            refused += trusted is null ? 1 : 0;
            Assert.All(trusted ?? [], contact => Assert.True(contact < Confirmed, $"Contact {contact} with bit {bit} turned."));
        }

        // The header, but for a few letters of the salt.
        int header = Array.IndexOf(_written, (byte)'\n') + 1;
        Assert.InRange(refused, header * 8 / 2, header * 8);
    }

    public static TheoryData<string> Edits => [.. s_edits.Keys];

    private static readonly Dictionary<string, Func<string[], byte[]>> s_edits = new()
    {
        ["lines in another order"] = lines => Text([lines[0], .. lines[1..].Reverse()]),
        ["a line away"] = lines => Text([lines[0], .. lines[2..]]),
        ["a line twice"] = lines => Text([.. lines, lines[1]]),
        ["line ends of Windows"] = lines => Encoding.ASCII.GetBytes(string.Join("\r\n", lines) + "\r\n"),
        ["no end of the last line"] = lines => Encoding.ASCII.GetBytes(string.Join('\n', lines)),
        ["an empty line behind"] = lines => Text([.. lines, ""]),
        ["a note behind"] = lines => Text([.. lines, "done by hand"]),
        ["a long note behind"] = lines => Text([.. lines, new string('0', JournalLine.Length - 1), "x"]),
        ["a note between"] = lines => Text([lines[0], lines[1], "done by hand", .. lines[2..]]),
        ["a byte order mark"] = lines => [.. Encoding.UTF8.Preamble, .. Text(lines)],
        ["UTF-16"] = lines => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(string.Join('\n', lines) + "\n")],
        ["no header"] = lines => Text(lines[1..]),
        ["a header twice"] = lines => Text([lines[0], .. lines]),
        ["another account"] = lines => Text([lines[0].Replace("kid", "kit", StringComparison.Ordinal), .. lines[1..]]),
        ["zeros behind"] = lines => [.. Text(lines), .. new byte[1000]],
        ["upper case"] = lines => Text([lines[0], .. lines[1..].Select(line => line.ToUpperInvariant())]),
    };

    private static byte[] Text(string[] lines) => Encoding.ASCII.GetBytes(string.Join('\n', lines) + "\n");

    [Theory]
    [MemberData(nameof(Edits))]
    public void After_a_manual_edit_no_unconfirmed_contact_is_known(string edit)
    {
        string[] lines = Encoding.ASCII.GetString(_written).TrimEnd('\n').Split('\n');
        Assert.All(Trusted(s_edits[edit](lines)) ?? [], contact => Assert.True(contact < Confirmed, $"Contact {contact}."));
    }

    [Theory]
    [MemberData(nameof(Edits))]
    public void After_a_manual_edit_the_journal_is_refused_or_accepts_more(string edit)
    {
        string[] lines = Encoding.ASCII.GetString(_written).TrimEnd('\n').Split('\n');
        if (Trusted(s_edits[edit](lines)) is null)
        {
            return;
        }

        using (ContactJournal journal = _journal.Open())
        {
            NumberedContactsJournal.Append(journal, (5, NumberedContactsJournal.State(5)));
        }

        Assert.Equal(NumberedContactsJournal.State(5).Fingerprint, _journal.States(6)[5]?.Fingerprint);
    }

    [Fact]
    public void Only_the_contact_of_a_deleted_line_is_new()
    {
        string[] lines = Encoding.ASCII.GetString(_written).TrimEnd('\n').Split('\n');
        Assert.Equal([1, 2, 3], Trusted(Text([lines[0], .. lines[2..]]))!);
        Assert.Equal([0, 1, 2, 3], Trusted(Text([lines[0], .. lines[1..].Reverse()]))!);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(JournalLine.Length + 7)]
    [InlineData(2 * JournalLine.Length)]
    public void Contacts_that_were_not_written_at_a_power_failure_are_new(int zeros)
    {
        byte[] edited = [.. _written];
        edited.AsSpan(edited.Length - zeros).Clear();
        int kept = Confirmed - ((zeros + JournalLine.Length - 1) / JournalLine.Length);
        Assert.Equal(Enumerable.Range(0, kept), Trusted(edited)!);
        Assert.Equal(Enumerable.Range(0, kept), Trusted([.. edited, .. new byte[5 * JournalLine.Length]])!);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public void Zeros_before_a_written_line_are_damage(int at)
    {
        byte[] edited = [.. _written];
        int second = Array.IndexOf(edited, (byte)'\n') + 1 + JournalLine.Length;
        edited.AsSpan(second + at, JournalLine.Length - at).Clear();
        Assert.DoesNotContain(1, Trusted(edited)!);
        edited.AsSpan(second + JournalLine.Length).Clear();
        edited[^1] = (byte)'\n';
        Assert.DoesNotContain(1, Trusted(edited)!);
    }
}
