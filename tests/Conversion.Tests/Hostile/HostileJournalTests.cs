using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Model;
using Conversion.Tests.Crashes;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Hostile;

/// <summary>A journal that two runs use, that cannot be created, or that was written in another culture.</summary>
public sealed class HostileJournalTests : IAsyncLifetime
{
    private readonly Api _api = new();
    private readonly ScratchFolder _folder = new();

    private string Command => $"Set-CnvContact -JournalPath '{_folder.PathOf("import.journal")}' ";

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _folder.Dispose();
    }

    private static void IsRefused(Run run, string code)
    {
        Assert.Equal(code + ",Conversion.Commands.SetCnvContactCommand", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Empty(run.Results);
        Assert.Contains("-JournalPath", run.TerminatingError.Exception.Message);
    }

    [Fact]
    public void A_second_runspace_is_refused_and_the_first_continues()
    {
        using Session second = _api.Connect();
        Run? refused = null;
        _api.Session.Set("second", new Action(() => refused ??= second.Run($"@{{ Email = 'x@b.c' }} | {Command}")));
        Run first = _api.Session.Run($"1..20 | ForEach-Object {{ @{{ Email = \"a$_@b.c\" }} }} | {Command} | ForEach-Object {{ $second.Invoke(); $_ }}");

        IsRefused(refused!, "journal_in_use");
        Assert.Equal(20, first.Results.Count(result => result.Status == UpsertStatus.Created));
        Assert.DoesNotContain(_api.Bodies, body => body.Contains("x@b.c", StringComparison.Ordinal));
        Run again = second.Run($"1..20 | ForEach-Object {{ @{{ Email = \"a$_@b.c\" }} }} | {Command}");
        Assert.All(again.Results, result => Assert.Equal(UpsertStatus.Unchanged, result.Status));
    }

    [Fact]
    public async Task A_second_process_is_refused_and_the_first_continues()
    {
        _folder.Write("rows.csv", "Email\nx@b.c\n");
        string? error = null;
        _api.Session.Set("second", new Action(() =>
        {
            if (error is null)
            {
                using ImportProcess import = ImportProcess.Start(_folder, _api, "Set-CnvContact");
                error = import.WaitForEndAsync().GetAwaiter().GetResult().Error;
            }
        }));
        Run first = _api.Session.Run($"1..20 | ForEach-Object {{ @{{ Email = \"a$_@b.c\" }} }} | {Command} | ForEach-Object {{ $second.Invoke(); $_ }}");

        Assert.Contains("is in use", error);
        Assert.Equal(20, first.Results.Count(result => result.Status == UpsertStatus.Created));
        Assert.DoesNotContain(_api.Bodies, body => body.Contains("x@b.c", StringComparison.Ordinal));

        using ImportProcess alone = ImportProcess.Start(_folder, _api, "Set-CnvContact");
        Assert.Equal((0, string.Empty), await alone.WaitForEndAsync());
        Assert.Equal("Created", (await alone.ReadResultsAsync()).Single()[1]);
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("file/below")]
    [InlineData("none/journal")]
    [InlineData("/sys/conversion.journal")]
    [InlineData("/proc/conversion.journal")]
    public void Nothing_is_sent_when_the_journal_cannot_be_created(string path)
    {
        Assert.SkipWhen(path[0] == '/' && !OperatingSystem.IsLinux(), "This folder takes no file, not even from root; it is Linux's.");
        Directory.CreateDirectory(_folder.PathOf("folder"));
        _folder.Write("file", "text");
        foreach (string force in new[] { "", "-Force" })
        {
            IsRefused(_api.Session.Run($"@{{ Email = 'a@b.c' }} | Set-CnvContact -JournalPath '{_folder.PathOf(path)}' {force}"), "journal_unavailable");
        }

        Assert.Empty(_api.Bodies);
        Assert.Equal("text", _folder.Read("file"));
    }

    [Theory]
    [InlineData("env:import.journal")]
    [InlineData(@"variable:\import.journal")]
    public void Nothing_is_sent_when_the_journal_is_on_a_drive_without_files(string path)
    {
        foreach (string force in new[] { "", "-Force" })
        {
            IsRefused(_api.Session.Run($"@{{ Email = 'a@b.c' }} | Set-CnvContact -JournalPath '{path}' {force}"), "journal_unavailable");
        }

        Assert.Equal(
            "invalid_sandbox_path,Conversion.Commands.ConnectCnvCommand",
            _api.Session.Run($"Connect-Cnv -Sandbox -SandboxPath '{path}'").TerminatingError!.FullyQualifiedErrorId);
        Assert.Empty(_api.Bodies);
        Assert.False(File.Exists("import.journal"));
    }

    [Theory]
    [InlineData("tr-TR", "en-US")]
    [InlineData("en-US", "tr-TR")]
    [InlineData("ar-SA", "th-TH")]
    [InlineData("fa-IR", "de-DE")]
    public void A_row_confirmed_in_one_culture_is_skipped_in_another(string writer, string reader)
    {
        string rows = "1..3 | ForEach-Object { @{ EMAIL = \"INFO$_@b.c\"; SCORE = 1.5; since = [datetime]::new(2026, 1, $_) } } | " + Command
            + " -FieldMap @{ score = 'SCORE'; since = 'since'; active = { $_.SCORE -gt 1 } } -SyncToCRM -CompanyProperty company_i*";
        Assert.All(_api.Session.Run(CultureScript.Create(writer, rows)).Results, result => Assert.Equal(UpsertStatus.Created, result.Status));
        Run again = _api.Session.Run(CultureScript.Create(reader, rows));
        Assert.Null(again.TerminatingError);
        Assert.Equal(Enumerable.Repeat(UpsertStatus.Unchanged, 3), again.Results.Select(result => result.Status));
    }
}
