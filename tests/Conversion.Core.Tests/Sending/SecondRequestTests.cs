using System;
using System.Linq;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Model;
using Conversion.Sending;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>The second request of a row that created its contact: its subscription status, when opt-outs are protected.</summary>
public sealed class SecondRequestTests : IDisposable
{
    private const string Email = "ada@example.com";
    private const string Refusal = """{"error":{"code":"invalid_status","message":"Not this one."}}""";

    private readonly ListedAccount _account = new() { Settings = Protecting(1) };

    public void Dispose() => _account.Dispose();

    private static SenderSettings Protecting(int batchSize) => new() { SubscriptionPolicy = SubscriptionPolicy.ProtectOptOut, BatchSize = batchSize };

    private static ContactRequest Subscribed(string city = "Rome") => ListedAccount.Row(Email, city, "SUBSCRIBED");

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void A_row_is_Created_when_both_requests_are_done(int batchSize)
    {
        _account.Settings = Protecting(batchSize);

        UpsertOutcome outcome = Assert.Single(_account.Send(Subscribed()));

        Assert.Equal((UpsertStatus.Created, true, 2, null), (outcome.Status, outcome.ContactCreated, outcome.Attempts, outcome.ErrorCode));
        Assert.Equal(("Rome", "SUBSCRIBED"), _account.Stored(Email));
    }

    [Theory]
    [InlineData(1, "- SUBSCRIBED!")]
    [InlineData(2, "- - SUBSCRIBED! SUBSCRIBED!")]
    public void Both_steps_are_batches(int batchSize, string sent)
    {
        _account.Settings = Protecting(batchSize);

        _account.Send([.. Enumerable.Range(0, batchSize).Select(static row => ListedAccount.Row($"a{row}@b.c", city: null, "SUBSCRIBED"))]);

        Assert.Equal(sent.Split(' '), _account.TakeSent());
        Assert.Equal(2, _account.Api.Requests);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void A_later_row_of_the_contact_waits_for_both_requests(int batchSize)
    {
        _account.Settings = Protecting(batchSize);

        _account.Send(Subscribed("first"), Subscribed("second"), ListedAccount.Row(Email, "third", "UNSUBSCRIBED"));

        Assert.Equal(["first -", "SUBSCRIBED!", "second -", "third UNSUBSCRIBED"], _account.TakeSent());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void A_refused_status_is_the_error_of_a_row_that_created_its_contact(int batchSize)
    {
        _account.Settings = Protecting(batchSize);
        _account.Api.Faults.WhenBodyContains("updateOnly", Fault.Status(400, Refusal));

        UpsertOutcome outcome = Assert.Single(_account.Send(Subscribed()));

        Assert.Equal((UpsertStatus.Rejected, "invalid_status", true, 2), (outcome.Status, outcome.ErrorCode, outcome.ContactCreated, outcome.Attempts));
        Assert.Equal(_account.Api.Emulator.Contacts.Find(Email)!.Id, outcome.CnvContactId);
        Assert.Equal("The contact was created, but its subscription status SUBSCRIBED was not set: Not this one.", outcome.ErrorMessage);
    }

    [Fact]
    public void Only_the_row_whose_status_is_refused_has_the_error()
    {
        _account.Settings = Protecting(10);
        _account.Api.Faults.When(
            request => request.ReadText().Contains("updateOnly") && _account.Api.Emulator.Contacts.Find("a1@b.c") is Contact one && request.ReadText().Contains(one.Id.ToString()),
            Fault.Status(400, Refusal));

        UpsertOutcome[] outcomes = _account.Send([.. Enumerable.Range(0, 4).Select(static row => ListedAccount.Row($"a{row}@b.c", "Rome", "SUBSCRIBED"))]);

        Assert.Equal([UpsertStatus.Created, UpsertStatus.Rejected, UpsertStatus.Created, UpsertStatus.Created], outcomes.Select(static one => one.Status));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void A_status_that_was_set_is_not_due_after_an_opt_out_in_the_account(int batchSize)
    {
        _account.Settings = Protecting(batchSize);
        _account.Send(Subscribed());
        _account.Edit(Email, "UNSUBSCRIBED");
        _account.Send(Subscribed("Oslo"));
        Assert.Equal(("Oslo", "UNSUBSCRIBED"), _account.Stored(Email));
    }
}
