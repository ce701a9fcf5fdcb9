using System;
using System.IO;
using System.Linq;
using Conversion.Core.Tests.Client;
using Conversion.Journal;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Journal;

/// <summary>A journal's file, whatever became of it.</summary>
public sealed class JournalFileTests : IDisposable
{
    private static readonly JournalHeader s_header = new(new Uri("https://example.com/api"), "kid", "options");
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_path);

    private static ContactRequest Row(int number) => EmulatedApi.Contact($"a{number}@b.c");

    private ContactJournal Open(bool startAnew = false) => ContactJournal.Open(_path, s_header, startAnew);

    private static void Confirm(ContactJournal journal, int number)
    {
        using ConfirmedLines lines = new();
        lines.Add(journal.FingerprintOf(Row(number)), new Guid(number, 0, 0, new byte[8]));
        journal.Confirm(lines);
    }

    private byte[] Written(int rows)
    {
        using (ContactJournal journal = Open(startAnew: true))
        {
            for (int i = 0; i < rows; i++)
            {
                Confirm(journal, i);
            }
        }

        return File.ReadAllBytes(_path);
    }

    private int[] Confirmed(int rows)
    {
        using ContactJournal journal = Open();
        return [.. Enumerable.Range(0, rows).Where(row => journal.TrySkip(journal.FingerprintOf(Row(row)), out _))];
    }

    [Fact]
    public void What_was_confirmed_is_found_again_with_its_id()
    {
        Written(3);
        using ContactJournal journal = Open();
        Assert.True(journal.TrySkip(journal.FingerprintOf(Row(2)), out Guid id));
        Assert.Equal(new Guid(2, 0, 0, new byte[8]), id);
    }

    [Fact]
    public void Torn_at_any_byte_it_keeps_the_whole_lines_and_goes_on()
    {
        const int rows = 3;
        byte[] whole = Written(rows);
        int header = Array.IndexOf(whole, (byte)'\n') + 1;
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(_path, whole[..length]);
            int kept = length < header ? 0 : (length - header) / ConfirmedLine.Length;
            Assert.Equal(Enumerable.Range(0, kept), Confirmed(rows));
            using (ContactJournal journal = Open())
            {
                Confirm(journal, rows);
            }

            Assert.Equal(kept + 1, Confirmed(rows + 1).Length);
        }
    }

    [Fact]
    public void A_last_line_that_is_nothing_but_zeros_is_torn_too()
    {
        byte[] whole = Written(2);
        Array.Clear(whole, whole.Length - ConfirmedLine.Length, ConfirmedLine.Length);
        File.WriteAllBytes(_path, whole);
        Assert.Equal([0], Confirmed(2));
    }

    [Fact]
    public void A_journal_that_can_no_longer_be_written_says_so_and_takes_no_more()
    {
        ContactJournal journal = Open();
        using ConfirmedLines lines = new();
        lines.Add(journal.FingerprintOf(Row(1)), Guid.NewGuid());
        journal.Dispose();
        for (int i = 0; i < 2; i++)
        {
            JournalException fault = Assert.Throws<JournalException>(() => journal.Confirm(lines));
            Assert.Equal(JournalException.WriteFailed, fault.Code);
            Assert.Equal("journal_write_failed", fault.Code);
        }
    }

    [Fact]
    public void A_second_writer_is_refused()
    {
        using ContactJournal journal = Open();
        Assert.Equal(JournalException.InUse, Assert.Throws<JournalException>(() => Open()).Code);
    }

    [Fact]
    public void Confirmations_are_counted()
    {
        ConfirmedRows rows = new(4);
        RowFingerprint row = new(1, 2);
        rows.Add(row, Guid.NewGuid());
        rows.Add(row, Guid.NewGuid());
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => rows.TryTake(row, out Guid _)));
    }

    [Fact]
    public void A_row_costs_less_than_eighty_bytes()
    {
        const int count = 200_000;
        long before = GC.GetAllocatedBytesForCurrentThread();
        ConfirmedRows rows = new(count);
        for (int i = 0; i < count; i++)
        {
            rows.Add(new RowFingerprint((ulong)i, (ulong)i * 7919), Guid.Empty);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / count, 1, 80);
    }
}
