using System;
using System.Linq;
using System.Management.Automation;
using Conversion.Emulator;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Sync;

/// <summary>Contacts that have left the list, and what -RemovedAction does with them.</summary>
public sealed class RemovedContactTests : SyncTestBase
{
    private CnvContactResult[] Removed(string parameters, params object?[] rows) =>
        [.. NightWith(parameters, rows).Results.Where(result => result.Status == UpsertStatus.Removed)];

    [Fact]
    public void A_contact_that_has_left_the_list_is_reported_with_its_id_and_without_a_row()
    {
        Night(Rows(3, "SUBSCRIBED"));
        SentSince();
        Run run = Night(Rows(2, "SUBSCRIBED"));
        Assert.Equal([UpsertStatus.Unchanged, UpsertStatus.Unchanged, UpsertStatus.Removed], StatusesOf(run));
        CnvContactResult removed = run.Results[2];
        Assert.Equal((null, null, null, IdOf("a3@b.c")), (removed.Row, removed.Email, removed.InputObject, removed.CnvContactId!.Value));
        Assert.Equal((null, null, 0), (removed.ErrorCode, removed.ContactCreated, removed.Attempts));
        Assert.Empty(run.Errors);
        Assert.Empty(SentSince());
        Assert.Equal("SUBSCRIBED", StatusOf("a3@b.c"));
    }

    [Theory]
    [InlineData("Report", 1)]
    [InlineData("Unsubscribe", 1)]
    [InlineData("Ignore", 0)]
    public void It_is_told_once(string action, int times)
    {
        Night(Rows(3));
        Assert.Equal(times, Removed("-RemovedAction " + action, Rows(2)).Length);
        Assert.Empty(Removed("-RemovedAction " + action, Rows(2)));
        Assert.Empty(Removed("-RemovedAction Report", Rows(2)));
    }

    [Theory]
    [InlineData("Report")]
    [InlineData("Unsubscribe")]
    [InlineData("Ignore")]
    public void A_contact_that_returns_is_new(string action)
    {
        Night(Rows(3, city: "Rome"));
        NightWith("-RemovedAction " + action, Rows(2, city: "Rome"));
        Run run = Night(Rows(3, city: "Rome"));
        Assert.Equal([UpsertStatus.Unchanged, UpsertStatus.Unchanged, UpsertStatus.Updated], StatusesOf(run));
        Assert.Single(Removed("", Rows(2, city: "Rome")));
    }

    [Fact]
    public void A_contact_that_opted_out_and_returns_is_not_subscribed()
    {
        Night(Rows(2, "SUBSCRIBED"));
        NightWith("-RemovedAction Unsubscribe", Rows(1, "SUBSCRIBED"));
        Night(Rows(2, "SUBSCRIBED"));
        Assert.Equal("UNSUBSCRIBED", StatusOf("a2@b.c"));
    }

    [Fact]
    public void Unsubscribe_sends_an_opt_out_by_id_to_a_contact_that_exists()
    {
        Night(Rows(3, "SUBSCRIBED"));
        SentSince();
        CnvContactResult removed = Assert.Single(Removed("-RemovedAction Unsubscribe -BatchSize 1", Rows(2, "SUBSCRIBED")));
        Assert.Equal($$"""{"cnvContactId":"{{IdOf("a3@b.c")}}","subscriptionStatus":"UNSUBSCRIBED","updateOnly":true}""", Assert.Single(SentSince()));
        Assert.Equal(("SUBSCRIBED", "UNSUBSCRIBED"), (StatusOf("a2@b.c"), StatusOf("a3@b.c")));
        Assert.Equal((IdOf("a3@b.c"), 200, 1, null), (removed.CnvContactId!.Value, removed.StatusCode, removed.Attempts, removed.ErrorCode));
    }

    [Fact]
    public void Many_are_unsubscribed_in_batches()
    {
        Night(Rows(250, "SUBSCRIBED"));
        int before = Api.Bodies.Count;
        Assert.Equal(210, Removed("-RemovedAction Unsubscribe -MaximumRemovePercent 100", Rows(40, "SUBSCRIBED")).Length);
        Assert.Equal(3, Api.Bodies.Count - before);
        Assert.Equal(210, Api.Emulator.Contacts.Snapshot().Count(contact => contact.SubscriptionStatus == "UNSUBSCRIBED"));
    }

    [Fact]
    public void One_that_cannot_be_unsubscribed_has_an_error_and_is_tried_again_the_next_night()
    {
        Night(Rows(2, "SUBSCRIBED"));
        Api.Emulator.Faults.WhenBodyContains("UNSUBSCRIBED", Fault.Status(503), times: 1);
        Run run = NightWith("-RemovedAction Unsubscribe", Rows(1, "SUBSCRIBED"));
        Assert.Equal((UpsertStatus.Removed, "internal_error"), (run.Results[1].Status, run.Results[1].ErrorCode));
        Assert.Equal("internal_error,Conversion.Commands.SyncCnvContactCommand", run.Error.FullyQualifiedErrorId);
        Assert.StartsWith($"The contact {IdOf("a2@b.c")}, which has left the list: ", run.Error.Exception.Message);
        Assert.Equal(IdOf("a2@b.c"), run.Error.TargetObject);

        Assert.Null(Assert.Single(Removed("-RemovedAction Unsubscribe", Rows(1, "SUBSCRIBED"))).ErrorCode);
        Assert.Equal("UNSUBSCRIBED", StatusOf("a2@b.c"));
    }

    [Fact]
    public void The_error_limit_ends_the_removals_too_and_nothing_is_warned_of_twice()
    {
        Night(Rows(4, "SUBSCRIBED"));
        Api.Emulator.Faults.WhenBodyContains("UNSUBSCRIBED", Fault.Status(503));
        Run run = NightWith("-RemovedAction Unsubscribe -MaximumErrorCount 2 -BatchSize 1 -ThrottleLimit 1", Row("a1@b.c", "SUBSCRIBED", "#N/A"));
        AssertEndedBy("error_limit", run);
        Assert.Equal([UpsertStatus.Unchanged, UpsertStatus.Removed, UpsertStatus.Removed, UpsertStatus.NotSent], StatusesOf(run));
        Assert.Single(run.Warnings);
    }

    [Fact]
    public void Removals_that_the_time_limit_cut_off_are_made_the_next_night()
    {
        Night(Rows(3, "SUBSCRIBED"));
        Api.Emulator.Faults.WhenBodyContains("UNSUBSCRIBED", Fault.Delay(TimeSpan.FromSeconds(1.5)), times: 1);
        Run run = NightWith("-RemovedAction Unsubscribe -BatchSize 1 -ThrottleLimit 1 -TimeLimit 0:0:1", Rows(1, "SUBSCRIBED"));
        int notSent = run.Results.Count(result => (result.Row, result.Status, result.ErrorCode) == (null, UpsertStatus.NotSent, "time_limit"));
        Assert.InRange(notSent, 1, 2);
        Assert.Equal(notSent, Removed("-RemovedAction Unsubscribe", Rows(1, "SUBSCRIBED")).Length);
        Assert.Equal(2, Api.Emulator.Contacts.Snapshot().Count(contact => contact.SubscriptionStatus == "UNSUBSCRIBED"));
    }

    [Theory]
    [InlineData("-RemovedAction Report")]
    [InlineData("-RemovedAction Unsubscribe")]
    public void What_ends_the_pipeline_at_a_removal_keeps_the_others_for_the_next_night(string parameters)
    {
        Night(Rows(2001, "SUBSCRIBED"));
        Api.Session.Pipe($"{Sync} {parameters} -MaximumRemovePercent 100 | Where-Object Status -EQ Removed | Select-Object -First 1", Rows(1, "SUBSCRIBED"));
        Assert.NotEmpty(Removed("-MaximumRemovePercent 100", Rows(1, "SUBSCRIBED")));
    }

    [Fact]
    public void One_that_the_account_no_longer_has_is_tried_once()
    {
        Night(Rows(2, "SUBSCRIBED"));
        Api.Emulator.Faults.WhenBodyContains("UNSUBSCRIBED", Fault.Status(404, """{"error":{"code":"contact_not_found","message":"No."}}"""), times: 1);
        Removed("-RemovedAction Unsubscribe -BatchSize 1", Rows(1, "SUBSCRIBED"));
        Assert.Empty(Removed("-RemovedAction Unsubscribe", Rows(1, "SUBSCRIBED")));
    }

    [Fact]
    public void One_that_is_in_the_list_under_another_address_has_not_left()
    {
        Night(Row("old@b.c"));
        Guid id = IdOf("old@b.c");
        Run run = Night(Session.Row(("Email", "new@b.c"), ("CnvContactId", id)));
        Assert.Equal([UpsertStatus.Updated], StatusesOf(run));
    }

    [Fact]
    public void Removed_results_come_after_all_rows()
    {
        Night(Rows(100));
        Run run = Night([.. Rows(90), .. Rows(200, 300, null, null)]);
        Assert.Equal(Enumerable.Range(1, 390).Select(row => (long?)row).Concat(Enumerable.Repeat((long?)null, 10)), run.Results.Select(result => result.Row));
    }

    [Fact]
    public void Opt_outs_cannot_be_sent_when_no_status_is_sent()
    {
        Run run = NightWith("-RemovedAction Unsubscribe -SubscriptionPolicy Ignore", Rows(1));
        AssertEndedBy("invalid_argument", run);
        Assert.Equal(ErrorCategory.InvalidArgument, run.TerminatingError!.CategoryInfo.Category);
        Assert.Empty(Api.Bodies);
        Assert.Null(JournalBytes);
    }
}
