using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Reports;

/// <summary>Export-CnvReport: the file, and what the pipeline gets.</summary>
public sealed class ExportTests : IAsyncLifetime
{
    private readonly ScratchFolder _folder = new();
    private readonly Api _api = new();

    public async ValueTask InitializeAsync()
    {
        await _api.InitializeAsync();
        _api.Session.Run($"Set-Location '{_folder.Root}'");
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _folder.Dispose();
    }

    private Run Run(string script) => _api.Session.Run(script);

    private string[] Files => [.. Directory.GetFiles(_folder.Root).Select(file => Path.GetFileName(file)).Order()];

    [Fact]
    public void A_run_becomes_a_report_and_a_summary()
    {
        Run run = Run("'a@example.com', 'b' | Set-CnvContact -ErrorAction Ignore | Export-CnvReport run.html -Title Tonight");
        CnvRunSummary summary = run.Single<CnvRunSummary>();
        Assert.Equal(_folder.PathOf("run.html"), summary.ReportPath);
        Assert.Equal((2L, 2), (summary.Total, summary.ExitCode));
        string html = _folder.Read("run.html");
        Assert.Contains("<title>Tonight</title>", html);
        Assert.Contains("1 row needs mending.", html);
        Assert.Contains("account test at 127.0.0.1", html);
        Assert.Equal(["run.html"], Files);
        Assert.Equal((byte)'<', File.ReadAllBytes(_folder.PathOf("run.html"))[0]);
    }

    [Fact]
    public void PassThru_hands_on_everything_as_it_comes()
    {
        Run run = Run("1..5 | ForEach-Object { \"a$_@example.com\" } | Set-CnvContact | Export-CnvReport run.html -PassThru");
        Assert.Equal([1, 2, 3, 4, 5], run.Results.Select(result => result.Row));
        Assert.Contains("All 5 rows went through.", _folder.Read("run.html"));

        _api.Session.Set("results", new object[] { Results.Of(UpsertStatus.Created), "foreign" });
        Run mixed = Run("$results | Export-CnvReport run.html -PassThru -Force");
        Assert.Equal(2, mixed.Output.Count);
        Assert.Equal("not_a_result,Conversion.Commands.ExportCnvReportCommand", mixed.Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void A_file_that_exists_is_replaced_only_with_Force_and_nothing_is_sent_without_it()
    {
        _folder.Write("run.html", "mine");
        Run run = Run("'a@example.com' | Set-CnvContact | Export-CnvReport run.html");
        Assert.Equal("report_exists,Conversion.Commands.ExportCnvReportCommand", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Equal("mine", _folder.Read("run.html"));
        Assert.Empty(_api.Emulator.Requests.Snapshot());

        Assert.Null(Run("'a@example.com' | Set-CnvContact | Export-CnvReport run.html -Force").TerminatingError);
        Assert.Contains("The row went through.", _folder.Read("run.html"));
        Assert.Equal(["run.html"], Files);
    }

    [Theory]
    [InlineData("missing/run.html")]
    [InlineData("env:run")]
    [InlineData(".")]
    [InlineData("run*.html")]
    public void A_path_that_cannot_be_written_is_an_error_before_anything_is_sent(string path)
    {
        Run run = Run($"'a@example.com' | Set-CnvContact | Export-CnvReport '{path}' -Force");
        Assert.Equal("report_unavailable,Conversion.Commands.ExportCnvReportCommand", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Empty(_api.Emulator.Requests.Snapshot());
        Assert.Empty(Files);
    }

    [Fact]
    public void A_path_may_be_on_a_drive_of_PowerShell()
    {
        Run($"$null = New-PSDrive -Name Reports -PSProvider FileSystem -Root '{_folder.Root}' -Scope Global");
        Assert.Equal(_folder.PathOf("run.html"), Run("Export-CnvReport Reports:/run.html").Single<CnvRunSummary>().ReportPath);
        Assert.Equal(["run.html"], Files);
    }

    [Fact]
    public void A_device_is_never_replaced()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Assert.StartsWith("report_unavailable,", Run("Export-CnvReport /dev/null -Force").TerminatingError!.FullyQualifiedErrorId);
    }

    [Fact]
    public void Behind_a_link_the_file_is_replaced_and_the_link_remains()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        _folder.Write("real.html", "old");
        File.CreateSymbolicLink(_folder.PathOf("link.html"), _folder.PathOf("real.html"));
        Run("Export-CnvReport link.html -Force");
        Assert.Contains("No rows came.", _folder.Read("real.html"));
        Assert.NotNull(new FileInfo(_folder.PathOf("link.html")).LinkTarget);
    }

    [Fact]
    public void No_rows_are_a_report_that_says_so()
    {
        CnvRunSummary summary = Run("@() | Set-CnvContact | Export-CnvReport run.html").Single<CnvRunSummary>();
        Assert.Equal((0L, 0), (summary.Total, summary.ExitCode));
        Assert.Contains("No rows came.", _folder.Read("run.html"));
    }

    [Theory]
    [InlineData("'foreign'", "None of the objects that came is a result.")]
    [InlineData("'foreign', 5", "None of the objects that came is a result.")]
    [InlineData("@('a@example.com' | Set-CnvContact; 'foreign')", "1 object is not a result.")]
    [InlineData("@('a@example.com' | Set-CnvContact; 'foreign', 5)", "2 objects are not results.")]
    public void What_is_no_result_is_in_the_report(string input, string sentence)
    {
        CnvRunSummary summary = Run($"{input} | Export-CnvReport run.html -ErrorAction Ignore").Single<CnvRunSummary>();
        Assert.Equal(2, summary.ExitCode);
        string html = _folder.Read("run.html");
        Assert.Contains($"<strong>{sentence}</strong>", html);
        Assert.Contains("Exit code 2.", html);
        Assert.DoesNotContain("nothing is to be done", html);
        Assert.DoesNotContain("No rows came", html);
    }

    [Fact]
    public void WhatIf_writes_nothing_and_still_counts()
    {
        _api.Session.Set("results", Results.Of("2 Created"));
        CnvRunSummary summary = Run("$results | Export-CnvReport run.html -WhatIf").Single<CnvRunSummary>();
        Assert.Equal((2L, null), (summary.Total, summary.ReportPath));
        Assert.Empty(Files);
    }

    [Fact]
    public void IncludeRow_shows_the_first_rows_that_did_not_go_through()
    {
        Run("1..150 | ForEach-Object { [pscustomobject]@{ Email = \"wrong$_\"; city = 'Oslo' } } | Set-CnvContact -ErrorAction Ignore | Export-CnvReport run.html -IncludeRow");
        string html = _folder.Read("run.html");
        Assert.Contains("wrong100<", html);
        Assert.DoesNotContain("wrong101<", html);
        Assert.Contains("The first 100 of 150.", html);
        Assert.Contains("Oslo", html);
    }

    [Fact]
    public void A_run_that_an_error_ends_has_a_report_that_names_it()
    {
        _api.Emulator.Faults.Enqueue(Fault.None).Enqueue(Fault.Status(401), 100);
        Run run = Run("1..3 | ForEach-Object { \"a$_@example.com\" } | Set-CnvContact | Export-CnvReport run.html -PassThru");
        Assert.StartsWith("unauthorized,", run.TerminatingError!.FullyQualifiedErrorId);
        string html = _folder.Read("run.html");
        Assert.Contains("The run was ended by an error: unauthorized.", html);
        Assert.Contains("Check the key", html);
    }

    [Fact]
    public void A_report_replaces_that_of_the_last_run_however_the_run_ends()
    {
        _folder.Write("run.html", "All 5 rows went through.");
        Run("'a@example.com', 'b@example.com' | ForEach-Object { if ($_ -like 'b*') { throw 'away' }; $_ } | Set-CnvContact | Export-CnvReport run.html -Force");
        Assert.Contains("The run was stopped before its end.", _folder.Read("run.html"));
        Assert.Equal(["run.html"], Files);
    }

    [Fact]
    public async Task Ctrl_C_leaves_a_report_of_what_came()
    {
        _api.Emulator.Faults.WhenBodyContains("b@example.com", Fault.Hang());
        using PowerShell shell = _api.Session.Prepare("'a@example.com', 'b@example.com' | Set-CnvContact | Export-CnvReport run.html -PassThru");
        PSDataCollection<PSObject> output = [];
        using SemaphoreSlim came = new(0);
        output.DataAdded += (_, _) => came.Release();
        IAsyncResult running = shell.BeginInvoke<PSObject, PSObject>(input: null, output);
        await came.WaitAsync(TestContext.Current.CancellationToken);
        shell.Stop();
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        string html = _folder.Read("run.html");
        Assert.Contains("The run was stopped before its end.", html);
        Assert.Contains("1 row had a result before that.", html);
    }

    [Fact]
    public void A_guard_that_stops_a_run_is_in_its_report()
    {
        string sync = "Sync-CnvContact -JournalPath all.journal -GuardMinimumCount 10";
        Run($"1..20 | ForEach-Object {{ \"a$_@example.com\" }} | {sync}");
        Run run = Run($"1..10 | ForEach-Object {{ \"a$_@example.com\" }} | {sync} | Export-CnvReport run.html");
        Assert.StartsWith("change_limit,", run.TerminatingError!.FullyQualifiedErrorId);
        string html = _folder.Read("run.html");
        Assert.Contains("A guard stopped this run: too many contacts have left the list.", html);
        Assert.Contains("10 (50 %)", html);
        Assert.Contains("20 %: exceeded", html);

        CnvRunSummary compared = Run($"1..10 | ForEach-Object {{ \"a$_@example.com\" }} | Compare-CnvContact -JournalPath all.journal -GuardMinimumCount 10 -WarningAction Ignore | Export-CnvReport compare.html").Single<CnvRunSummary>();
        Assert.Equal(3, compared.ExitCode);
        Assert.Contains("A guard would stop this run", _folder.Read("compare.html"));
    }

    [Fact]
    public void A_guard_comes_back_from_a_file()
    {
        string sync = "Sync-CnvContact -JournalPath all.journal -GuardMinimumCount 10";
        Run($"1..20 | ForEach-Object {{ \"a$_@example.com\" }} | {sync}");
        Run($"$results = 1..18 | ForEach-Object {{ \"a$_@example.com\" }} | {sync}; $results | Export-Clixml results.xml");
        CnvRunSummary summary = Run("Import-Clixml results.xml | Measure-CnvResult").Single<CnvRunSummary>();
        CnvGuard guard = summary.Guards.Single(item => item.Name == "MaximumRemovePercent");
        Assert.Equal((2L, 20L, 10.0, 20.0, true, false), (guard.Count, guard.Known, guard.Percent, guard.MaximumPercent, guard.IsActive, guard.IsExceeded));
    }

    [Fact]
    public void Opt_outs_that_the_list_would_have_undone_are_counted()
    {
        string sync = "Sync-CnvContact -JournalPath all.journal";
        static string Rows(string name) => $"1..3 | ForEach-Object {{ [pscustomobject]@{{ Email = \"a$_@example.com\"; first_name = '{name}'; SubscriptionStatus = 'SUBSCRIBED' }} }}";
        Run first = Run($"{Rows("Ann")} | {sync}");
        Assert.All(first.Results, result => Assert.False(result.SubscriptionStatusWithheld));
        Run second = Run($"{Rows("Bea")} | {sync} | Export-CnvReport run.html -PassThru");
        Assert.All(second.Results, result => Assert.True(result.SubscriptionStatusWithheld));
        Assert.Contains("The subscription status of 3 rows was not sent, so opt-outs made in the account stay.", _folder.Read("run.html"));
        Assert.All(Run($"{Rows("Ann")} | Set-CnvContact").Results, result => Assert.False(result.SubscriptionStatusWithheld));
    }

    [Fact]
    public void A_job_hands_over_results_that_become_a_report()
    {
        _api.Session.Run($"$results = 'a@example.com', 'b' | Set-CnvContact -ErrorAction Ignore; $text = [System.Management.Automation.PSSerializer]::Serialize($results)");
        CnvRunSummary summary = Run("[System.Management.Automation.PSSerializer]::Deserialize($text) | Export-CnvReport run.html -IncludeRow").Single<CnvRunSummary>();
        Assert.Equal((2L, 1L, 1L), (summary.Total, summary.Created, summary.Rejected));
        Assert.NotNull(summary.StartedAt);
        Assert.Contains("invalid_email", _folder.Read("run.html"));
    }
}
