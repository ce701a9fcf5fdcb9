using System;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using Conversion.Core.Tests.Emulator;
using Conversion.Journal;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Journal;

/// <summary>A journal is rewritten with one line for each contact when more than half of its lines are dead.</summary>
public sealed class JournalRewriteTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly NumberedContactsJournal _journal = new();

    public void Dispose() => _journal.Dispose();

    private long Length => new FileInfo(_journal.Path).Length;

    // Lines about two contacts, so many that the journal is rewritten when it is opened.
    private void WriteDead(int lines = 5) => _journal.Write(Enumerable.Range(0, lines).Select(static line =>
        (line % 2, NumberedContactsJournal.State(line % 2, value: line))));

    private static int HeaderLength(byte[] bytes) => Array.IndexOf(bytes, (byte)'\n') + 1;

    private void IsRewritten(bool rewritten, int contacts, int lines) =>
        Assert.Equal(HeaderLength(File.ReadAllBytes(_journal.Path)) + ((rewritten ? contacts : lines) * JournalLine.Length), Length);

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(5, true)]
    [InlineData(400, true)]
    public void It_is_rewritten_when_more_than_half_of_the_lines_are_dead(int lines, bool rewritten)
    {
        WriteDead(lines);
        ContactState?[] before = _journal.States(2);

        _journal.Open().Dispose();

        IsRewritten(rewritten, contacts: 2, lines);
        Assert.Equal(before, _journal.States(2));
        Assert.False(File.Exists(_journal.Path + ".new"));
    }

    [Property(MaxTest = 150)]
    public void Rewriting_changes_no_state(int seed)
    {
        Random random = new(seed);
        int contacts = random.Next(1, 40);
        _journal.Write(Enumerable.Range(0, random.Next(300)).Select(_ =>
        {
            int contact = random.Next(contacts);
            return (contact, new ContactState { Fingerprint = (ulong)random.Next(9), ContactId = NumberedContactsJournal.IdOf(random.Next(contacts)), Bits = random.Next(1 << 10) });
        }));
        ContactState?[] before = _journal.States(contacts);

        _journal.Open().Dispose();
        ContactState?[] after = _journal.States(contacts);
        _journal.Open().Dispose();

        Assert.Equal(before, after);
        Assert.Equal(before, _journal.States(contacts));
        Assert.InRange(Length - HeaderLength(File.ReadAllBytes(_journal.Path)), 0, 2L * before.Count(static state => state is not null) * JournalLine.Length);
    }

    [Fact]
    public void More_contacts_than_fit_in_one_write_are_all_kept()
    {
        const int count = 5_000;
        _journal.Write(Enumerable.Range(0, 3 * count).Select(static line => (line % count, NumberedContactsJournal.State(line % count, value: line))));

        _journal.Open().Dispose();

        IsRewritten(true, count, 3 * count);
        Assert.Equal(Enumerable.Range(0, count), _journal.Trusted(count));
    }

    [Fact]
    public void A_journal_whose_contacts_have_all_left_becomes_a_header()
    {
        _journal.Write((0, NumberedContactsJournal.State(0)), (0, NumberedContactsJournal.State(0) with { IsRemoved = true }));
        _journal.Open().Dispose();
        IsRewritten(true, contacts: 0, lines: 2);
    }

    [Fact]
    public void Damage_is_gone_after_a_rewrite_and_the_doubt_stays()
    {
        byte[] bytes = _journal.Write(Enumerable.Range(0, 5).Select(static line => (line % 2, NumberedContactsJournal.State(line % 2))));
        bytes[HeaderLength(bytes) + 20] = (byte)'?';
        Assert.Equal([1], _journal.Trusted(2, bytes)!);

        IsRewritten(true, contacts: 2, lines: 5);
        Assert.True(_journal.States(2)[0]?.IsInDoubt);
    }

    [Fact]
    public void A_rewritten_journal_accepts_more()
    {
        WriteDead();
        using (ContactJournal journal = _journal.Open())
        {
            NumberedContactsJournal.Append(journal, (2, NumberedContactsJournal.State(2)));
        }

        Assert.Equal(NumberedContactsJournal.State(2), _journal.States(3)[2]);
        Assert.Equal([0, 1, 2], _journal.Trusted(3));
    }

    [Fact]
    public void A_second_writer_is_refused_after_a_rewrite()
    {
        WriteDead();
        long before = Length;
        using ContactJournal journal = _journal.Open();
        Assert.Equal(before - (3 * JournalLine.Length), Length);
        Assert.Equal(JournalException.InUse, Assert.Throws<JournalException>(() => _journal.Open()).Code);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_rewritten_journal_is_restricted_to_its_owner()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There the folder's rights decide.");
        WriteDead();
        _journal.Open().Dispose();
        IsRewritten(true, contacts: 2, lines: 5);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_journal.Path));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void The_file_behind_a_link_is_rewritten_and_the_link_stays()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A journal behind a link is not rewritten there.");
        using TemporaryFolder folder = new();
        WriteDead();
        string link = File.CreateSymbolicLink(folder.Path("second"), File.CreateSymbolicLink(folder.Path("first"), _journal.Path).FullName).FullName;

        ContactJournal.Open(link, NumberedContactsJournal.Header, overwrite: false).Dispose();

        IsRewritten(true, contacts: 2, lines: 5);
        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.False(File.Exists(link + ".new"));
    }

    [Fact]
    public void A_comparison_rewrites_nothing()
    {
        WriteDead();
        byte[] before = File.ReadAllBytes(_journal.Path);
        Assert.NotNull(_journal.States(2)[0]);
        Assert.Equal(before, File.ReadAllBytes(_journal.Path));
    }
}
