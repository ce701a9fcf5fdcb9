using System.Linq;
using Conversion.Emulator;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Sync;

/// <summary>Sync-CnvContact never subscribes somebody who opted out in the account, unless the list says so anew.</summary>
public sealed class SubscriptionTests : SyncTestBase
{
    [Fact]
    public void A_new_contact_is_subscribed_by_a_second_request_with_its_id()
    {
        Run run = Night(Row("a1@b.c", "SUBSCRIBED", "Rome"));
        Assert.Equal(
            ["""{"email":"a1@b.c","fields":{"city":"Rome"}}""", $$"""{"cnvContactId":"{{IdOf("a1@b.c")}}","subscriptionStatus":"SUBSCRIBED"}"""],
            SentSince());
        Assert.Contains("\"updateOnly\":true", Api.Bodies[1]);
        Assert.Equal("SUBSCRIBED", StatusOf("a1@b.c"));
        Assert.Equal((UpsertStatus.Created, true, 2), (run.Result.Status, run.Result.ContactCreated, run.Result.Attempts));
    }

    [Fact]
    public void A_contact_that_the_account_has_already_is_not_subscribed()
    {
        PutInAccount("a1@b.c", "UNSUBSCRIBED");
        Assert.Equal(UpsertStatus.Updated, Night(Row("a1@b.c", "SUBSCRIBED")).Result.Status);
        Assert.Equal("UNSUBSCRIBED", StatusOf("a1@b.c"));
        Assert.DoesNotContain("subscriptionStatus", Api.Body);
    }

    [Fact]
    public void An_opt_out_in_the_account_survives_the_next_night()
    {
        Night(Row("a1@b.c", "SUBSCRIBED", "Rome"));
        PutInAccount("a1@b.c", "UNSUBSCRIBED");
        Assert.Equal(UpsertStatus.Unchanged, Night(Row("a1@b.c", "SUBSCRIBED", "Rome")).Result.Status);
        Assert.Equal("UNSUBSCRIBED", StatusOf("a1@b.c"));
    }

    [Fact]
    public void An_opt_out_in_the_account_survives_a_change_of_other_columns()
    {
        Night(Row("a1@b.c", "SUBSCRIBED", "Rome"));
        PutInAccount("a1@b.c", "UNSUBSCRIBED");
        Assert.Equal(UpsertStatus.Updated, Night(Row("a1@b.c", "SUBSCRIBED", "Oslo")).Result.Status);
        Assert.Equal("UNSUBSCRIBED", StatusOf("a1@b.c"));
    }

    [Fact]
    public void An_opt_out_in_the_account_survives_Full()
    {
        Night(Row("a1@b.c", "SUBSCRIBED"));
        PutInAccount("a1@b.c", "UNSUBSCRIBED");
        Assert.Equal(UpsertStatus.Updated, NightWith("-Full", Row("a1@b.c", "SUBSCRIBED")).Result.Status);
        Assert.Equal("UNSUBSCRIBED", StatusOf("a1@b.c"));
    }

    [Fact]
    public void An_opt_out_in_the_account_survives_a_new_journal()
    {
        Night(Row("a1@b.c", "SUBSCRIBED"));
        PutInAccount("a1@b.c", "UNSUBSCRIBED");
        Assert.Equal(UpsertStatus.Updated, NightWith("-Force", Row("a1@b.c", "SUBSCRIBED")).Result.Status);
        Assert.Equal("UNSUBSCRIBED", StatusOf("a1@b.c"));
    }

    [Fact]
    public void An_opt_out_in_the_list_is_sent()
    {
        Night(Row("a1@b.c", "SUBSCRIBED"));
        Assert.Equal(UpsertStatus.Updated, Night(Row("a1@b.c", "UNSUBSCRIBED")).Result.Status);
        Assert.Equal("UNSUBSCRIBED", StatusOf("a1@b.c"));
    }

    [Fact]
    public void Somebody_whom_the_list_subscribes_anew_is_subscribed()
    {
        foreach (string status in new[] { "SUBSCRIBED", "UNSUBSCRIBED", "SUBSCRIBED" })
        {
            Night(Row("a1@b.c", status));
        }

        Assert.Equal("SUBSCRIBED", StatusOf("a1@b.c"));
        Assert.Equal(UpsertStatus.Unchanged, Night(Row("a1@b.c", "SUBSCRIBED")).Result.Status);
    }

    [Fact]
    public void A_status_that_could_not_be_set_is_the_error_of_the_row_and_is_sent_the_next_night()
    {
        Api.Emulator.Faults.WhenBodyContains("SUBSCRIBED", Fault.Status(503), times: 1);
        Run first = Night(Row("a1@b.c", "SUBSCRIBED"));
        Assert.Equal((UpsertStatus.Failed, true, IdOf("a1@b.c")), (first.Result.Status, first.Result.ContactCreated, first.Result.CnvContactId!.Value));
        Assert.Contains("was created, but its subscription status SUBSCRIBED was not set", first.Error.Exception.Message);

        SentSince();
        Assert.Equal(UpsertStatus.Updated, Night(Row("a1@b.c", "SUBSCRIBED")).Result.Status);
        Assert.Equal("""{"cnvContactId":"ID","subscriptionStatus":"SUBSCRIBED"}""".Replace("ID", $"{IdOf("a1@b.c")}"), Assert.Single(SentSince()));
        Assert.Equal("SUBSCRIBED", StatusOf("a1@b.c"));
    }

    [Fact]
    public void A_status_that_was_due_when_the_key_was_refused_is_sent_the_next_night()
    {
        Api.Emulator.Faults.WhenBodyContains("SUBSCRIBED", Fault.Status(401), times: 1);
        Run first = Night(Row("a1@b.c", "SUBSCRIBED"));
        AssertEndedBy("unauthorized", first);
        Assert.Equal((UpsertStatus.Failed, true), (first.Result.Status, first.Result.ContactCreated));
        Night(Row("a1@b.c", "SUBSCRIBED"));
        Assert.Equal("SUBSCRIBED", StatusOf("a1@b.c"));
    }

    [Fact]
    public void A_status_that_is_due_follows_a_change_of_the_row()
    {
        Api.Emulator.Faults.WhenBodyContains("SUBSCRIBED", Fault.Status(503), times: 1);
        Night(Row("a1@b.c", "SUBSCRIBED", "Rome"));
        Assert.Equal(UpsertStatus.Updated, Night(Row("a1@b.c", "SUBSCRIBED", "Oslo")).Result.Status);
        Assert.Equal(("SUBSCRIBED", "Oslo"), (StatusOf("a1@b.c"), Api.Emulator.Contacts.Find("a1@b.c")!.Fields.Text("city")));
    }

    [Theory]
    [InlineData("AsGiven", "SUBSCRIBED", "UNSUBSCRIBED")]
    [InlineData("OptOutOnly", "NO_STATUS", "UNSUBSCRIBED")]
    [InlineData("Ignore", "NO_STATUS", "NO_STATUS")]
    public void Another_policy_decides_which_statuses_are_sent(string policy, string optedIn, string optedOut)
    {
        NightWith("-SubscriptionPolicy " + policy, Row("in@b.c", "SUBSCRIBED"), Row("out@b.c", "UNSUBSCRIBED"));
        Assert.Equal((optedIn, optedOut), (StatusOf("in@b.c"), StatusOf("out@b.c")));
    }

    [Theory]
    [InlineData("Set-CnvContact")]
    [InlineData("Sync-CnvContact -JournalPath other.journal")]
    [InlineData("Compare-CnvContact -JournalPath other.journal")]
    public void A_status_that_no_policy_lets_through_is_not_checked_either(string command)
    {
        object[] rows = [Row("a1@b.c", "BOUNCED"), Row("a2@b.c", "no such status"), Row("a3@b.c", "SUBSCRIBED")];
        Run run = Api.Session.Pipe(command + " -SubscriptionPolicy Ignore", rows);
        Assert.Empty(run.Errors);
        Assert.DoesNotContain("Rejected", run.Output.Select(result => $"{result.Properties["Status"].Value}"));
        Assert.All(Api.Contacts, contact => Assert.False(contact.ContainsKey("subscriptionStatus")));
    }

    [Theory]
    [InlineData("AsGiven")]
    [InlineData("ProtectOptOut")]
    [InlineData("OptOutOnly")]
    public void Under_every_other_policy_a_misspelt_status_is_an_error(string policy)
    {
        Run run = Api.Session.Pipe($"Set-CnvContact -ErrorAction SilentlyContinue -SubscriptionPolicy {policy}", Row("a1@b.c", "UNSUBSCRIBE"), Row("a2@b.c", "BOUNCED"));
        Assert.All(run.Results, result => Assert.Equal("invalid_subscription_status", result.ErrorCode));
        Assert.Empty(Api.Contacts);
    }

    [Fact]
    public void Set_CnvContact_sends_statuses_as_given_unless_told_otherwise()
    {
        PutInAccount("a1@b.c", "UNSUBSCRIBED");
        PutInAccount("a2@b.c", "UNSUBSCRIBED");
        Api.Session.Pipe("Set-CnvContact", Row("a1@b.c", "SUBSCRIBED"));
        Api.Session.Pipe("Set-CnvContact -SubscriptionPolicy ProtectOptOut", Row("a2@b.c", "SUBSCRIBED"), Row("new@b.c", "SUBSCRIBED"));
        Assert.Equal(("SUBSCRIBED", "UNSUBSCRIBED", "SUBSCRIBED"), (StatusOf("a1@b.c"), StatusOf("a2@b.c"), StatusOf("new@b.c")));
    }

    [Theory]
    [InlineData("-BatchSize 100")]
    [InlineData("-BatchSize 1")]
    [InlineData("-BatchSize 2 -ThrottleLimit 3")]
    public void Both_requests_of_a_row_take_effect_before_the_next_row_of_the_contact(string parameters)
    {
        object[] rows = [.. Enumerable.Range(1, 9).SelectMany(i => new[] { Row($"a{i}@b.c", "SUBSCRIBED", "A"), Row($"A{i}@b.c", "UNSUBSCRIBED", "B") })];
        Run run = NightWith(parameters, rows);
        Assert.Equal(Enumerable.Range(1, 9).SelectMany(_ => new[] { UpsertStatus.Created, UpsertStatus.Updated }), StatusesOf(run));
        Assert.All(Api.Emulator.Contacts.Snapshot(), contact => Assert.Equal(("UNSUBSCRIBED", "B"), (contact.SubscriptionStatus, contact.Fields.Text("city"))));
        foreach (int i in Enumerable.Range(1, 9))
        {
            string[] requests = [.. Api.Contacts.Where(contact => $"{contact["email"]}{contact["cnvContactId"]}" is string name
                && (name.Equals($"a{i}@b.c", System.StringComparison.OrdinalIgnoreCase) || name == $"{IdOf($"a{i}@b.c")}"))
                .Select(contact => $"{contact["subscriptionStatus"]}")];
            Assert.Equal(["", "SUBSCRIBED", "UNSUBSCRIBED"], requests);
        }
    }
}
