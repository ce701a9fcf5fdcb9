using System;
using System.IO;
using System.Linq;
using Conversion.Journal;
using Xunit;

namespace Conversion.Core.Tests.Journal;

/// <summary>The file of a journal in every state.</summary>
public sealed class JournalFileTests : IDisposable
{
    private readonly NumberedContactsJournal _journal = new();

    public void Dispose() => _journal.Dispose();

    [Fact]
    public void A_contact_is_known_as_it_was_confirmed_last()
    {
        _journal.Write((0, NumberedContactsJournal.State(0)), (1, NumberedContactsJournal.State(1)), (0, NumberedContactsJournal.State(0, value: 2)));

        Assert.Equal([NumberedContactsJournal.State(0, value: 2), NumberedContactsJournal.State(1), null], _journal.States(3));
    }

    [Fact]
    public void A_contact_that_has_left_the_list_is_not_known()
    {
        _journal.Write((0, NumberedContactsJournal.State(0)), (1, NumberedContactsJournal.State(1)), (0, NumberedContactsJournal.State(0) with { IsRemoved = true }));

        using ContactJournal journal = _journal.Open();
        Assert.Equal(1, journal.KnownContacts);
        Assert.Equal(-1, journal.Contacts.Find(NumberedContactsJournal.KeyOf(journal, 0)));
    }

    [Fact]
    public void A_journal_truncated_at_any_byte_keeps_its_complete_lines_and_accepts_more()
    {
        byte[] bytes = _journal.Write(0, 1, 2);
        int header = Array.IndexOf(bytes, (byte)'\n') + 1;
        for (int length = 0; length <= bytes.Length; length++)
        {
            int kept = length < header ? 0 : (length - header) / JournalLine.Length;
            Assert.Equal(Enumerable.Range(0, kept), _journal.Trusted(3, bytes[..length])!);
            using (ContactJournal journal = _journal.Open())
            {
                NumberedContactsJournal.Append(journal, (3, NumberedContactsJournal.State(3)));
            }

            Assert.Equal([.. Enumerable.Range(0, kept), 3], _journal.Trusted(4));
        }
    }

    [Fact]
    public void A_last_line_of_zeros_counts_as_truncated()
    {
        byte[] bytes = _journal.Write(0, 1);
        Array.Clear(bytes, bytes.Length - JournalLine.Length, JournalLine.Length);
        Assert.Equal([0], _journal.Trusted(2, bytes)!);
    }

    [Fact]
    public void A_write_failure_is_reported_and_ends_the_journal()
    {
        ContactJournal journal = _journal.Open();
        using JournalLines lines = new();
        lines.Add(1, NumberedContactsJournal.State(1));
        journal.Dispose();
        for (int i = 0; i < 2; i++)
        {
            JournalException exception = Assert.Throws<JournalException>(() => journal.Append(lines));
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
    public void Appending_no_lines_never_throws()
    {
        ContactJournal journal = _journal.Open();
        journal.Dispose();
        using JournalLines none = new();
        journal.Append(none);
    }

    [Fact]
    public void Overwriting_a_journal_makes_every_contact_new()
    {
        _journal.Write(0, 1);
        ContactJournal.Open(_journal.Path, NumberedContactsJournal.Header, overwrite: true).Dispose();
        Assert.Equal([null, null], _journal.States(2));
    }

    [Fact]
    public void The_file_contains_no_contact_data()
    {
        byte[] bytes = _journal.Write(0, 1);
        Assert.DoesNotContain("@", System.Text.Encoding.ASCII.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_that_are_written_together_grow_without_loss()
    {
        const int count = 3000;
        byte[] bytes = _journal.Write(Enumerable.Range(0, count).Select(static contact => (contact, NumberedContactsJournal.State(contact))));

        Assert.Equal(count, (bytes.Length - Array.IndexOf(bytes, (byte)'\n') - 1) / JournalLine.Length);
        Assert.Equal(Enumerable.Range(0, count), _journal.Trusted(count));
    }

    [Fact]
    public void A_contact_uses_at_most_64_bytes()
    {
        const int count = 200_000;
        long before = GC.GetAllocatedBytesForCurrentThread();
        JournalIndex contacts = new(count);
        for (int i = 0; i < count; i++)
        {
            contacts.Set((ulong)i * 0x9E3779B97F4A7C15, new ContactState { ContactId = new Guid(i, 0, 0, new byte[8]), IsIdentifiedById = i > count / 2 });
        }

        // The ids of the test are counted too.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / count, 1, 64 + 32);
    }
}
