using System;
using System.Collections.Generic;
using System.Linq;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Journal;
using Conversion.Model;
using Conversion.Sending;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>Contacts of the journal that are no longer in the list.</summary>
public sealed class RemovedContactTests : IDisposable
{
    private readonly ListedAccount _account = new();

    public void Dispose() => _account.Dispose();

    private static ContactRequest Row(string name, string city = "A", string? status = null) => ListedAccount.Row($"{name}@b.c", city, status);

    private Guid IdOf(string name) => _account.Api.Emulator.Contacts.Find($"{name}@b.c")!.Id;

    private Guid[] Removed(IReadOnlyList<ContactRequest> rows, Action<ContactSender<int>, RemovedContact>? each = null)
    {
        using ContactJournal journal = _account.OpenJournal();
        using ContactSender<int> sender = _account.Sender(journal);
        ListedAccount.Send(sender, rows);
        IReadOnlyList<RemovedContact> removed = sender.FindRemoved();
        foreach (RemovedContact contact in removed)
        {
            each?.Invoke(sender, contact);
        }

        sender.CompleteJournal();
        return [.. removed.Select(static contact => contact.CnvContactId)];
    }

    private Guid[] Forget(params IReadOnlyList<ContactRequest> rows) => Removed(rows, static (sender, contact) => sender.Forget(contact));

    private UpsertOutcome Unsubscribe(params IReadOnlyList<ContactRequest> rows)
    {
        UpsertOutcome? outcome = null;
        Removed(rows, (sender, contact) =>
        {
            sender.Unsubscribe(-1, contact);
            outcome = sender.Take().Outcome;
        });
        return outcome!;
    }

    [Fact]
    public void Contacts_without_a_row_have_left_the_list()
    {
        _account.Send(Row("ada"), Row("bob"), Row("eve"));
        Assert.Equal([IdOf("ada"), IdOf("eve")], Removed([Row("bob", "B")]));
    }

    [Fact]
    public void Every_contact_that_has_a_row_is_still_in_the_list()
    {
        _account.Send(Row("ada"), Row("bob"), Row("eve"));
        _account.Api.Faults.WhenBodyContains("bob@", Fault.Status(400)).WhenBodyContains("eve@", Fault.ResetBeforeApplying());
        Assert.Empty(Removed([Row("ada"), Row("bob", "B"), Row("eve", "B"), Row("new")]));
    }

    [Fact]
    public void A_contact_whose_row_is_invalid_is_still_in_the_list()
    {
        _account.Send(Row("ada"), Row("bob"));
        using ContactJournal journal = _account.OpenJournal();
        using ContactSender<int> sender = _account.Sender(journal);
        sender.MarkSeen(new ContactIdentity("ADA@b.c", null));
        sender.MarkSeen(new ContactIdentity("nobody@b.c", null));

        Assert.Equal([IdOf("bob")], sender.FindRemoved().Select(static contact => contact.CnvContactId));
    }

    [Fact]
    public void A_contact_that_is_forgotten_is_told_once_and_new_when_it_returns()
    {
        _account.Send(Row("ada"), Row("bob"));

        Assert.Equal([IdOf("ada")], Forget(Row("bob")));
        Assert.Empty(Forget(Row("bob")));
        Assert.Equal([UpsertStatus.Updated], _account.Statuses(Row("ada")));
        Assert.Equal([UpsertStatus.Unchanged, UpsertStatus.Unchanged], _account.Statuses(Row("ada"), Row("bob")));
    }

    [Fact]
    public void A_contact_that_is_only_reported_is_reported_again()
    {
        _account.Send(Row("ada"), Row("bob"));
        Assert.Equal([IdOf("ada")], Removed([Row("bob")]));
        Assert.Equal([IdOf("ada")], Removed([Row("bob")]));
    }

    [Fact]
    public void Many_contacts_are_forgotten_within_the_run()
    {
        _account.Settings = new SenderSettings { BatchSize = 1000 };
        ContactRequest[] rows = [.. Enumerable.Range(0, 3000).Select(static row => Row($"a{row}"))];
        _account.Send(rows);

        Assert.Equal(2999, Forget(rows[0]).Length);
        Assert.Empty(Forget(rows[0]));
    }

    [Fact]
    public void A_list_that_changes_from_addresses_to_ids_and_back_has_the_same_contacts()
    {
        _account.Send(Row("ada"), Row("bob"));
        ContactRequest[] byId = [ListedAccount.Row(null, "A", id: IdOf("ada")), ListedAccount.Row(null, "A", id: IdOf("bob"))];

        Assert.Empty(Forget(byId));
        Assert.Empty(Forget(byId));
        Assert.Empty(Forget(Row("ada"), Row("bob")));
        Assert.Equal([IdOf("bob")], Forget(Row("ada")));
    }

    [Fact]
    public void After_a_list_by_id_a_row_by_address_is_sent_again()
    {
        _account.Send(Row("ada"));
        _account.Send(ListedAccount.Row(null, "B", id: IdOf("ada")));

        Assert.Equal([UpsertStatus.Updated], _account.Statuses(Row("ada")));
        Assert.Equal("A", _account.Stored("ada@b.c").City);
    }

    [Fact]
    public void A_contact_that_has_left_is_unsubscribed_by_its_id_only()
    {
        _account.Send(Row("ada", status: "SUBSCRIBED"), Row("bob"));
        _account.TakeSent();

        UpsertOutcome outcome = Unsubscribe(Row("bob"));

        Assert.Equal((UpsertStatus.Removed, IdOf("ada"), null, null), (outcome.Status, outcome.CnvContactId, outcome.ErrorCode, outcome.ContactCreated));
        Assert.Equal(["UNSUBSCRIBED!"], _account.TakeSent());
        Assert.Equal(("A", "UNSUBSCRIBED"), _account.Stored("ada@b.c"));
        Assert.Empty(Removed([Row("bob")]));
    }

    [Theory]
    [InlineData("lost", "network_error")]
    [InlineData("failed", "internal_error")]
    [InlineData("rejected", "no")]
    public void A_contact_that_could_not_be_unsubscribed_is_an_error_and_has_left_the_next_list_again(string end, string code)
    {
        _account.Send(Row("ada"), Row("bob"));
        _account.Api.Faults.Enqueue(end switch
        {
            "lost" => Fault.ResetBeforeApplying(),
            "failed" => Fault.Status(500),
            _ => Fault.Status(400, """{"error":{"code":"no","message":"No."}}"""),
        });

        UpsertOutcome outcome = Unsubscribe(Row("bob"));

        Assert.Equal((UpsertStatus.Removed, code, true), (outcome.Status, outcome.ErrorCode, outcome.IsError));
        Assert.Equal([IdOf("ada")], Removed([Row("bob")]));
    }

    [Fact]
    public void A_contact_that_no_longer_exists_in_the_account_is_forgotten()
    {
        _account.Send(Row("ada"), Row("bob"));
        _account.Api.Faults.Enqueue(Fault.Status(404, """{"error":{"code":"contact_not_found","message":"No."}}"""));

        Assert.Equal((UpsertStatus.Removed, "contact_not_found"), (Unsubscribe(Row("bob")).Status, _account.Api.Faults.Queued == 0 ? "contact_not_found" : ""));
        Assert.Empty(Removed([Row("bob")]));
    }

    [Theory]
    [InlineData(1, 6)]
    [InlineData(4, 2)]
    public void Contacts_are_unsubscribed_in_batches(int batchSize, int requests)
    {
        _account.Settings = new SenderSettings { BatchSize = batchSize };
        _account.Send([.. Enumerable.Range(0, 7).Select(static row => Row($"a{row}"))]);
        int before = _account.Api.Requests;

        using (ContactJournal journal = _account.OpenJournal())
        using (ContactSender<int> sender = _account.Sender(journal))
        {
            ListedAccount.Send(sender, Row("a0"));
            sender.FindRemoved().ToList().ForEach(contact => sender.Unsubscribe(-1, contact));
            Assert.All(Enumerable.Range(0, 6), _ => Assert.Equal(UpsertStatus.Removed, sender.Take().Outcome.Status));
        }

        Assert.Equal(requests, _account.Api.Requests - before);
        Assert.Empty(Removed([Row("a0")]));
    }
}
