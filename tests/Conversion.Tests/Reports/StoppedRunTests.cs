using System;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Reports;

/// <summary>A run that was stopped before its end: its report and its exit code say the same.</summary>
public sealed class StoppedRunTests : IAsyncLifetime
{
    private const string Rows = "1..50 | ForEach-Object { \"a$_@example.com\" }";
    private const string Stopped = "<strong>The run was stopped before its end.</strong>";

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

    private CnvRunSummary Summarize(string script) => Run(script).Single<CnvRunSummary>();

    [Fact]
    public void A_report_of_a_stopped_run_has_the_exit_code_to_run_again()
    {
        Run($"{Rows} | Set-CnvContact | Export-CnvReport run.html -PassThru | Select-Object -First 3");
        string html = _folder.Read("run.html");
        Assert.Contains(Stopped, html);
        Assert.Contains("3 rows had a result before that.", html);
        Assert.Contains("Exit code 1.", html);
    }

    [Theory]
    [InlineData("Set-CnvContact")]
    [InlineData("Set-CnvContact -BatchSize 10")]
    [InlineData("Sync-CnvContact -JournalPath all.journal")]
    [InlineData("Compare-CnvContact -JournalPath all.journal")]
    public void The_first_results_of_a_run_are_not_a_complete_run(string command)
    {
        CnvRunSummary summary = Summarize($"{Rows} | {command} | Select-Object -First 3 | Measure-CnvResult");
        Assert.Equal((3L, 1, true, false), (summary.Total, summary.ExitCode, summary.NeedsRerun, summary.NeedsAttention));
    }

    [Fact]
    public void A_report_of_the_first_results_says_that_the_run_was_stopped()
    {
        CnvRunSummary summary = Summarize($"{Rows} | Set-CnvContact | Select-Object -First 3 | Export-CnvReport run.html");
        Assert.Equal((3L, 1, true), (summary.Total, summary.ExitCode, summary.NeedsRerun));
        string html = _folder.Read("run.html");
        Assert.Contains(Stopped, html);
        Assert.Contains("Exit code 1.", html);
    }

    [Theory]
    [InlineData("$kept = @('a@example.com', 'b@example.com' | Set-CnvContact | Select-Object -First 1)")]
    [InlineData("'a@example.com', 'b@example.com' | Set-CnvContact -OutVariable kept | ForEach-Object { throw 'away' }")]
    [InlineData("'nobody', 'b' | ForEach-Object { if ($_ -eq 'b') { throw 'away' }; $_ } | Set-CnvContact -ErrorAction Ignore -OutVariable kept")]
    public void Results_that_were_kept_of_a_stopped_run_are_not_a_complete_run(string script)
    {
        Run(script);
        CnvRunSummary summary = Summarize("$kept | Measure-CnvResult");
        Assert.Equal((1L, 1, true), (summary.Total, summary.ExitCode, summary.NeedsRerun));
    }

    [Theory]
    [InlineData("$all = @(@ROWS | Set-CnvContact); $all | Select-Object -First 3 | Measure-CnvResult", 3L)]
    [InlineData("@ROWS | Set-CnvContact | Where-Object Row -gt 45 | Measure-CnvResult", 5L)]
    [InlineData("@ROWS | Select-Object -First 3 | Set-CnvContact | Measure-CnvResult", 3L)]
    public void A_complete_run_stays_clean(string script, long total)
    {
        CnvRunSummary summary = Summarize(script.Replace("@ROWS", Rows, StringComparison.Ordinal));
        Assert.Equal((total, 0, false), (summary.Total, summary.ExitCode, summary.NeedsRerun));
    }

    [Fact]
    public void A_result_that_is_counted_while_its_run_goes_on_is_clean()
    {
        Run run = Run("'a@example.com', 'b@example.com' | Set-CnvContact | ForEach-Object { $_ | Measure-CnvResult }");
        Assert.All(run.All<CnvRunSummary>(), summary => Assert.Equal(0, summary.ExitCode));
    }

    [Fact]
    public void The_error_limit_stays_a_reason_to_correct_rows()
    {
        Run("'x', 'y', 'a@example.com' | Set-CnvContact -MaximumErrorCount 2 -ErrorAction Ignore | Export-CnvReport run.html -PassThru");
        Assert.Contains("Exit code 2.", _folder.Read("run.html"));
    }

    [Fact]
    public void A_run_that_an_error_ended_is_not_clean()
    {
        _api.Emulator.Faults.Enqueue(Fault.None).Enqueue(Fault.Status(401), 100);
        Run("'a@example.com', 'b@example.com' | Set-CnvContact -WarningAction Ignore -OutVariable kept");
        CnvRunSummary summary = Summarize("$kept | Where-Object Status -ne NotSent | Measure-CnvResult");
        Assert.Equal((1L, 1), (summary.Total, summary.ExitCode));
    }

    [Fact]
    public void A_stopped_run_with_rows_to_correct_is_to_be_run_again_first()
    {
        CnvRunSummary summary = Summarize($"@('nobody'; {Rows}) | Set-CnvContact -ErrorAction Ignore | Select-Object -First 3 | Measure-CnvResult");
        Assert.Equal((1L, 1, true, true), (summary.Rejected, summary.ExitCode, summary.NeedsRerun, summary.NeedsAttention));
    }
}
