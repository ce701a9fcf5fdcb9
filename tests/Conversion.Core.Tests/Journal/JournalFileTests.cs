using System;
using System.Linq;
using Conversion.Journal;
using Xunit;

namespace Conversion.Core.Tests.Journal;

/// <summary>A journal's file, whatever became of it.</summary>
public sealed class JournalFileTests : IDisposable
{
    private readonly NumberedRowsJournal _journal = new();

    public void Dispose() => _journal.Dispose();

    [Fact]
    public void What_was_confirmed_is_found_again_with_its_id()
    {
        _journal.Write(0, 1, 2);
        using ContactJournal journal = _journal.Open();
        Assert.True(journal.TrySkip(NumberedRowsJournal.FingerprintOf(journal, 2), out Guid id));
        Assert.Equal(NumberedRowsJournal.IdOf(2), id);
    }

    [Fact]
    public void Torn_at_any_byte_it_keeps_the_whole_lines_and_goes_on()
    {
        byte[] whole = _journal.Write(0, 1, 2);
        int header = Array.IndexOf(whole, (byte)'\n') + 1;
        for (int length = 0; length <= whole.Length; length++)
        {
            int kept = length < header ? 0 : (length - header) / JournalEntry.Length;
            Assert.Equal(Enumerable.Range(0, kept), _journal.Skipped(3, whole[..length])!);
            using (ContactJournal journal = _journal.Open())
            {
                NumberedRowsJournal.Confirm(journal, 3);
            }

            Assert.Equal([.. Enumerable.Range(0, kept), 3], _journal.Skipped(4));
        }
    }

    [Fact]
    public void A_last_line_that_is_nothing_but_zeros_is_torn_too()
    {
        byte[] whole = _journal.Write(0, 1);
        Array.Clear(whole, whole.Length - JournalEntry.Length, JournalEntry.Length);
        Assert.Equal([0], _journal.Skipped(2, whole)!);
    }

    [Fact]
    public void A_journal_that_can_no_longer_be_written_says_so_and_takes_no_more()
    {
        ContactJournal journal = _journal.Open();
        using JournalEntries lines = new();
        lines.Add(NumberedRowsJournal.FingerprintOf(journal, 1), NumberedRowsJournal.IdOf(1));
        journal.Dispose();
        for (int i = 0; i < 2; i++)
        {
            JournalException fault = Assert.Throws<JournalException>(() => journal.Confirm(lines));
            Assert.Equal(JournalException.WriteFailed, fault.Code);
            Assert.Equal("journal_write_failed", fault.Code);
            Assert.StartsWith($"The journal '{_journal.Path}' can no longer be written: ", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_second_writer_is_refused()
    {
        using ContactJournal journal = _journal.Open();
        Assert.Equal(JournalException.InUse, Assert.Throws<JournalException>(() => _journal.Open()).Code);
    }

    [Fact]
    public void Nothing_to_confirm_is_no_fault_whatever_became_of_the_file()
    {
        ContactJournal journal = _journal.Open();
        journal.Dispose();
        using JournalEntries none = new();
        journal.Confirm(none);
    }

    [Fact]
    public void The_same_row_is_known_otherwise_in_every_journal()
    {
        _journal.Write();
        RowFingerprint once;
        using (ContactJournal journal = _journal.Open())
        {
            once = NumberedRowsJournal.FingerprintOf(journal, 1);
            Assert.Equal(once, NumberedRowsJournal.FingerprintOf(journal, 1));
            Assert.NotEqual(once, NumberedRowsJournal.FingerprintOf(journal, 2));
        }

        _journal.Write();
        using ContactJournal another = _journal.Open();
        Assert.NotEqual(once, NumberedRowsJournal.FingerprintOf(another, 1));
    }

    [Fact]
    public void It_has_more_to_skip_until_every_confirmation_has_had_its_row()
    {
        _journal.Write(0, 1);
        using ContactJournal journal = _journal.Open();
        for (int row = 0; row < 2; row++)
        {
            Assert.True(journal.HasMoreToSkip);
            Assert.True(journal.TrySkip(NumberedRowsJournal.FingerprintOf(journal, row), out _));
        }

        Assert.False(journal.HasMoreToSkip);
    }

    [Fact]
    public void Confirmations_are_counted()
    {
        JournalIndex rows = new(4);
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
        JournalIndex rows = new(count);
        for (int i = 0; i < count; i++)
        {
            rows.Add(new RowFingerprint((ulong)i, (ulong)i * 7919), Guid.Empty);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / count, 1, 80);
    }
}
