using System;
using System.IO;
using System.Runtime.Versioning;
using System.Text;
using Conversion.Core.Tests.Emulator;
using Conversion.Journal;
using Xunit;

namespace Conversion.Core.Tests.Journal;

/// <summary>What may exist at the path of a journal: links, pipes, other files, read-only places.</summary>
public sealed class JournalPathTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static ContactJournal Open(string path, bool overwrite = false) => ContactJournal.Open(path, NumberedContactsJournal.Header, overwrite);

    private static void Confirm(string path)
    {
        using ContactJournal journal = Open(path);
        NumberedContactsJournal.Append(journal, (1, NumberedContactsJournal.State(1)));
    }

    private static bool IsConfirmed(string path)
    {
        using ContactJournal journal = Open(path);
        return NumberedContactsJournal.StateIn(journal, NumberedContactsJournal.KeyOf(journal, 1)) == NumberedContactsJournal.State(1);
    }

    private static void IsMismatch(string path, string mismatch)
    {
        JournalException refusal = Assert.Throws<JournalException>(() => Open(path));
        Assert.Equal((JournalException.Mismatch, $"The journal '{path}' {mismatch}."), (refusal.Code, refusal.Message));
    }

    private static void IsRefused(string path, string code)
    {
        foreach (bool overwrite in new[] { false, true })
        {
            JournalException refusal = Assert.Throws<JournalException>(() => Open(path, overwrite));
            Assert.Equal(code, refusal.Code);
            Assert.StartsWith($"The journal '{path}' ", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_symbolic_link_opens_the_same_journal()
    {
        string path = _folder.Path("journal");
        string link = File.CreateSymbolicLink(_folder.Path("link"), path).FullName;
        Confirm(link);
        Assert.True(IsConfirmed(path));
        Assert.True(IsConfirmed(link));
        using ContactJournal journal = Open(path);
        IsRefused(link, JournalException.InUse);
    }

    [Fact]
    public void A_circular_link_is_unavailable_and_not_in_use()
    {
        string first = _folder.Path("first");
        string second = _folder.Path("second");
        File.CreateSymbolicLink(first, second);
        File.CreateSymbolicLink(second, first);
        IsRefused(first, JournalException.Unavailable);
    }

    [Fact]
    public void A_path_that_cannot_be_a_file_is_unavailable_and_not_in_use()
    {
        Directory.CreateDirectory(_folder.Path("folder"));
        File.WriteAllText(_folder.Path("file"), "text");
        IsRefused(_folder.Path("folder"), JournalException.Unavailable);
        IsRefused(_folder.Path("file/below"), JournalException.Unavailable);
        IsRefused(_folder.Path(new string('x', 300)), JournalException.Unavailable);
    }

    [Fact]
    public void A_path_in_a_system_file_system_is_unavailable_and_not_in_use()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "These folders take no file, not even from root; they are Linux's.");
        IsRefused("/proc/conversion.journal", JournalException.Unavailable);
        IsRefused("/sys/conversion.journal", JournalException.Unavailable);
    }

    [Theory]
    [InlineData("pipe", false)]
    [InlineData("null", false)]
    [InlineData("full", false)]
    [InlineData("pipe", true)]
    [InlineData("null", true)]
    [InlineData("full", true)]
    [UnsupportedOSPlatform("windows")]
    public void A_pipe_or_a_device_is_unavailable_and_keeps_its_permissions(string kind, bool linked)
    {
        string path = _folder.Path(kind);
        SpecialFile.Make(kind, path);
        IsRefused(linked ? File.CreateSymbolicLink(_folder.Path("link"), path).FullName : path, JournalException.Unavailable);
        SpecialFile.AssertUntouched(kind, path);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [UnsupportedOSPlatform("windows")]
    public void A_file_that_is_not_a_journal_keeps_its_content_and_permissions(bool linked)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There the folder's rights decide.");
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        string path = _folder.Path("leads.csv");
        File.WriteAllText(path, "Email\na@b.c\n");
        File.SetUnixFileMode(path, mode);
        IsMismatch(path, "is not a journal");
        IsRefused(linked ? File.CreateSymbolicLink(_folder.Path("link"), path).FullName : path, JournalException.Mismatch);
        Assert.Equal("Email\na@b.c\n", File.ReadAllText(path));
        Assert.Equal(mode, File.GetUnixFileMode(path));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Opening_a_journal_restricts_it_to_its_owner_again()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There the folder's rights decide.");
        string path = _folder.Path("journal");
        Confirm(path);
        File.SetUnixFileMode(path, (UnixFileMode)0b110_110_110);
        Assert.True(IsConfirmed(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    // A sparse file: it has the length, but uses little disk space.
    [Fact]
    public void A_journal_that_is_too_long_is_refused()
    {
        string path = _folder.Path("journal");
        Confirm(path);
        using (FileStream file = File.OpenWrite(path))
        {
            file.SetLength(200L << 30);
        }

        IsMismatch(path, "has more contacts than fit in memory");
        Open(path, overwrite: true).Dispose();
        Assert.False(IsConfirmed(path));
    }

    [Fact]
    public void A_journal_with_other_line_endings_is_refused_and_not_overwritten()
    {
        string path = _folder.Path("journal");
        Confirm(path);
        string edited = File.ReadAllText(path, Encoding.ASCII).Replace('\n', '\r');
        File.WriteAllText(path, edited);
        IsMismatch(path, "is damaged in line 1");
        Assert.Equal(edited, File.ReadAllText(path));
        Open(path, overwrite: true).Dispose();
        Assert.False(IsConfirmed(path));
    }
}
