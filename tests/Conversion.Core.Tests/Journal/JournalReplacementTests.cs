using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using Conversion.Journal;
using Xunit;

namespace Conversion.Core.Tests.Journal;

/// <summary>The file that replaces a journal: what may be under its name, and who may open which file meanwhile.</summary>
public sealed class JournalReplacementTests : IDisposable
{
    private readonly NumberedContactsJournal _journal = new();
    private readonly long _length;

    // Five lines about two contacts: the journal is rewritten when it is opened.
    public JournalReplacementTests() => _length = _journal.Write(Enumerable.Range(0, 5).Select(static line =>
        (line % 2, NumberedContactsJournal.State(line % 2, value: line)))).Length;

    public void Dispose() => _journal.Dispose();

    private string Replacement => _journal.Path + ".new";

    private void IsRewritten(bool rewritten) =>
        Assert.Equal(_length - (rewritten ? 3 * JournalLine.Length : 0), new FileInfo(_journal.Path).Length);

    // A run that has opened the old file, and is about to lock it, has it under no name.
    [Fact]
    public void The_replaced_file_stays_locked_as_long_as_the_journal_is_open()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There it is closed before it is replaced.");
        string replaced = _journal.Path + ".old";
        using (Process process = Process.Start("ln", [_journal.Path, replaced]))
        {
            process.WaitForExit();
        }

        ContactJournal OpenReplaced() => ContactJournal.Open(replaced, NumberedContactsJournal.Header, overwrite: false);
        using (_journal.Open())
        {
            Assert.Equal(JournalException.InUse, Assert.Throws<JournalException>(OpenReplaced).Code);
        }

        OpenReplaced().Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(100)]
    [InlineData(10_000)]
    public void What_a_killed_rewrite_left_is_overwritten(int length)
    {
        byte[] unfinished = [.. File.ReadAllBytes(_journal.Path), .. new byte[10_000]];
        File.WriteAllBytes(Replacement, unfinished[..length]);

        _journal.Open().Dispose();

        IsRewritten(true);
        Assert.False(File.Exists(Replacement));
    }

    public static TheoryData<string> Obstacles => ["foreign file", "folder", "file in use", "long name"];

    [Theory]
    [MemberData(nameof(Obstacles))]
    public void Where_no_replacement_can_be_written_the_journal_works_as_it_is(string obstacle)
    {
        string path = obstacle == "long name" ? Path.Combine(Path.GetDirectoryName(_journal.Path)!, new string('x', 253)) : _journal.Path;
        using FileStream? inUse = Put(obstacle, path);

        for (int run = 0; run < 2; run++)
        {
            using ContactJournal journal = ContactJournal.Open(path, NumberedContactsJournal.Header, overwrite: false);
            Assert.Equal(NumberedContactsJournal.State(0, value: 4 + (run * 4)), NumberedContactsJournal.StateIn(journal, NumberedContactsJournal.KeyOf(journal, 0)));
            NumberedContactsJournal.Append(journal, (0, NumberedContactsJournal.State(0, value: 8)));
        }
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_foreign_file_in_the_way_is_untouched()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There the folder's rights decide.");
        File.WriteAllText(Replacement, "Email\na@b.c\n");
        File.SetUnixFileMode(Replacement, SpecialFile.Mode);

        _journal.Open().Dispose();

        Assert.Equal("Email\na@b.c\n", File.ReadAllText(Replacement));
        Assert.Equal(SpecialFile.Mode, File.GetUnixFileMode(Replacement));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_device_in_the_way_is_untouched()
    {
        SpecialFile.Make("full", Replacement);
        _journal.Open().Dispose();
        SpecialFile.AssertUntouched("full", Replacement);
        IsRewritten(false);
    }

    [Fact]
    public void A_system_on_which_no_open_file_can_be_replaced_gets_the_same_file()
    {
        byte[] content = [.. File.ReadAllBytes(_journal.Path), .. "x"u8];
        FileStream file = RegularFile.OpenOrCreate(_journal.Path, FileShare.None);
        FileStream replacement = RegularFile.CreateReplacement(_journal.Path, JournalReader.Prefix);
        replacement.Write(content);

        using FileStream reopened = JournalRewriter.ReplaceClosed(_journal.Path, file, replacement);

        Assert.Equal((content.Length, content.Length), (reopened.Position, reopened.Length));
        Assert.False(File.Exists(Replacement));
        Assert.Equal(JournalException.InUse, Assert.Throws<JournalException>(() => _journal.Open()).Code);
    }

    private FileStream? Put(string obstacle, string path)
    {
        switch (obstacle)
        {
            case "foreign file":
                File.WriteAllText(path + ".new", "text");
                return null;
            case "folder":
                Directory.CreateDirectory(path + ".new");
                return null;
            case "file in use":
                return new FileStream(path + ".new", FileMode.Create, FileAccess.ReadWrite, FileShare.None);
            default:
                File.Move(_journal.Path, path);
                return null;
        }
    }
}
