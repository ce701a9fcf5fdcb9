using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Conversion.Commands;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Sync;

/// <summary>Compare-CnvContact: what Sync-CnvContact would do, and nothing else.</summary>
public sealed class CompareTests : SyncTestBase
{
    private Run CompareTo(params object?[] rows) => Api.Session.Pipe(Compare, rows);

    [Fact]
    public void Every_row_has_a_status_and_contacts_that_have_left_come_last()
    {
        Night(Rows(4, "SUBSCRIBED"));
        IReadOnlyList<CnvContactComparison> compared = CompareTo(
            Row("new@b.c"), Row("A1@b.c", "SUBSCRIBED", "Oslo"), Row("a2@b.c", "SUBSCRIBED"), Row("a3@b.c", "BOUNCED")).All<CnvContactComparison>();
        Assert.Equal(
            [
                (1L, ComparisonStatus.New, "new@b.c", null, null),
                (2L, ComparisonStatus.Changed, "A1@b.c", IdOf("a1@b.c"), null),
                (3L, ComparisonStatus.Unchanged, "a2@b.c", IdOf("a2@b.c"), null),
                (4L, ComparisonStatus.Rejected, "a3@b.c", null, "invalid_subscription_status"),
                ((long?)null, ComparisonStatus.Removed, (string?)null, (Guid?)IdOf("a4@b.c"), (string?)null),
            ],
            compared.Select(one => (one.Row, one.Status, one.Email, one.CnvContactId, one.ErrorCode)));
    }

    [Fact]
    public void A_comparison_has_its_row()
    {
        object row = Row("new@b.c");
        Assert.Same(row, CompareTo(row).Single<CnvContactComparison>().InputObject);
    }

    [Fact]
    public void A_row_that_repeats_another_is_Unchanged_and_one_that_differs_is_Changed() =>
        Assert.Equal(
            [ComparisonStatus.New, ComparisonStatus.Unchanged, ComparisonStatus.Changed],
            CompareTo(Row("a1@b.c"), Row("a1@b.c"), Row("a1@b.c", city: "Oslo")).All<CnvContactComparison>().Select(one => one.Status));

    [Fact]
    public void A_rejected_row_is_no_error()
    {
        Run run = CompareTo(Row("nobody"));
        Assert.Empty(run.Errors);
        Assert.Equal("invalid_email", run.Single<CnvContactComparison>().ErrorCode);
        Assert.NotNull(run.Single<CnvContactComparison>().ErrorMessage);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Full")]
    [InlineData("-Force")]
    [InlineData("-RemovedAction Unsubscribe")]
    [InlineData("-BatchSize 1 -ThrottleLimit 1 -TimeLimit 0 -MaximumErrorCount 1")]
    public void Nothing_is_sent_and_the_journal_stays_as_it_is(string parameters)
    {
        Night(Rows(5, "SUBSCRIBED"));
        byte[]? journal = JournalBytes;
        SentSince();
        Run run = Api.Session.Pipe(Compare + parameters, Row("a1@b.c", "UNSUBSCRIBED"), Row("new@b.c"), Row("nobody"));
        Assert.Null(run.TerminatingError);
        Assert.Empty(SentSince());
        Assert.Equal(journal, JournalBytes);
    }

    [Fact]
    public void A_damaged_journal_stays_as_it_is()
    {
        Night(Rows(3));
        File.AppendAllText(Journal, "torn");
        byte[]? journal = JournalBytes;
        Assert.Equal(3, CompareTo(Rows(3)).All<CnvContactComparison>().Count(one => one.Status == ComparisonStatus.Unchanged));
        Assert.Equal(journal, JournalBytes);
    }

    [Fact]
    public void An_absent_journal_knows_nobody_and_is_not_created()
    {
        Assert.All(CompareTo(Rows(3)).All<CnvContactComparison>(), one => Assert.Equal(ComparisonStatus.New, one.Status));
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(Journal)!));
    }

    [Fact]
    public void A_file_that_is_no_journal_is_refused_and_stays_as_it_is()
    {
        File.WriteAllText(Journal, "Email\na@b.c\n");
        Assert.Equal("journal_mismatch,Conversion.Commands.CompareCnvContactCommand", CompareTo(Rows(1)).TerminatingError!.FullyQualifiedErrorId);
        Assert.Equal("Email\na@b.c\n", File.ReadAllText(Journal));
    }

    [Fact]
    public void Every_limit_that_would_stop_the_run_is_a_warning()
    {
        Night(Rows(100, "SUBSCRIBED"));
        Run run = Api.Session.Pipe(Compare + "-MaximumChangePercent 10", Rows(50, "UNSUBSCRIBED"));
        Assert.Equal(
            [
                "Sync-CnvContact would stop with change_limit: Known contacts that would be unsubscribed: 50 of 100. That is more than -MaximumUnsubscribePercent 10 allows.",
                "Sync-CnvContact would stop with change_limit: Known contacts that would change: 50 of 100. That is more than -MaximumChangePercent 10 allows.",
                "Sync-CnvContact would stop with change_limit: Known contacts that have left the list: 50 of 100. That is more than -MaximumRemovePercent 20 allows.",
            ],
            run.Warnings);
        Assert.Equal(100, run.Output.Count);
    }

    [Fact]
    public void Nobody_has_left_an_incomplete_list()
    {
        Night(Rows(3));
        Run run = CompareTo(Row("a1@b.c"), Row("nobody"));
        Assert.DoesNotContain(run.All<CnvContactComparison>(), one => one.Status == ComparisonStatus.Removed);
        Assert.Contains("no contact is taken to have left the list", Assert.Single(run.Warnings));
    }

    [Fact]
    public void It_tells_what_the_next_run_does()
    {
        Night(Rows(20, "SUBSCRIBED"));
        object[] rows = [.. Rows(5, 10, "SUBSCRIBED", null), .. Rows(15, 3, "SUBSCRIBED", "Oslo"), .. Rows(30, 4, "SUBSCRIBED", null), Row("nobody@b.c", "BOUNCED")];
        string[] told = [.. CompareTo(rows).All<CnvContactComparison>().Select(one => one.Status.ToString())];
        Assert.Equal(told, Night(rows).Results.Select(result => result.Status switch
        {
            UpsertStatus.Created => "New",
            UpsertStatus.Updated => "Changed",
            _ => result.Status.ToString(),
        }));
    }

    [Fact]
    public void It_takes_every_parameter_of_Sync_CnvContact_but_those_that_ask_and_compares_with_the_account_too()
    {
        Run run = Api.Session.Run("""
            $common = [System.Management.Automation.PSCmdlet]::CommonParameters
            foreach ($name in 'Sync-CnvContact', 'Compare-CnvContact') {
                (Get-Command $name).Parameters.Values | Where-Object Name -NotIn ($common + 'WhatIf', 'Confirm') |
                    ForEach-Object { "$name $($_.Name) $($_.ParameterType) $($_.Aliases) $($_.Attributes.Where({ $_ -is [Parameter] }).Mandatory)" }
            }
            """);
        ILookup<string, string> parameters = run.Output.Select(line => line.ToString().Split(' ', 2)).ToLookup(line => line[0], line => line[1]);
        Assert.Equal(parameters["Sync-CnvContact"].Append("Account switch  True").Order(), parameters["Compare-CnvContact"].Order());
    }

    [Fact]
    public void Sync_CnvContact_takes_every_parameter_of_Set_CnvContact() =>
        Assert.Empty(typeof(SetCnvContactCommand).GetProperties().Select(parameter => parameter.Name)
            .Except(typeof(SyncCnvContactCommand).GetProperties().Select(parameter => parameter.Name)));

    [Fact]
    public void The_preference_to_only_say_what_would_happen_changes_nothing()
    {
        InteractiveTestHost host = new();
        using Session session = Api.Connect(host: host);
        Run run = session.Pipe($"& {{ $WhatIfPreference = $true; $input | {Compare} -Verbose }}", Row("a1@b.c"), Row("nobody"));
        Assert.Equal([ComparisonStatus.New, ComparisonStatus.Rejected], run.All<CnvContactComparison>().Select(one => one.Status));
        Assert.Empty(run.Errors);
        Assert.Empty(host.Lines);
    }
}
