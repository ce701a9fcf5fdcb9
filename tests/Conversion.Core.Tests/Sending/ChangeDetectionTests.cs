using System;
using System.Linq;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Model;
using Conversion.Sending;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>Which rows of a list are sent again in later runs.</summary>
public sealed class ChangeDetectionTests : IDisposable
{
    private const string Email = "ada@example.com";

    private readonly ListedAccount _account = new();

    public void Dispose() => _account.Dispose();

    private static ContactRequest Row(string city, string? status = null) => ListedAccount.Row(Email, city, status);

    private string[] SentOf(params ContactRequest[] rows)
    {
        _account.TakeSent();
        _account.Send(rows);
        return _account.TakeSent();
    }

    [Fact]
    public void A_value_that_comes_back_is_sent_again()
    {
        Assert.Equal(["A -"], SentOf(Row("A")));
        Assert.Equal(["B -"], SentOf(Row("B")));
        Assert.Equal(["A -"], SentOf(Row("A")));
        Assert.Empty(SentOf(Row("A")));
    }

    [Theory]
    [InlineData("lost")]
    [InlineData("not applied")]
    [InlineData("failed")]
    [InlineData("rejected")]
    public void After_a_row_that_was_not_confirmed_the_earlier_value_is_sent_again(string end)
    {
        _account.Send(Row("A"));
        _account.Api.Faults.Enqueue(Error(end));
        Assert.True(_account.Send(Row("B"))[0].IsError);

        Assert.Equal(["A -"], SentOf(Row("A")));
        Assert.Equal("A", _account.Stored(Email).City);
    }

    [Theory]
    [InlineData("lost")]
    [InlineData("failed")]
    [InlineData("rejected")]
    public void A_new_contact_that_was_not_confirmed_is_sent_again(string end)
    {
        _account.Api.Faults.Enqueue(Error(end));
        _account.Send(Row("A"));
        Assert.Equal(["A -"], SentOf(Row("A")));
        Assert.Empty(SentOf(Row("A")));
    }

    [Fact]
    public void Other_switches_are_a_change()
    {
        _account.Send(Row("A"));
        Assert.Equal(["A -"], SentOf(ListedAccount.Row(Email, "A", options: ContactOptions.SyncToCRM)));
        Assert.Equal(["A -"], SentOf(Row("A")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Only_changed_rows_and_later_rows_of_their_contact_are_sent(bool isById)
    {
        _account.Send(Row("last"));
        Guid? id = isById ? _account.Api.Emulator.Contacts.Find(Email)!.Id : null;
        ContactRequest Own(string city) => ListedAccount.Row(isById ? null : Email, city, id: id);
        ContactRequest other = ListedAccount.Row(isById ? null : "other@example.com", id: isById ? _account.Send(ListedAccount.Row("other@example.com"))[0].CnvContactId : null);
        _account.Send(other, Own("last"));

        Assert.Equal([UpsertStatus.Unchanged, UpsertStatus.Unchanged], _account.Statuses(Own("last"), other));
        Assert.Equal([UpsertStatus.Updated, UpsertStatus.Unchanged, UpsertStatus.Updated], _account.Statuses(Own("first"), other, Own("last")));
        Assert.Equal("last", _account.Stored(Email).City);
    }

    [Fact]
    public void Unchanged_rows_are_sent_where_the_settings_say_so()
    {
        _account.Send(Row("A"));
        _account.Settings = new SenderSettings { SendsUnchanged = true };
        Assert.Equal(["A -"], SentOf(Row("A")));

        _account.Settings = new SenderSettings();
        Assert.Empty(SentOf(Row("A")));
    }

    [Fact]
    public void An_edit_in_the_account_remains_where_the_row_does_not_change()
    {
        _account.Settings = new SenderSettings { SubscriptionPolicy = SubscriptionPolicy.ProtectOptOut };
        _account.Send(Row("A", "SUBSCRIBED"));
        _account.Edit(Email, "UNSUBSCRIBED");

        Assert.Empty(SentOf(Row("A", "SUBSCRIBED")));
        Assert.Equal(["B -"], SentOf(Row("B", "SUBSCRIBED")));
        Assert.Equal(("B", "UNSUBSCRIBED"), _account.Stored(Email));
    }

    [Fact]
    public void A_status_that_the_list_gives_for_the_first_time_is_remembered()
    {
        _account.Settings = new SenderSettings { SubscriptionPolicy = SubscriptionPolicy.ProtectOptOut };
        _account.Send(Row("A"));
        Assert.Empty(SentOf(Row("A", "SUBSCRIBED")));
        Assert.Equal(SubscriptionStatusSet.Subscribed, _account.Known(Row("A"))?.Listed);
        Assert.Equal(["A NO_STATUS"], SentOf(Row("A", "NO_STATUS")));
    }

    [Fact]
    public void A_second_opt_out_is_sent_although_the_status_between_was_not()
    {
        _account.Settings = new SenderSettings { SubscriptionPolicy = SubscriptionPolicy.OptOutOnly };
        Assert.Equal(["A UNSUBSCRIBED"], SentOf(Row("A", "UNSUBSCRIBED")));
        Assert.Empty(SentOf(Row("A", "SUBSCRIBED")));
        Assert.Equal(["A UNSUBSCRIBED"], SentOf(Row("A", "UNSUBSCRIBED")));
        Assert.Empty(SentOf(Row("A", "UNSUBSCRIBED")));
    }

    [Fact]
    public void A_status_that_is_ignored_is_not_remembered()
    {
        _account.Settings = new SenderSettings { SubscriptionPolicy = SubscriptionPolicy.Ignore };
        _account.Send(Row("A", "UNSUBSCRIBED"));
        _account.Send(Row("B", "UNSUBSCRIBED"));
        Assert.Equal(SubscriptionStatusSet.None, _account.Known(Row("B"))?.Listed);

        _account.Settings = new SenderSettings { SubscriptionPolicy = SubscriptionPolicy.ProtectOptOut };
        Assert.Empty(SentOf(Row("B", "SUBSCRIBED")));
    }

    [Fact]
    public void After_a_lost_opt_out_the_list_can_subscribe_again()
    {
        _account.Settings = new SenderSettings { SubscriptionPolicy = SubscriptionPolicy.ProtectOptOut };
        _account.Send(Row("A", "SUBSCRIBED"));
        _account.Api.Faults.Enqueue(Fault.ResetAfterApplying());
        _account.Send(Row("A", "UNSUBSCRIBED"));

        Assert.Equal(["A SUBSCRIBED"], SentOf(Row("A", "SUBSCRIBED")));
    }

    [Fact]
    public void A_status_that_is_only_remembered_never_hides_what_a_later_row_sent()
    {
        _account.Settings = new SenderSettings { SubscriptionPolicy = SubscriptionPolicy.ProtectOptOut };
        _account.Send(Row("A"));
        _account.Send(Row("A", "SUBSCRIBED"), Row("B"));

        Assert.Equal(["A -"], SentOf(Row("A", "SUBSCRIBED")));
    }

    private static Fault Error(string end) => end switch
    {
        "lost" => Fault.ResetAfterApplying(),
        "not applied" => Fault.ResetBeforeApplying(),
        "failed" => Fault.Status(503),
        _ => Fault.Status(400, """{"error":{"code":"invalid_field","message":"No."}}"""),
    };
}
