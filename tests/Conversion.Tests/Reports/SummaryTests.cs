using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Reports;

/// <summary>Measure-CnvResult: the counts, and which exit code they mean.</summary>
public sealed class SummaryTests : IDisposable
{
    private readonly Session _session = Session.OfSandbox();

    public void Dispose() => _session.Dispose();

    private CnvRunSummary Measure(params object?[] results) => _session.Pipe("Measure-CnvResult", results).Single<CnvRunSummary>();

    [Theory]
    [InlineData("", 0, false, false)]
    [InlineData("3 Created, 2 Updated, 4 Unchanged, 1 Removed", 0, false, false)]
    [InlineData("3 Created, 1 Failed server_error", 1, true, false)]
    [InlineData("3 Created, 1 Unknown timeout", 1, true, false)]
    [InlineData("3 Created, 1 NotSent time_limit", 1, true, false)]
    [InlineData("3 Created, 1 Rejected invalid_email", 2, false, true)]
    [InlineData("3 Created, 1 NotFound contact_not_found", 2, false, true)]
    [InlineData("1 Rejected invalid_email, 1 Failed server_error", 1, true, true)]
    [InlineData("1 Created, 1 NotSent change_limit", 3, true, true)]
    [InlineData("1 Rejected invalid_email, 1 Failed server_error, 1 NotSent change_limit", 3, true, true)]
    [InlineData("2 Rejected invalid_email, 3 NotSent error_limit", 2, true, true)]
    [InlineData("2 Failed server_error, 3 NotSent error_limit", 1, true, true)]
    [InlineData("1 Removed server_error", 1, true, false)]
    [InlineData("1 Removed contact_not_found", 0, false, false)]
    public void The_exit_code_says_what_is_to_be_done(string results, int exitCode, bool needsRerun, bool needsAttention)
    {
        CnvRunSummary summary = Measure(Results.Of(results));
        Assert.Equal((exitCode, needsRerun, needsAttention), (summary.ExitCode, summary.NeedsRerun, summary.NeedsAttention));
    }

    [Fact]
    public void Every_status_is_counted()
    {
        UpsertStatus[] statuses = Enum.GetValues<UpsertStatus>();
        CnvRunSummary summary = Measure([.. statuses.SelectMany((status, i) => Enumerable.Repeat(status, i + 1)).Select(status => Results.Of(status))]);
        Assert.All(statuses.Select((status, i) => (status, Count: i + 1)), item =>
            Assert.Equal((long)item.Count, typeof(CnvRunSummary).GetProperty(item.status.ToString())!.GetValue(summary)));
        Assert.Equal(statuses.Select((_, i) => i + 1).Sum(), summary.Total);
    }

    [Fact]
    public void Errors_are_counted_by_code_the_most_frequent_first()
    {
        CnvRunSummary summary = Measure(Results.Of("1 Rejected invalid_field, 3 Rejected invalid_email, 2 Created"));
        Assert.Equal(["invalid_email", "invalid_field"], summary.Errors.Keys.Cast<string>());
        Assert.Equal((3L, 1L, null), (summary.Errors["invalid_email"], summary.Errors["invalid_field"], summary.Errors["timeout"]));
        Assert.True(summary.Errors.IsReadOnly);
    }

    [Fact]
    public void No_rows_are_a_clean_run_of_nothing()
    {
        foreach (Run run in new[] { _session.Run("Measure-CnvResult"), _session.Run("$null | Measure-CnvResult"), _session.Run("@() | Measure-CnvResult") })
        {
            CnvRunSummary summary = run.Single<CnvRunSummary>();
            Assert.Empty(run.Errors);
            Assert.Equal((0L, 0, false, false), (summary.Total, summary.ExitCode, summary.NeedsRerun, summary.NeedsAttention));
            Assert.Null(summary.StartedAt);
            Assert.Null(summary.Duration);
            Assert.Null(summary.RowsPerSecond);
        }
    }

    [Fact]
    public void What_is_no_result_is_an_error_and_the_others_are_counted()
    {
        Run run = _session.Pipe("Measure-CnvResult", 5, Results.Of(UpsertStatus.Created), "a@b.c", null, Session.Row(("Status", "Created")), Results.Of(UpsertStatus.Updated));
        Assert.Equal(3, run.Errors.Count);
        Assert.All(run.Errors, error => Assert.Equal("not_a_result,Conversion.Commands.MeasureCnvResultCommand", error.FullyQualifiedErrorId));
        Assert.Contains("System.Int32", run.Errors[0].Exception.Message);
        Assert.Equal(5, ((PSObject)run.Errors[0].TargetObject).BaseObject);
        Assert.Equal(2, run.Single<CnvRunSummary>().Total);
    }

    [Fact]
    public void If_nothing_that_came_is_a_result_the_run_is_not_clean()
    {
        CnvRunSummary summary = Measure(5, "a@b.c", Session.Row(("Status", "Created")));
        Assert.Equal((0L, 2, false, true), (summary.Total, summary.ExitCode, summary.NeedsRerun, summary.NeedsAttention));
    }

    [Theory]
    [InlineData("2 Created", 2, false)]
    [InlineData("1 Created, 1 Failed server_error", 1, true)]
    public void What_is_no_result_counts_like_a_row_to_correct(string results, int exitCode, bool needsRerun)
    {
        CnvRunSummary summary = Measure([.. Results.Of(results), "foreign"]);
        Assert.Equal((2L, exitCode, needsRerun, true), (summary.Total, summary.ExitCode, summary.NeedsRerun, summary.NeedsAttention));
    }

    [Fact]
    public void The_error_names_every_command_whose_results_are_counted()
    {
        string message = Assert.Single(_session.Pipe("Measure-CnvResult", "foreign").Errors).Exception.Message;
        Assert.All(["Set-CnvContact", "Sync-CnvContact", "Compare-CnvContact", "Add-CnvEvent"], command => Assert.Contains(command, message));
    }

    [Fact]
    public void A_list_of_results_as_argument_is_counted_one_by_one()
    {
        _session.Set("results", Results.Of("3 Created"));
        Assert.Equal(3, _session.Run("Measure-CnvResult -InputObject $results").Single<CnvRunSummary>().Total);
    }

    [Fact]
    public void Results_from_a_file_have_the_same_summary()
    {
        using ScratchFolder folder = new();
        string list = "$(1..3 | ForEach-Object { \"a$_@example.com\" }; 'no-at-sign')";
        CnvRunSummary live = _session.Run($"$results = @({list} | Set-CnvContact -ErrorAction Ignore); $results | Measure-CnvResult").Single<CnvRunSummary>();
        CnvRunSummary stored = _session.Run($"$results | Export-Clixml '{folder.PathOf("results.xml")}'; Import-Clixml '{folder.PathOf("results.xml")}' | Measure-CnvResult").Single<CnvRunSummary>();
        Assert.Equal((4L, 3L, 1L, 2), (stored.Total, stored.Created, stored.Rejected, stored.ExitCode));
        Assert.Equal(1L, stored.Errors["invalid_email"]);
        Assert.Equal((live.StartedAt, live.Duration, live.RowsPerSecond), (stored.StartedAt, stored.Duration, stored.RowsPerSecond));
    }

    [Fact]
    public void Comparisons_are_counted()
    {
        using ScratchFolder folder = new();
        string command = $"Compare-CnvContact -JournalPath '{folder.PathOf("a.journal")}' -WarningAction Ignore";
        CnvRunSummary summary = _session.Run($"'a@example.com', 'b@example.com', 'c' | {command} | Measure-CnvResult").Single<CnvRunSummary>();
        Assert.Equal((3L, 2L, 1L, 2), (summary.Total, summary.New, summary.Rejected, summary.ExitCode));
        _session.Run($"'a@example.com', 'b@example.com', 'c' | {command} | Export-Clixml '{folder.PathOf("c.xml")}'");
        Assert.Equal(2L, _session.Run($"Import-Clixml '{folder.PathOf("c.xml")}' | Measure-CnvResult").Single<CnvRunSummary>().New);
    }

    [Fact]
    public void A_summary_tells_when_the_run_began_and_how_fast_it_was()
    {
        DateTime before = DateTime.UtcNow;
        CnvRunSummary summary = _session.Run("1..20 | ForEach-Object { \"a$_@example.com\" } | Set-CnvContact | Measure-CnvResult").Single<CnvRunSummary>();
        Assert.InRange(summary.StartedAt!.Value, before, DateTime.UtcNow);
        Assert.Equal(DateTimeKind.Utc, summary.StartedAt.Value.Kind);
        Assert.Equal(20 / summary.Duration!.Value.TotalSeconds, summary.RowsPerSecond!.Value, 3);
    }

    public static IEnumerable<TheoryDataRow<CnvRun, int, string>> Guards() =>
    [
        new(Results.Run(known: 200, unsubscribed: 20, removed: 40, minimum: 100), 0, ""),
        new(Results.Run(known: 200, unsubscribed: 21, minimum: 100), 3, "MaximumUnsubscribePercent"),
        new(Results.Run(known: 200, removed: 41, minimum: 100), 3, "MaximumRemovePercent"),
        new(Results.Run(known: 200, changed: 200, minimum: 100), 0, ""),
        new(Results.Run(known: 99, removed: 99, minimum: 100), 0, ""),
    ];

    [Theory]
    [MemberData(nameof(Guards))]
    public void A_guard_that_is_exceeded_is_exit_code_3(CnvRun run, int exitCode, string exceeded)
    {
        CnvRunSummary summary = Measure(Results.Of(UpsertStatus.Updated, run: run));
        Assert.Equal(exitCode, summary.ExitCode);
        Assert.Equal(exceeded, string.Concat(summary.Guards.Where(guard => guard.IsExceeded).Select(guard => guard.Name)));
        Assert.Equal(3, summary.Guards.Length);
    }

    [Fact]
    public void A_command_without_guards_has_none() => Assert.Empty(Measure(Results.Of(UpsertStatus.Created)).Guards);

    [Fact]
    public void Memory_does_not_grow_with_the_number_of_results()
    {
        CnvContactResult[] results = [.. Enumerable.Range(1, 1000).Select(i => Results.Of(UpsertStatus.Rejected, "code_" + i, i, email: new string('x', 1000)))];
        Conversion.Reports.RunSummaryBuilder builder = Results.Count(results);
        Assert.Equal(101, builder.Errors.Count);
        Assert.Equal(900, builder.Errors.Single(group => group.Code == "other").Count);
        Assert.All(builder.Errors, group => Assert.True(group.FirstRows.Count <= Conversion.Reports.ErrorGroups.MaximumRows));
        Assert.Equal(5, builder.Slowest.Count);
        Assert.Equal(1000, builder.Build(null).Errors.Values.Cast<long>().Sum());
    }
}
