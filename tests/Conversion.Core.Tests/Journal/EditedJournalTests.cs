using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Conversion.Journal;
using Xunit;

namespace Conversion.Core.Tests.Journal;

/// <summary>An edited journal: it is refused, or no unconfirmed row is skipped.</summary>
public sealed class EditedJournalTests : IDisposable
{
    private const int Confirmed = 4;

    private readonly NumberedRowsJournal _journal = new();
    private readonly byte[] _written;

    public EditedJournalTests() => _written = _journal.Write([.. Enumerable.Range(0, Confirmed)]);

    public void Dispose() => _journal.Dispose();

    private int[]? Skipped(byte[] edited) => _journal.Skipped(2 * Confirmed, edited);

    [Fact]
    public void With_any_bit_flipped_no_unconfirmed_row_is_skipped()
    {
        int refused = 0;
        for (int bit = 0; bit < _written.Length * 8; bit++)
        {
            byte[] edited = [.. _written];
            edited[bit / 8] ^= (byte)(1 << (bit % 8));
            int[]? skipped = Skipped(edited);
            refused += skipped is null ? 1 : 0;
            Assert.All(skipped ?? [], row => Assert.True(row < Confirmed, $"Row {row} with bit {bit} turned."));
        }

        Assert.InRange(refused, _written.Length, _written.Length * 8);
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
        ["a long note behind"] = lines => Text([.. lines, new string('0', 65), "x"]),
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
    public void After_a_manual_edit_no_unconfirmed_row_is_skipped(string edit)
    {
        string[] lines = Encoding.ASCII.GetString(_written).TrimEnd('\n').Split('\n');
        Assert.All(Skipped(s_edits[edit](lines)) ?? [], row => Assert.True(row < Confirmed, $"Row {row}."));
    }

    [Fact]
    public void Only_the_row_of_a_deleted_line_is_sent_again()
    {
        string[] lines = Encoding.ASCII.GetString(_written).TrimEnd('\n').Split('\n');
        Assert.Equal([1, 2, 3], Skipped(Text([lines[0], .. lines[2..]]))!);
        Assert.Equal([0, 1, 2, 3], Skipped(Text([lines[0], .. lines[1..].Reverse()]))!);
    }

    [Fact]
    public void The_damaged_line_is_named()
    {
        for (int line = 1; line <= Confirmed; line++)
        {
            byte[] edited = [.. _written];
            int header = Array.IndexOf(edited, (byte)'\n') + 1;
            edited[header + (JournalEntry.Length * (line - 1)) + 40] = (byte)'?';
            if (line == Confirmed)
            {
                Assert.Equal(Enumerable.Range(0, Confirmed - 1), Skipped(edited)!);
                continue;
            }

            Assert.Null(Skipped(edited));
            JournalException refusal = Assert.Throws<JournalException>(() => _journal.Open());
            Assert.Equal($"The journal '{_journal.Path}' is damaged in line {line + 1}.", refusal.Message);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(JournalEntry.Length + 7)]
    [InlineData(2 * JournalEntry.Length)]
    public void Rows_that_were_not_written_at_a_power_failure_are_sent_again(int zeros)
    {
        byte[] edited = [.. _written];
        edited.AsSpan(edited.Length - zeros).Clear();
        int kept = Confirmed - ((zeros + JournalEntry.Length - 1) / JournalEntry.Length);
        Assert.Equal(Enumerable.Range(0, kept), Skipped(edited)!);
        Assert.Equal(Enumerable.Range(0, kept), Skipped([.. edited, .. new byte[5 * JournalEntry.Length]])!);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public void Zeros_before_a_written_line_are_damage(int at)
    {
        byte[] edited = [.. _written];
        int second = Array.IndexOf(edited, (byte)'\n') + 1 + JournalEntry.Length;
        edited.AsSpan(second + at, JournalEntry.Length - at).Clear();
        Assert.Null(Skipped(edited));
        edited.AsSpan(second + JournalEntry.Length).Clear();
        edited[^1] = (byte)'\n';
        Assert.Null(Skipped(edited));
    }
}
