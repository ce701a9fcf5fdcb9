using System;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using Conversion.Journal;
using Xunit;

namespace Conversion.Core.Tests.Journal;

/// <summary>A journal that is opened to compare rows with it: nothing is changed or created.</summary>
public sealed class JournalComparisonTests : IDisposable
{
    private readonly NumberedContactsJournal _journal = new();

    public void Dispose() => _journal.Dispose();

    private ContactJournal Open(bool overwrite = false, JournalHeader? header = null) =>
        ContactJournal.OpenForComparison(_journal.Path, header ?? NumberedContactsJournal.Header, overwrite);

    private string Folder => Path.GetDirectoryName(_journal.Path)!;

    private static void IsUnavailable(string path)
    {
        JournalException refusal = Assert.Throws<JournalException>(() =>
            ContactJournal.OpenForComparison(path, NumberedContactsJournal.Header, overwrite: false));
        Assert.Equal(JournalException.Unavailable, refusal.Code);
        Assert.StartsWith($"The journal '{path}' cannot be opened: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_keeps_its_bytes_whatever_is_appended()
    {
        byte[] bytes = _journal.Write(0, 1);
        using (ContactJournal journal = Open())
        {
            NumberedContactsJournal.Append(journal, (2, NumberedContactsJournal.State(2)));
            Assert.Equal(2, journal.KnownContacts);
        }

        Assert.Equal(bytes, File.ReadAllBytes(_journal.Path));
    }

    [Fact]
    public void An_incomplete_last_line_stays_in_the_file()
    {
        byte[] torn = _journal.Write(0, 1)[..^7];
        File.WriteAllBytes(_journal.Path, torn);

        Assert.Equal([0], _journal.Trusted(2));
        Assert.Equal(torn, File.ReadAllBytes(_journal.Path));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void The_file_keeps_its_permissions()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There the folder's rights decide.");
        _journal.Write(0);
        File.SetUnixFileMode(_journal.Path, SpecialFile.Mode);
        Open().Dispose();
        Assert.Equal(SpecialFile.Mode, File.GetUnixFileMode(_journal.Path));
    }

    [Fact]
    public void A_missing_file_is_a_journal_that_knows_nothing()
    {
        using ContactJournal journal = Open();
        Assert.Equal(0, journal.KnownContacts);
        Assert.False(File.Exists(_journal.Path));
    }

    [Fact]
    public void A_link_to_a_missing_file_is_a_journal_that_knows_nothing()
    {
        File.CreateSymbolicLink(_journal.Path, Path.Combine(Folder, "none"));
        using ContactJournal journal = Open();
        Assert.Equal(0, journal.KnownContacts);
        Assert.Equal([_journal.Path], Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public void A_link_to_a_journal_opens_that_journal()
    {
        _journal.Write(0, 1);
        string target = _journal.Path + ".target";
        File.Move(_journal.Path, target);
        File.CreateSymbolicLink(_journal.Path, target);
        using ContactJournal journal = Open();
        Assert.Equal(2, journal.KnownContacts);
    }

    [Fact]
    public void A_folder_is_unavailable()
    {
        Directory.CreateDirectory(_journal.Path);
        IsUnavailable(_journal.Path);
        Assert.Empty(Directory.GetFileSystemEntries(_journal.Path));
    }

    [Fact]
    public void A_link_to_a_folder_is_unavailable()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "folder"));
        Directory.CreateSymbolicLink(_journal.Path, Path.Combine(Folder, "folder"));
        IsUnavailable(_journal.Path);
    }

    [Fact]
    public void A_file_in_a_missing_folder_is_unavailable_and_the_folder_is_not_created()
    {
        IsUnavailable(Path.Combine(Folder, "none", "journal"));
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public void A_file_below_a_file_is_unavailable()
    {
        _journal.Write(0);
        IsUnavailable(Path.Combine(_journal.Path, "journal"));
    }

    [Fact]
    public void An_empty_file_stays_empty()
    {
        File.WriteAllText(_journal.Path, "");
        Open().Dispose();
        Assert.Equal(0, new FileInfo(_journal.Path).Length);
    }

    [Fact]
    public void Where_the_journal_would_be_overwritten_every_contact_is_new_and_the_file_stays()
    {
        byte[] bytes = _journal.Write(0, 1);
        using (ContactJournal journal = Open(overwrite: true))
        {
            Assert.Equal(0, journal.KnownContacts);
        }

        Assert.Equal(bytes, File.ReadAllBytes(_journal.Path));
    }

    [Fact]
    public void A_journal_of_another_account_is_refused()
    {
        _journal.Write(0);
        JournalException refusal = Assert.Throws<JournalException>(() => Open(header: NumberedContactsJournal.Header with { KeyId = "other" }));
        Assert.Equal(JournalException.Mismatch, refusal.Code);
    }

    [Fact]
    public void A_journal_in_use_is_refused()
    {
        using ContactJournal journal = _journal.Open();
        Assert.Equal(JournalException.InUse, Assert.Throws<JournalException>(() => Open()).Code);
    }

    [Fact]
    public void A_file_that_is_not_a_journal_is_refused()
    {
        File.WriteAllText(_journal.Path, "Email\na@b.c\n");
        Assert.All(new[] { false, true }, overwrite =>
            Assert.Equal(JournalException.Mismatch, Assert.Throws<JournalException>(() => Open(overwrite)).Code));
        Assert.Equal("Email\na@b.c\n", File.ReadAllText(_journal.Path));
    }
}
