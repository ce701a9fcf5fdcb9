using System;
using System.Linq;
using System.Management.Automation;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Sync;

/// <summary>The limits that stop Sync-CnvContact before a mass mistake.</summary>
public sealed class ChangeLimitTests : SyncTestBase
{
    private static readonly object[] s_oneTooManyUnsubscribed = [.. Rows(11, "UNSUBSCRIBED"), .. Rows(12, 89, "SUBSCRIBED", null)];
    private static readonly object[] s_oneTooManyChanged = [.. Rows(6, "SUBSCRIBED", "Oslo"), .. Rows(7, 94, "SUBSCRIBED", null)];
    private static readonly object[] s_oneTooManyRemoved = Rows(79, "SUBSCRIBED");

    private static object[] Known => Rows(100, "SUBSCRIBED");

    public static TheoryData<string, string, string> Limits => new()
    {
        { nameof(s_oneTooManyUnsubscribed), "", "Known contacts that would be unsubscribed: 11 of 100. That is more than -MaximumUnsubscribePercent 10 allows." },
        { nameof(s_oneTooManyChanged), "-MaximumChangePercent 5", "Known contacts that would change: 6 of 100. That is more than -MaximumChangePercent 5 allows." },
        { nameof(s_oneTooManyRemoved), "", "Known contacts that have left the list: 21 of 100. That is more than -MaximumRemovePercent 20 allows." },
    };

    private static object[] ListOf(string name) => name switch
    {
        nameof(s_oneTooManyUnsubscribed) => s_oneTooManyUnsubscribed,
        nameof(s_oneTooManyChanged) => s_oneTooManyChanged,
        _ => s_oneTooManyRemoved,
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void Too_many_changes_end_the_run(string list, string parameters, string message)
    {
        Night(Known);
        Run run = NightWith(parameters, ListOf(list));
        AssertEndedBy("change_limit", run);
        Assert.Equal(ErrorCategory.LimitsExceeded, run.TerminatingError!.CategoryInfo.Category);
        Assert.StartsWith(message, run.TerminatingError.Exception.Message);
        Assert.Contains("Compare-CnvContact", run.TerminatingError.Exception.Message);
        Assert.Contains("at 100", run.TerminatingError.Exception.Message);
    }

    [Theory]
    [InlineData(nameof(s_oneTooManyUnsubscribed), "-MaximumUnsubscribePercent 100")]
    [InlineData(nameof(s_oneTooManyUnsubscribed), "-MaximumUnsubscribePercent 11")]
    [InlineData(nameof(s_oneTooManyChanged), "")]
    [InlineData(nameof(s_oneTooManyChanged), "-MaximumChangePercent 6")]
    [InlineData(nameof(s_oneTooManyRemoved), "-MaximumRemovePercent 100")]
    [InlineData(nameof(s_oneTooManyRemoved), "-MaximumRemovePercent 21")]
    [InlineData(nameof(s_oneTooManyUnsubscribed), "-GuardMinimumCount 101")]
    [InlineData(nameof(s_oneTooManyRemoved), "-GuardMinimumCount 101")]
    public void Changes_within_the_limits_go_on(string list, string parameters)
    {
        Night(Known);
        Run run = NightWith(parameters, ListOf(list));
        Assert.Null(run.TerminatingError);
        Assert.DoesNotContain(UpsertStatus.NotSent, StatusesOf(run));
    }

    [Fact]
    public void With_fewer_known_contacts_than_the_minimum_there_is_no_limit()
    {
        Night(Rows(99, "SUBSCRIBED"));
        Assert.Null(Night(Rows(50, "UNSUBSCRIBED")).TerminatingError);
    }

    [Fact]
    public void The_minimum_can_be_lowered()
    {
        Night(Rows(10, "SUBSCRIBED"));
        AssertEndedBy("change_limit", NightWith("-GuardMinimumCount 10", Rows(10, "UNSUBSCRIBED")));
    }

    [Fact]
    public void Contacts_that_are_new_tonight_do_not_count()
    {
        Night(Known);
        Run run = NightWith("-MaximumChangePercent 0", [.. Known, .. Rows(101, 200, "UNSUBSCRIBED", null)]);
        Assert.Null(run.TerminatingError);
        Assert.Equal(200, run.Results.Count(result => result.Status == UpsertStatus.Created));
    }

    [Fact]
    public void Rows_that_were_not_begun_are_NotSent_and_have_no_error()
    {
        Night(Known);
        Run run = NightWith("-BatchSize 1", s_oneTooManyUnsubscribed);
        CnvContactResult[] notSent = [.. run.Results.Where(result => result.Status == UpsertStatus.NotSent)];
        Assert.NotEmpty(notSent);
        Assert.All(notSent, result => Assert.Equal(("change_limit", 0), (result.ErrorCode, result.Attempts)));
        Assert.Empty(run.Errors);
    }

    [Fact]
    public void The_row_that_would_exceed_the_limit_is_not_sent()
    {
        Night(Known);
        Run run = Night(s_oneTooManyUnsubscribed);
        Assert.Equal(UpsertStatus.NotSent, run.Results.Single(result => result.Row == 11).Status);
        Assert.Equal("SUBSCRIBED", StatusOf("a11@b.c"));
    }

    [Fact]
    public void What_was_sent_before_the_limit_comes_out_and_is_remembered()
    {
        Night(Known);
        Run run = NightWith("-BatchSize 1 -MaximumUnsubscribePercent 1", [Row("a50@b.c", "SUBSCRIBED", "Oslo"), .. Rows(200, 300, null, null), .. Rows(3, "UNSUBSCRIBED")]);
        AssertEndedBy("change_limit", run);
        long?[] sent = [.. run.Results.Where(result => result.Status is UpsertStatus.Created or UpsertStatus.Updated).Select(result => result.Row)];
        Assert.Contains(1, sent);
        Run again = NightWith("-GuardMinimumCount 1000", [Row("a50@b.c", "SUBSCRIBED", "Oslo"), .. Rows(200, 300, null, null)]);
        Assert.All(sent.Where(row => row <= 301), row => Assert.Equal(UpsertStatus.Unchanged, again.Results[(int)row! - 1].Status));
    }

    [Fact]
    public void Nobody_has_left_the_list_when_a_limit_stopped_the_run()
    {
        Night(Known);
        Run run = Night(Rows(11, "UNSUBSCRIBED"));
        AssertEndedBy("change_limit", run);
        Assert.Contains("-MaximumUnsubscribePercent", run.TerminatingError!.Exception.Message);
        Assert.DoesNotContain(UpsertStatus.Removed, StatusesOf(run));
    }

    [Theory]
    [InlineData("Report")]
    [InlineData("Unsubscribe")]
    [InlineData("Ignore")]
    public void Removals_are_judged_as_a_whole_before_the_first_takes_effect(string action)
    {
        Night(Known);
        SentSince();
        Run run = NightWith("-RemovedAction " + action, s_oneTooManyRemoved);
        AssertEndedBy("change_limit", run);
        Assert.Equal(Enumerable.Repeat(UpsertStatus.Unchanged, 79), StatusesOf(run));
        Assert.Empty(SentSince());
        // They are still known, so that the next night says the same.
        AssertEndedBy("change_limit", NightWith("-RemovedAction " + action, s_oneTooManyRemoved));
    }

    [Fact]
    public void The_account_and_the_list_are_in_step_after_one_run_with_the_limit_at_100()
    {
        Night(Known);
        Night(s_oneTooManyUnsubscribed);
        Assert.Null(NightWith("-MaximumUnsubscribePercent 100", s_oneTooManyUnsubscribed).TerminatingError);
        Assert.Equal(11, Api.Emulator.Contacts.Snapshot().Count(contact => contact.SubscriptionStatus == "UNSUBSCRIBED"));
        Assert.All(Night(s_oneTooManyUnsubscribed).Results, result => Assert.Equal(UpsertStatus.Unchanged, result.Status));
    }

    [Fact]
    public void A_contact_counts_once_however_many_rows_it_has()
    {
        Night(Known);
        object[] repeated = [.. Enumerable.Repeat(0, 30).SelectMany(_ => new[] { Row("a1@b.c", "SUBSCRIBED", "Oslo"), Row("a1@b.c", "SUBSCRIBED", "Rome") })];
        Assert.Null(NightWith("-MaximumChangePercent 1", [.. repeated, .. Rows(2, 99, "SUBSCRIBED", null)]).TerminatingError);
    }

    [Fact]
    public void The_closing_line_comes_before_the_error()
    {
        Night(Known);
        Assert.Contains("NotSent", Assert.Single(Night(s_oneTooManyUnsubscribed).Information), StringComparison.Ordinal);
    }
}
