using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Conversion.Emulator;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Sync;

/// <summary>A contact has left the list only if the whole list was read, and every row told whose it is.</summary>
public sealed class WholeListTests : SyncTestBase
{
    // Everybody who is missing is unsubscribed, and nothing limits it: only an incomplete list protects them.
    private const string Unlimited = "-RemovedAction Unsubscribe -GuardMinimumCount 10000 ";

    private void AssertNobodyHasLeft(Run run)
    {
        Assert.DoesNotContain(UpsertStatus.Removed, StatusesOf(run));
        Assert.DoesNotContain(Api.Emulator.Contacts.Snapshot(), contact => contact.SubscriptionStatus == "UNSUBSCRIBED");
        // They are still known, and so is that they are missing.
        Assert.Equal(2, NightWith("-GuardMinimumCount 10000", Rows(3)).Results.Count(result => result.Status == UpsertStatus.Removed));
    }

    [Fact]
    public void Nobody_has_left_when_the_time_limit_was_reached()
    {
        Night(Rows(5));
        Run run = NightWith(Unlimited + "-TimeLimit 0", Rows(3, city: "Oslo"));
        Assert.Equal(Enumerable.Repeat(UpsertStatus.NotSent, 3), StatusesOf(run));
        AssertNobodyHasLeft(run);
    }

    [Fact]
    public void Nobody_has_left_when_the_time_limit_was_reached_although_no_row_had_to_be_sent()
    {
        Night(Rows(5));
        Run run = NightWith(Unlimited + "-TimeLimit 0", Rows(3));
        Assert.Equal(Enumerable.Repeat(UpsertStatus.Unchanged, 3), StatusesOf(run));
        Assert.StartsWith("The time limit was reached before the list ended", Assert.Single(run.Warnings));
        AssertNobodyHasLeft(run);
    }

    [Fact]
    public void Nobody_has_left_when_the_error_limit_was_reached()
    {
        Night(Rows(5));
        Run run = NightWith(Unlimited + "-MaximumErrorCount 1", [.. Rows(3), Row("a9@b.c", "BOUNCED")]);
        AssertEndedBy("error_limit", run);
        AssertNobodyHasLeft(run);
    }

    [Fact]
    public void Nobody_has_left_when_the_key_was_refused()
    {
        Night(Rows(5));
        Api.Emulator.Faults.Enqueue(Fault.Status(401), 1);
        Run run = NightWith(Unlimited, [.. Rows(3), Row("new@b.c")]);
        AssertEndedBy("unauthorized", run);
        AssertNobodyHasLeft(run);
    }

    [Fact]
    public void Nobody_has_left_when_the_pipeline_was_stopped()
    {
        Night(Rows(5));
        AssertNobodyHasLeft(Api.Session.Pipe($"{Sync} {Unlimited} | Select-Object -First 1", Rows(3)));
    }

    [Fact]
    public void Nobody_has_left_when_the_producer_throws()
    {
        Night(Rows(5));
        Api.Session.Set("rows", Rows(3));
        AssertNobodyHasLeft(Api.Session.Run($"& {{ $rows; throw 'The share is gone.' }} | {Sync} {Unlimited}"));
    }

    [Fact]
    public void Nobody_has_left_when_no_row_came()
    {
        Night(Rows(5));
        Run run = NightWith(Unlimited);
        Assert.Equal("The list is empty, so no contact is taken to have left it.", Assert.Single(run.Warnings));
        AssertNobodyHasLeft(run);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("a4@b.c, a5@b.c")]
    public void Nobody_has_left_when_a_row_does_not_tell_whose_it_is(string email)
    {
        Night(Rows(5));
        Run run = NightWith(Unlimited, [.. Rows(3), Row(email), Row(email)]);
        Assert.StartsWith("Rows without a valid address or id: 2. ", run.Warnings.Single(warning => warning.Contains("left the list", StringComparison.Ordinal)));
        AssertNobodyHasLeft(run);
    }

    [Fact]
    public void A_row_whose_code_throws_does_not_tell_whose_it_is()
    {
        Night(Rows(5));
        Run run = NightWith(Unlimited + "-Fields { if ($_.Email -eq 'a3@b.c') { throw 'no' } }", Rows(3));
        Assert.Equal(UpsertStatus.Rejected, run.Results[2].Status);
        AssertNobodyHasLeft(run);
    }

    [Theory]
    [InlineData("BOUNCED", null)]
    [InlineData("subscribed?", "Oslo")]
    public void A_row_that_is_rejected_for_another_reason_is_in_the_list(string status, string? city)
    {
        Night(Rows(3));
        Run run = Night([.. Rows(2), Row("A3@b.c", status, city)]);
        Assert.Equal([UpsertStatus.Unchanged, UpsertStatus.Unchanged, UpsertStatus.Rejected], StatusesOf(run));
        Assert.Empty(run.Warnings);
    }

    [Fact]
    public void A_row_that_failed_is_in_the_list()
    {
        Night(Rows(3));
        Api.Emulator.Faults.Enqueue(Fault.Status(503), 1);
        Run run = Night([.. Rows(2), Row("a3@b.c", city: "Oslo")]);
        Assert.Equal([UpsertStatus.Unchanged, UpsertStatus.Unchanged, UpsertStatus.Failed], StatusesOf(run));
    }

    [Fact]
    public void A_declined_row_is_in_the_list()
    {
        Night(Rows(3));
        InteractiveTestHost host = new();
        using Session session = Api.Connect(host: host);
        host.Choices.Enqueue("&Yes");
        host.Choices.Enqueue("&No");
        host.Choices.Enqueue("&Yes");
        Run run = session.Pipe(Sync + "-Confirm", Rows(3, city: "Oslo"));
        Assert.Equal([1L, 3L], run.Results.Select(result => result.Row));
        Assert.Null(Api.Emulator.Contacts.Find("a2@b.c")!.Fields.Text("city"));
    }

    [Fact]
    public void A_declined_removal_is_asked_again_the_next_night()
    {
        Night(Rows(2, "SUBSCRIBED"));
        InteractiveTestHost host = new();
        using Session session = Api.Connect(host: host);
        host.Choices.Enqueue("&Yes");
        host.Choices.Enqueue("&No");
        Assert.Equal([UpsertStatus.Unchanged], StatusesOf(session.Pipe(Sync + "-RemovedAction Unsubscribe -Confirm", Rows(1, "SUBSCRIBED"))));
        Assert.Equal("SUBSCRIBED", StatusOf("a2@b.c"));
        Assert.Equal([UpsertStatus.Unchanged, UpsertStatus.Removed], StatusesOf(NightWith("-RemovedAction Unsubscribe", Rows(1, "SUBSCRIBED"))));
    }

    [Fact]
    public void An_empty_list_is_no_news_when_nobody_is_known()
    {
        Run run = Night();
        Assert.Empty(run.Warnings);
        Assert.Null(run.TerminatingError);
    }

    [Fact]
    public void Without_rows_at_all_the_error_names_the_line_that_was_meant()
    {
        Run run = Api.Session.Run(Sync);
        AssertEndedBy("invalid_argument", run);
        Assert.Contains("Import-Csv leads.csv | Sync-CnvContact", run.TerminatingError!.Exception.Message);
        Assert.False(File.Exists(Journal));
    }
}
