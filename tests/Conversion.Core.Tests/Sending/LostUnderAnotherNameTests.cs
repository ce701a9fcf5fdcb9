using System;
using System.Linq;
using Conversion.Emulator;
using Conversion.Journal;
using Conversion.Model;
using Conversion.Sending;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>
/// A contact that one row names by its id and another by its address: after a response to the one was lost, the other is sent, although
/// it equals what was confirmed for it.
/// </summary>
public sealed class LostUnderAnotherNameTests : IDisposable
{
    private readonly ListedAccount _account = new();
    private readonly Contact _ada = new(Guid.NewGuid(), "ada@example.com");

    public LostUnderAnotherNameTests() => _account.Api.Emulator.Contacts.Put(_ada);

    public enum Name
    {
        Address,
        Id,
        Both,
    }

    public static TheoryData<Name, Name, bool> KnowableNames => new()
    {
        // Whose response was lost, who is listed afterwards, and whether the journal knew the first. It cannot tell whose an address is
        // that it does not know.
        { Name.Address, Name.Id, true },
        { Name.Address, Name.Both, true },
        { Name.Id, Name.Address, true },
        { Name.Id, Name.Address, false },
        { Name.Both, Name.Address, true },
        { Name.Both, Name.Address, false },
    };

    public void Dispose() => _account.Dispose();

    [Theory]
    [MemberData(nameof(KnowableNames))]
    public void Is_sent_by_the_next_run(Name lost, Name last, bool isKnown)
    {
        Confirm(lost, last, isKnown);
        _account.Api.Faults.Enqueue(Fault.ResetAfterApplying());
        Assert.Equal([UpsertStatus.Unknown], _account.Statuses(Row(lost, "A")));
        Assert.Equal("A", _account.Stored(_ada.Email).City);

        Assert.Equal([UpsertStatus.Updated], _account.Statuses(Row(last, "B")));
        Assert.Equal("B", _account.Stored(_ada.Email).City);
        Assert.Equal([UpsertStatus.Unchanged], _account.Statuses(Row(last, "B")));
    }

    // The lost request may still be applied after the row that was confirmed.
    [Theory]
    [MemberData(nameof(KnowableNames))]
    public void Is_sent_by_the_next_run_although_it_was_confirmed_after_the_loss(Name lost, Name last, bool isKnown)
    {
        Confirm(lost, last, isKnown);
        _account.Api.Faults.Enqueue(Fault.ResetAfterApplying());
        using (ContactJournal journal = _account.OpenJournal())
        using (ContactSender<int> sender = _account.Sender(journal))
        {
            UpsertStatus[] statuses = [.. new[] { Row(lost, "A"), Row(last, "B") }.Select(row => ListedAccount.Send(sender, row)[0].Status)];
            Assert.Equal([UpsertStatus.Unknown, UpsertStatus.Updated], statuses);
        }

        Assert.Equal([UpsertStatus.Updated], _account.Statuses(Row(last, "B")));
        Assert.Equal([UpsertStatus.Unchanged], _account.Statuses(Row(last, "B")));
    }

    [Theory]
    [MemberData(nameof(KnowableNames))]
    public void A_new_row_after_the_loss_is_sent_by_the_next_run(Name lost, Name last, bool isKnown)
    {
        if (isKnown)
        {
            _account.Send(Row(lost, "A"));
        }

        _account.Api.Faults.Enqueue(Fault.ResetAfterApplying());
        using (ContactJournal journal = _account.OpenJournal())
        using (ContactSender<int> sender = _account.Sender(journal))
        {
            ListedAccount.Send(sender, Row(lost, "C"));
            ListedAccount.Send(sender, Row(last, "B"));
        }

        Assert.Equal([UpsertStatus.Updated], _account.Statuses(Row(last, "B")));
    }

    // That the list has given another status in between is known, although nobody knows whether it took effect.
    [Theory]
    [MemberData(nameof(KnowableNames))]
    public void A_lost_opt_out_of_the_list_is_taken_back_by_the_list(Name lost, Name last, bool isKnown)
    {
        Confirm(lost, last, isKnown, "SUBSCRIBED");
        _account.Settings = new SenderSettings { SubscriptionPolicy = SubscriptionPolicy.ProtectOptOut };
        _account.Api.Faults.Enqueue(Fault.ResetAfterApplying());
        _account.Send(Row(lost, "A", "UNSUBSCRIBED"));
        Assert.Equal("UNSUBSCRIBED", _account.Stored(_ada.Email).Status);

        _account.Send(Row(last, "B", "SUBSCRIBED"));
        Assert.Equal(("B", "SUBSCRIBED"), _account.Stored(_ada.Email));
    }

    [Fact]
    public void Other_contacts_are_not_in_doubt()
    {
        ContactRequest other = ListedAccount.Row("bob@example.com");
        Confirm(Name.Id, Name.Address, isKnown: true);
        _account.Send(other);
        _account.Api.Faults.Enqueue(Fault.ResetAfterApplying());
        _account.Send(Row(Name.Id, "A"));
        Assert.Equal([UpsertStatus.Unchanged], _account.Statuses(other));
    }

    private void Confirm(Name lost, Name last, bool isKnown, string? status = null)
    {
        if (isKnown)
        {
            _account.Send(Row(lost, "A", status));
        }

        _account.Send(Row(last, "B", status));
    }

    private ContactRequest Row(Name name, string city, string? status = null) =>
        ListedAccount.Row(name == Name.Id ? null : _ada.Email, city, status, name == Name.Address ? null : _ada.Id);
}
