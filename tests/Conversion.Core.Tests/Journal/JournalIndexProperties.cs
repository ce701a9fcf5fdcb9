using System;
using System.Collections.Generic;
using System.Linq;
using Conversion.Journal;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Journal;

/// <summary>The confirmed rows of earlier runs, compared row by row with a model that searches a list from the start.</summary>
public sealed class JournalIndexProperties
{
    [Property(MaxTest = 500)]
    public void Each_confirmation_is_used_once_and_in_the_order_of_the_rows_of_a_contact(int seed)
    {
        Random random = new(seed);
        int rows = random.Next(1, 12);
        JournalIndex confirmed = new(random.Next(0, 40));
        List<(int Row, int Line)> lines = [];
        for (int line = 0; line < random.Next(60); line++)
        {
            int row = random.Next(rows);
            lines.Add((row, line));
            confirmed.Add(FingerprintOf(row), ContactOf(row));
        }

        Dictionary<Guid, int> taken = [];
        for (int i = 0; i < 80; i++)
        {
            int row = random.Next(rows);
            bool expected = Take(lines, taken, row);

            Assert.Equal(expected, confirmed.TryTake(FingerprintOf(row), out Guid contact));
            Assert.True(!expected || contact == ContactOf(row));
            Assert.Equal(lines.Count, confirmed.Count);
        }
    }

    // The oldest line of the row that is newer than the last line used for its contact. A row whose lines are all older is sent
    // and uses the newest of them.
    private static bool Take(List<(int Row, int Line)> lines, Dictionary<Guid, int> taken, int row)
    {
        (int Row, int Line)[] own = [.. lines.Where(line => line.Row == row)];
        if (own.Length == 0)
        {
            return false;
        }

        int after = taken.GetValueOrDefault(ContactOf(row), -1);
        (int Row, int Line)[] newer = [.. own.Where(line => line.Line > after)];
        (int Row, int Line) used = newer.Length > 0 ? newer[0] : own[^1];
        lines.Remove(used);
        if (newer.Length > 0)
        {
            taken[ContactOf(row)] = used.Line;
        }

        return newer.Length > 0;
    }

    // Three rows for each contact, and two hash buckets for all rows.
    private static RowFingerprint FingerprintOf(int row) => new((ulong)row, (ulong)(row % 2) << 4 | 1);

    private static Guid ContactOf(int row) => new(row / 3, 0, 0, new byte[8]);
}
