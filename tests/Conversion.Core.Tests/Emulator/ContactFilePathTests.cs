using System;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using Conversion.Emulator;
using Xunit;

namespace Conversion.Core.Tests.Emulator;

/// <summary>What stands where a store's file is wanted: links, pipes, devices, other people's files.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ContactFilePathTests : IDisposable
{
    private const string Foreign = "Email\na@b.c\n";
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;
    private readonly string _link;

    public ContactFilePathTests()
    {
        _path = _folder.Path("contacts.json");
        _link = _folder.Path("link");
    }

    public void Dispose() => _folder.Dispose();

    private string[] Names => [.. Directory.GetFileSystemEntries(Path.GetDirectoryName(_path)!).Select(name => Path.GetFileName(name)!).Order()];

    private void Link(string target)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links are made by administrators only there.");
        File.CreateSymbolicLink(_link, target);
    }

    private static int Put(string path, params string[] emails)
    {
        using ContactStore store = ContactStore.Open(path);
        foreach (string email in emails)
        {
            store.Put(store.Find(email) ?? new Contact(Guid.NewGuid(), email));
        }

        return store.Count;
    }

    [Theory]
    [InlineData("pipe", false)]
    [InlineData("null", false)]
    [InlineData("full", false)]
    [InlineData("pipe", true)]
    [InlineData("null", true)]
    [InlineData("full", true)]
    public void A_pipe_or_a_device_stays_what_it_is_and_nothing_is_made_beside_it(string kind, bool linked)
    {
        SpecialFile.Make(kind, _path);
        if (linked)
        {
            Link(_path);
        }

        string[] before = Names;
        IOException problem = Assert.Throws<IOException>(() => ContactStore.Open(linked ? _link : _path));
        Assert.Contains("is a device or a pipe", problem.Message, StringComparison.Ordinal);
        SpecialFile.AssertUntouched(kind, _path);
        Assert.Equal(before, Names);
        Assert.Equal(linked ? _path : null, linked ? new FileInfo(_link).LinkTarget : null);
    }

    [Fact]
    public void A_folder_stays_empty_and_nothing_is_made_beside_it()
    {
        Directory.CreateDirectory(_path);
        Assert.ThrowsAny<UnauthorizedAccessException>(() => ContactStore.Open(_path));
        Assert.Equal(["contacts.json"], Names);
        Assert.Empty(Directory.GetFileSystemEntries(_path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_link_to_an_empty_file_or_to_none_yet_stays_a_link(bool exists)
    {
        Link(_path);
        if (exists)
        {
            File.WriteAllBytes(_path, []);
        }

        Assert.Equal(1, Put(_link, "a@example.com"));
        Assert.Equal(_path, new FileInfo(_link).LinkTarget);
        Assert.Equal(1, Put(_path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_path));
    }

    [Fact]
    public void A_file_that_a_link_leads_to_is_the_same_file_afterwards_and_keeps_its_old_lines()
    {
        Link(_path);
        Put(_path, "a@example.com", "a@example.com", "a@example.com");
        using (FileStream same = new(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            Assert.Equal(2, Put(_link, "b@example.com"));
            Assert.Equal(new FileInfo(_path).Length, same.Length);
        }

        Assert.Equal(5, File.ReadAllLines(_path).Length);
        Assert.Equal(_path, new FileInfo(_link).LinkTarget);
        Assert.Equal(2, Put(_path));
        Assert.Equal(3, File.ReadAllLines(_path).Length);
    }

    [Fact]
    public void By_a_link_it_is_the_same_file_and_open_once()
    {
        Link(_path);
        using (ContactStore.Open(_path))
        {
            Assert.Contains("in use", Assert.Throws<IOException>(() => ContactStore.Open(_link)).Message, StringComparison.Ordinal);
        }

        using (ContactStore.Open(_link))
        {
            Assert.Contains("in use", Assert.Throws<IOException>(() => ContactStore.Open(_path)).Message, StringComparison.Ordinal);
        }

        Assert.Equal(["contacts.json", "contacts.json.lock", "link"], Names);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Somebodys_file_keeps_its_text_and_its_permissions(bool linked)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There the folder's rights decide.");
        File.WriteAllText(_path, Foreign);
        File.SetUnixFileMode(_path, SpecialFile.Mode);
        if (linked)
        {
            Link(_path);
        }

        Assert.Throws<InvalidDataException>(() => ContactStore.Open(linked ? _link : _path));
        Assert.Equal((Foreign, SpecialFile.Mode), (File.ReadAllText(_path), File.GetUnixFileMode(_path)));
        Assert.Equal(linked ? _path : null, linked ? new FileInfo(_link).LinkTarget : null);
    }

    [Fact]
    public void Somebodys_file_where_it_is_written_anew_is_not_deleted()
    {
        Put(_path, "a@example.com", "a@example.com");
        File.WriteAllText(_path + ".new", Foreign);
        Assert.Contains("in the way", Assert.Throws<IOException>(() => ContactStore.Open(_path)).Message, StringComparison.Ordinal);
        Assert.Equal(Foreign, File.ReadAllText(_path + ".new"));
        File.Delete(_path + ".new");
        Assert.Equal(1, Put(_path));
    }

    [Fact]
    public void What_an_unfinished_rewrite_left_is_replaced()
    {
        Put(_path, "a@example.com", "a@example.com");
        File.Copy(_path, _path + ".new");
        Assert.Equal(1, Put(_path));
        Assert.Equal(["contacts.json", "contacts.json.lock"], Names);
        Assert.Equal(2, File.ReadAllLines(_path).Length);
    }

    [Fact]
    public void A_last_line_without_its_end_gets_it()
    {
        Put(_path, "a@example.com");
        File.WriteAllText(_path, File.ReadAllText(_path).TrimEnd('\n'));
        Assert.Equal(2, Put(_path, "b@example.com"));
        Assert.Equal(2, Put(_path));
        Assert.Equal(3, File.ReadAllLines(_path).Length);
    }
}
