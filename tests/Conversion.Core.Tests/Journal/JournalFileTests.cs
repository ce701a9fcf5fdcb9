using System;
using System.Linq;
using Conversion.Journal;
using Xunit;

namespace Conversion.Core.Tests.Journal;

/// <summary>The file of a journal in every state.</summary>
public sealed class JournalFileTests : IDisposable
{
    private readonly NumberedRowsJournal _journal = new();

    public void Dispose() => _journal.Dispose();

    [Fact]
    public void A_confirmed_row_is_found_with_its_id()
    {
        _journal.Write(0, 1, 2);
        using ContactJournal journal = _journal.Open();
        Assert.True(journal.TrySkip(NumberedRowsJournal.FingerprintOf(journal, 2), out Guid id));
        Assert.Equal(NumberedRowsJournal.IdOf(2), id);
    }

    [Fact]
    public void A_journal_truncated_at_any_byte_keeps_its_complete_lines_and_accepts_more()
    {
        byte[] bytes = _journal.Write(0, 1, 2);
        int header = Array.IndexOf(bytes, (byte)'\n') + 1;
        for (int length = 0; length <= bytes.Length; length++)
        {
            int kept = length < header ? 0 : (length - header) / JournalEntry.Length;
            Assert.Equal(Enumerable.Range(0, kept), _journal.Skipped(3, bytes[..length])!);
            using (ContactJournal journal = _journal.Open())
            {
                NumberedRowsJournal.Confirm(journal, 3);
            }

            Assert.Equal([.. Enumerable.Range(0, kept), 3], _journal.Skipped(4));
        }
    }

    [Fact]
    public void A_last_line_of_zeros_counts_as_truncated()
    {
        byte[] bytes = _journal.Write(0, 1);
        Array.Clear(bytes, bytes.Length - JournalEntry.Length, JournalEntry.Length);
        Assert.Equal([0], _journal.Skipped(2, bytes)!);
    }

    [Fact]
    public void A_write_failure_is_reported_and_ends_the_journal()
    {
        ContactJournal journal = _journal.Open();
        using JournalEntries lines = new();
        lines.Add(NumberedRowsJournal.FingerprintOf(journal, 1), NumberedRowsJournal.IdOf(1));
        journal.Dispose();
        for (int i = 0; i < 2; i++)
        {
            JournalException exception = Assert.Throws<JournalException>(() => journal.Confirm(lines));
            Assert.Equal(JournalException.WriteFailed, exception.Code);
            Assert.Equal("journal_write_failed", exception.Code);
            Assert.StartsWith($"The journal '{_journal.Path}' can no longer be written: ", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_second_writer_is_refused()
    {
        using ContactJournal journal = _journal.Open();
        Assert.Equal(JournalException.InUse, Assert.Throws<JournalException>(() => _journal.Open()).Code);
    }

    [Fact]
    public void Confirming_no_rows_never_throws()
    {
        ContactJournal journal = _journal.Open();
        journal.Dispose();
        using JournalEntries none = new();
        journal.Confirm(none);
    }

    [Fact]
    public void A_row_has_a_different_fingerprint_in_every_journal()
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
    public void HasMoreToSkip_is_true_until_every_confirmation_is_used()
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
    public void A_row_uses_less_than_eighty_bytes()
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
