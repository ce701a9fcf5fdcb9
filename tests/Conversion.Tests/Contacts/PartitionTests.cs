using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Conversion.Tests.Sync;
using Xunit;

namespace Conversion.Tests.Contacts;

/// <summary>-Partition and -PartitionCount: several runs send one list together.</summary>
public sealed class PartitionTests : SyncTestBase
{
    private static readonly object[] s_list =
    [
        .. Rows(40),
        Row("A1@B.C"),
        Row("nobody"),
        Session.Row(("Email", ""), ("city", "Rome")),
        Session.Row(("Email", "a2@b.c"), ("colour", "red")),
        Session.Row(("CnvContactId", "3f2504e0-4f89-41d3-9a0c-0305e82c3301")),
    ];

    private Run[] Parts(string command, int count, params object?[] rows) =>
        [.. Enumerable.Range(0, count).Select(index => Api.Session.Pipe($"{command} -Partition {index} -PartitionCount {count}", rows))];

    private static IEnumerable<CnvContactResult> ResultsOf(IEnumerable<Run> runs) => runs.SelectMany(run => run.Results);

    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "")]
    [InlineData(5, "-BatchSize 10")]
    public void Every_row_has_a_result_in_exactly_one_part(int count, string parameters)
    {
        Run[] runs = Parts("Set-CnvContact " + parameters, count, s_list);
        Assert.Equal(Enumerable.Range(1, s_list.Length).Select(row => (long?)row), ResultsOf(runs).Select(result => result.Row).Order());
        Assert.All(runs, run => Assert.Equal(run.Results.Select(result => result.Row).Order(), run.Results.Select(result => result.Row)));
        Assert.Equal(ResultsOf(runs).Count(result => result.ErrorCode is not null), runs.Sum(run => run.Errors.Count));
        Assert.Equal(40, Api.Emulator.Contacts.Snapshot().Count);
    }

    [Fact]
    public void Rows_of_one_contact_are_in_one_part()
    {
        Run[] runs = Parts("Set-CnvContact", 8, s_list);
        Assert.Single(runs, run => run.Results.Any(result => result.Row == 1));
        Assert.Single(runs, run => run.Results.Any(result => result.Row == 1) && run.Results.Any(result => result.Row == 41));
        Assert.Single(runs, run => run.Results.Any(result => result.Row == 2) && run.Results.Any(result => result.Row == 44));
    }

    [Theory]
    [InlineData("-Partition 0")]
    [InlineData("-PartitionCount 8")]
    [InlineData("-Partition 8 -PartitionCount 8")]
    [InlineData("-Partition -1 -PartitionCount 8")]
    [InlineData("-Partition 0 -PartitionCount 0")]
    [InlineData("-Partition $env:CNV_NO_SUCH_INDEX -PartitionCount 8")]
    [InlineData("-Partition '' -PartitionCount 8")]
    [InlineData("-Partition ' ' -PartitionCount 8")]
    [InlineData("-Partition one -PartitionCount 8")]
    [InlineData("-Partition 0 -PartitionCount $null")]
    public void Numbers_that_do_not_name_a_part_are_refused_before_anything_is_sent(string parameters)
    {
        Run run = Api.Session.Pipe("Set-CnvContact " + parameters, Rows(3));
        Assert.Equal("invalid_argument,Conversion.Commands.SetCnvContactCommand", run.TerminatingError?.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidArgument, run.TerminatingError!.CategoryInfo.Category);
        Assert.Empty(Api.Bodies);
    }

    [Fact]
    public void A_number_may_be_text() =>
        Assert.Equal(3, ResultsOf([Api.Session.Pipe("Set-CnvContact -Partition '0' -PartitionCount '1'", Rows(3))]).Count());

    [Theory]
    [InlineData("-Partition 1 -PartitionCount 3", "-Partition 1 -PartitionCount 4")]
    [InlineData("-Partition 1 -PartitionCount 3", "-Partition 2 -PartitionCount 3")]
    [InlineData("-Partition 1 -PartitionCount 3", "")]
    [InlineData("", "-Partition 1 -PartitionCount 3")]
    public void A_journal_of_other_parts_is_refused_before_anything_is_sent(string first, string second)
    {
        Api.Session.Pipe(Set + first, Rows(9));
        SentSince();
        Run run = Api.Session.Pipe(Set + second, Rows(9));
        Assert.Equal("journal_mismatch,Conversion.Commands.SetCnvContactCommand", run.TerminatingError?.FullyQualifiedErrorId);
        Assert.Contains("partition", run.TerminatingError!.Exception.Message);
        Assert.Empty(SentSince());
        Assert.Empty(run.Results);
        Assert.NotEmpty(Api.Session.Pipe(Set + second + " -Force", Rows(9)).Results);
    }

    [Fact]
    public void A_journal_of_the_same_part_is_continued()
    {
        Api.Session.Pipe(Set + "-Partition 1 -PartitionCount 3", Rows(30));
        SentSince();
        Run run = Api.Session.Pipe(Set + "-Partition 1 -PartitionCount 3", Rows(30));
        Assert.All(run.Results, result => Assert.Equal(UpsertStatus.Unchanged, result.Status));
        Assert.NotEmpty(run.Results);
        Assert.Empty(SentSince());
    }

    [Fact]
    public void Who_has_left_the_list_is_told_in_its_part_only()
    {
        Run[] runs = SyncParts(Rows(60));
        Assert.Equal(60, ResultsOf(runs).Count());
        runs = SyncParts(Rows(58));
        Assert.Equal(58, ResultsOf(runs).Count(result => result.Status == UpsertStatus.Unchanged));
        IEnumerable<CnvContactResult> removed = ResultsOf(runs).Where(result => result.Status == UpsertStatus.Removed);
        Assert.Equal(new[] { IdOf("a59@b.c"), IdOf("a60@b.c") }.Order(), removed.Select(result => result.CnvContactId!.Value).Order());
    }

    [Fact]
    public void A_contact_that_the_list_now_names_by_its_id_has_not_left_it_in_any_part()
    {
        SyncParts(Rows(20, "SUBSCRIBED"));
        object[] named = [.. Enumerable.Range(1, 20).Select(i => (object)Session.Row(("Email", $"a{i}@b.c"), ("CnvContactId", IdOf($"a{i}@b.c")), ("SubscriptionStatus", "SUBSCRIBED")))];
        Run[] runs = SyncParts(named);
        Assert.DoesNotContain(ResultsOf(runs), result => result.Status == UpsertStatus.Removed);
        Assert.All(Enumerable.Range(1, 20), i => Assert.Equal("SUBSCRIBED", StatusOf($"a{i}@b.c")));
    }

    [Fact]
    public void A_row_without_a_contact_leaves_open_in_every_part_who_has_left()
    {
        SyncParts(Rows(20));
        Run[] runs = SyncParts([.. Rows(18), Row("nobody")]);
        Assert.DoesNotContain(ResultsOf(runs), result => result.Status == UpsertStatus.Removed);
        Assert.All(runs, run => Assert.Single(run.Warnings));
    }

    [Fact]
    public void A_comparison_is_of_its_part()
    {
        Run[] sent = Parts("Set-CnvContact", 3, Rows(30));
        Run[] compared = [.. Enumerable.Range(0, 3).Select(index => Api.Session.Pipe($"Compare-CnvContact -JournalPath '{Journal}{index}' -Partition {index} -PartitionCount 3", Rows(30)))];
        Assert.Equal(
            sent.Select(run => string.Join(' ', run.Results.Select(result => result.Row))),
            compared.Select(run => string.Join(' ', run.Output.Select(item => ((CnvContactComparison)item.BaseObject).Row))));
    }

    private Run[] SyncParts(params object?[] rows) =>
    [
        .. Enumerable.Range(0, 3).Select(index => Api.Session.Pipe(
            $"Sync-CnvContact -JournalPath '{Journal}{index}' -Partition {index} -PartitionCount 3 -RemovedAction Unsubscribe", rows)),
    ];
}
