using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;
using static Conversion.Tests.Hosting.Session;

namespace Conversion.Tests.Contacts;

/// <summary>-JournalPath: running the same command again sends only what was not confirmed, or has changed.</summary>
public sealed class JournalTests : IAsyncLifetime
{
    private readonly Api _api = new();
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        File.Delete(_path);
    }

    private string Command => $"Set-CnvContact -JournalPath '{_path}' ";

    private static object[] Rows(int count) => Enumerable.Range(1, count).Select(i => (object)Row(("Email", $"a{i}@b.c"))).ToArray();

    [Theory]
    [InlineData("")]
    [InlineData("-BatchSize 3")]
    public void Confirmed_rows_are_Unchanged_and_have_their_id(string parameters)
    {
        Run first = _api.Session.Pipe(Command + parameters, Rows(7));
        int sent = _api.Emulator.Requests.Count;
        Run second = _api.Session.Pipe(Command + parameters, Rows(7));
        Assert.Equal(sent, _api.Emulator.Requests.Count);
        Assert.All(second.Results, result => Assert.Equal(UpsertStatus.Unchanged, result.Status));
        Assert.Equal(first.Results.Select(result => result.CnvContactId), second.Results.Select(result => result.CnvContactId));
    }

    [Fact]
    public void Rows_that_were_not_confirmed_are_sent_again()
    {
        _api.Emulator.Faults.WhenBodyContains("a2@b.c", Fault.Status(503), times: 1);
        _api.Session.Pipe(Command, Rows(3));
        Run second = _api.Session.Pipe(Command, Rows(3));
        Assert.Equal([UpsertStatus.Unchanged, UpsertStatus.Created, UpsertStatus.Unchanged], second.Results.Select(result => result.Status));
    }

    [Fact]
    public void A_new_row_is_sent()
    {
        _api.Session.Pipe(Command, Rows(2));
        Run second = _api.Session.Pipe(Command, Rows(3));
        Assert.Equal([UpsertStatus.Unchanged, UpsertStatus.Unchanged, UpsertStatus.Created], second.Results.Select(result => result.Status));
    }

    [Fact]
    public void A_truncated_last_line_is_ignored()
    {
        _api.Session.Pipe(Command, Rows(3));
        using (FileStream file = File.OpenWrite(_path))
        {
            file.SetLength(file.Length - 5);
        }

        Run second = _api.Session.Pipe(Command, Rows(3));
        Assert.Equal(1, second.Results.Count(result => result.Status == UpsertStatus.Updated));
        Run third = _api.Session.Pipe(Command, Rows(3));
        Assert.All(third.Results, result => Assert.Equal(UpsertStatus.Unchanged, result.Status));
    }

    [Fact]
    public void The_journal_contains_no_contact_data()
    {
        _api.Session.Pipe(Command, Row(("Email", "jane@example.com"), ("first_name", "Jane")));
        string journal = File.ReadAllText(_path);
        Assert.DoesNotContain("jane", journal, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("s3cr3t", journal);
    }

    [Fact]
    public void Only_the_owner_can_read_the_journal()
    {
        Assert.SkipWhen(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "On Windows the folder's rights decide.");
        _api.Session.Pipe(Command, Rows(1));
#pragma warning disable CA1416 // Not reached on Windows.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_path));
#pragma warning restore CA1416
    }

    [Fact]
    public void Another_account_is_a_mismatch()
    {
        _api.Session.Pipe(Command, Rows(1));
        using Session other = _api.Connect(key: "sk_live_other_secret");
        Assert.Equal("journal_mismatch,Conversion.Commands.SetCnvContactCommand", other.Pipe(Command, Rows(1)).TerminatingError!.FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("//")]
    public void A_trailing_slash_of_the_base_URI_is_not_a_mismatch(string end)
    {
        _api.Session.Pipe(Command, Rows(1));
        using Session other = new();
        other.Run($"Connect-Cnv -ApiKey '{Api.Key}' -BaseUri '{_api.BaseUri.TrimEnd('/')}{end}'");
        Assert.Equal(UpsertStatus.Unchanged, other.Pipe(Command, Rows(1)).Result.Status);
    }

    [Fact]
    public void Force_starts_a_new_journal()
    {
        _api.Session.Pipe(Command, Rows(1));
        Assert.Equal(UpsertStatus.Updated, _api.Session.Pipe(Command + "-Force", Rows(1)).Result.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Force")]
    public void A_file_that_is_not_a_journal_is_never_overwritten(string parameters)
    {
        File.WriteAllText(_path, "Email,first_name\na@b.c,Ann\n");
        Run run = _api.Session.Pipe(Command + parameters, Rows(1));
        Assert.Equal("journal_mismatch,Conversion.Commands.SetCnvContactCommand", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Equal("Email,first_name\na@b.c,Ann\n", File.ReadAllText(_path));
    }

    [Fact]
    public void A_journal_has_one_writer_at_a_time()
    {
        _api.Session.Set("path", _path);
        using FileStream other = new(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        Run run = _api.Session.Pipe(Command, Rows(1));
        Assert.Equal("journal_in_use,Conversion.Commands.SetCnvContactCommand", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Equal(0, _api.Emulator.Requests.Count);
    }

    [Fact]
    public void A_missing_folder_is_reported()
    {
        Run run = _api.Session.Pipe("Set-CnvContact -JournalPath /no/such/folder/x.journal", Rows(1));
        Assert.Equal("journal_unavailable,Conversion.Commands.SetCnvContactCommand", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Equal(0, _api.Emulator.Requests.Count);
    }

    [Theory]
    [InlineData("Nope:\\x")]
    [InlineData("env:x")]
    [InlineData("Nope::x")]
    [InlineData("FileSystem::")]
    [InlineData("*.journal")]
    [InlineData("leads?.journal")]
    [InlineData("a\0b")]
    [InlineData(".")]
    public void What_is_no_path_of_a_file_is_said_so(string path)
    {
        using ScratchFolder folder = new();
        _api.Session.Set("path", path);
        Run run = _api.Session.Run($"Set-Location '{folder.Root}'; Set-CnvContact a@b.c -JournalPath $path");
        Assert.Equal("journal_unavailable,Conversion.Commands.SetCnvContactCommand", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Equal(0, _api.Emulator.Requests.Count);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
    }

    [Fact]
    public void WhatIf_creates_no_journal()
    {
        _api.Session.Pipe(Command + "-WhatIf", Rows(1));
        Assert.False(File.Exists(_path));
    }
}
