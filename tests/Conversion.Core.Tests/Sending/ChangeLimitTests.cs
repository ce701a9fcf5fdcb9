using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Journal;
using Conversion.Model;
using Conversion.Sending;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>Limits of changes: the row that would exceed one is not begun, nor any after it.</summary>
public sealed class ChangeLimitTests : IDisposable
{
    private const int Known = 20;

    private readonly ListedAccount _account = new();

    public ChangeLimitTests() => _account.Send(List(Known));

    public void Dispose() => _account.Dispose();

    private static ContactRequest Row(int contact, string city = "A", string? status = null) => ListedAccount.Row($"a{contact}@b.c", city, status);

    // The first contacts of the list have other values.
    private static ContactRequest[] List(int count, int changed = 0, string city = "B", string? status = null) =>
        [.. Enumerable.Range(0, count).Select(contact => contact < changed ? Row(contact, city, status) : Row(contact))];

    private (UpsertOutcome[] Outcomes, ContactSender<int> Sender) Send(ChangeLimits limits, IReadOnlyList<ContactRequest> rows, SenderSettings? settings = null)
    {
        _account.Settings = (settings ?? new SenderSettings()) with { Limits = limits };
        using ContactJournal journal = _account.OpenJournal();
        using ContactSender<int> sender = _account.Sender(journal);
        // Each row when the one before it is done, so that every row before the limit is sent.
        return ([.. rows.SelectMany(row => ListedAccount.Send(sender, row))], sender);
    }

    private static ChangeLimits Change(double percent) => ChangeLimits.None with { MaximumChangePercent = percent };

    private static ChangeLimits Unsubscribe(double percent) => ChangeLimits.None with { MaximumUnsubscribePercent = percent };

    [Theory]
    [InlineData(5, 1)]
    [InlineData(10, 2)]
    [InlineData(12, 2)]
    [InlineData(0, 0)]
    [InlineData(99.9, 19)]
    public void As_many_contacts_may_change_as_the_limit_says_and_no_more(double percent, int allowed)
    {
        Assert.DoesNotContain(Send(Change(percent), List(Known, allowed)).Outcomes, static outcome => outcome.Status == UpsertStatus.NotSent);

        (UpsertOutcome[] outcomes, ContactSender<int> sender) = Send(Change(percent), List(Known, allowed + 1, city: "C"));

        Assert.Equal(ChangeLimit.Change, sender.ExceededLimit);
        Assert.Equal(allowed + 1, sender.Changes.Changed);
        Assert.Equal(allowed, outcomes.Count(static outcome => outcome.Status == UpsertStatus.Updated));
        Assert.Equal(Known - allowed, outcomes.Count(static outcome => outcome.ErrorCode == "change_limit"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Rows_from_the_one_that_would_exceed_the_limit_are_not_sent(int batchSize)
    {
        int requests = _account.Api.Requests;

        (UpsertOutcome[] outcomes, ContactSender<int> sender) = Send(
            Change(10), [.. List(Known, 3), ListedAccount.Row("new@b.c")], new SenderSettings { BatchSize = batchSize });

        Assert.All(outcomes.Skip(2), static outcome => Assert.Equal((UpsertStatus.NotSent, "change_limit", false), (outcome.Status, outcome.ErrorCode, outcome.IsError)));
        Assert.Equal("change_limit", sender.ClosedBy?.ErrorCode);
        Assert.Equal(2, _account.Api.Requests - requests);
        Assert.Equal("A", _account.Stored("a2@b.c").City);
    }

    [Fact]
    public async Task What_is_in_flight_comes_home()
    {
        GatedApi gated = new();
        using ListedAccount account = new(gated.Api) { Settings = new SenderSettings { Limits = Change(5) } };
        CopyJournalTo(account, gated.Api);
        using ContactJournal journal = account.OpenJournal();
        using ContactSender<int> sender = account.Sender(journal);
        sender.Post(0, Row(0, "B"));
        TaskCompletionSource first = await gated.NextRequestAsync(TestContext.Current.CancellationToken);
        sender.Post(1, Row(1, "B"));

        first.SetResult();

        Assert.Equal([UpsertStatus.Updated, UpsertStatus.NotSent], (await Rows.TakeAllAsync(sender)).Select(static sent => sent.Outcome.Status));
    }

    [Fact]
    public void With_100_percent_there_is_no_limit() =>
        Assert.Null(Send(Change(100), List(Known, Known, status: "UNSUBSCRIBED")).Sender.ExceededLimit);

    [Theory]
    [InlineData(Known, true)]
    [InlineData(Known + 1, false)]
    public void With_fewer_known_contacts_than_the_minimum_there_is_no_limit(int minimum, bool isExceeded)
    {
        ContactSender<int> sender = Send(Change(10) with { MinimumCount = minimum }, List(Known, 3)).Sender;
        Assert.Equal(isExceeded ? ChangeLimit.Change : null, sender.ExceededLimit);
    }

    [Fact]
    public void A_contact_counts_once_however_often_it_changes()
    {
        ContactSender<int> sender = Send(Change(10), [Row(0, "B"), Row(0, "C"), Row(0, "D"), Row(1, "B"), Row(0, "E"), Row(1, "C")]).Sender;
        Assert.Equal((null, 2L), (sender.ExceededLimit, sender.Changes.Changed));
    }

    [Fact]
    public void New_contacts_never_count()
    {
        ContactRequest[] rows = [.. Enumerable.Range(Known, 50).Select(static contact => Row(contact, status: "UNSUBSCRIBED"))];
        ContactSender<int> sender = Send(Change(0) with { MaximumUnsubscribePercent = 0 }, rows).Sender;
        Assert.Equal((null, 0L, 0L), (sender.ExceededLimit, sender.Changes.Changed, sender.Changes.Unsubscribed));
    }

    [Fact]
    public void Unchanged_rows_that_are_sent_all_the_same_never_count()
    {
        (UpsertOutcome[] outcomes, ContactSender<int> sender) = Send(Change(0), List(Known), new SenderSettings { SendsUnchanged = true });
        Assert.All(outcomes, static outcome => Assert.Equal(UpsertStatus.Updated, outcome.Status));
        Assert.Equal((null, 0L), (sender.ExceededLimit, sender.Changes.Changed));
    }

    [Fact]
    public void Contacts_in_doubt_never_count()
    {
        _account.Api.Faults.Enqueue(Fault.Status(503), times: 5);
        Send(ChangeLimits.None, List(5, changed: 5));
        Assert.Null(Send(Change(0), List(Known)).Sender.ExceededLimit);
    }

    [Theory]
    [InlineData(2, null)]
    [InlineData(3, ChangeLimit.Unsubscribe)]
    public void As_many_contacts_may_be_unsubscribed_as_the_limit_says_and_no_more(int count, ChangeLimit? exceeded)
    {
        (UpsertOutcome[] outcomes, ContactSender<int> sender) = Send(Unsubscribe(10), List(Known, count, city: "A", "UNSUBSCRIBED"));

        Assert.Equal((exceeded, (long)count), (sender.ExceededLimit, sender.Changes.Unsubscribed));
        Assert.Equal(exceeded is null, outcomes.All(static outcome => outcome.ErrorCode is null));
        Assert.Equal("NO_STATUS", _account.Stored("a2@b.c").Status);
    }

    [Fact]
    public void Contacts_that_the_list_unsubscribed_before_never_count()
    {
        Send(ChangeLimits.None, List(Known, Known, city: "A", "UNSUBSCRIBED"));
        ContactSender<int> sender = Send(Unsubscribe(0), List(Known, Known, city: "B", "UNSUBSCRIBED")).Sender;
        Assert.Equal((null, 0L), (sender.ExceededLimit, sender.Changes.Unsubscribed));
    }

    [Fact]
    public void Opt_outs_that_are_ignored_never_count()
    {
        ContactSender<int> sender = Send(
            Unsubscribe(0), List(Known, Known, city: "A", "UNSUBSCRIBED"), new SenderSettings { SubscriptionPolicy = SubscriptionPolicy.Ignore }).Sender;
        Assert.Equal((null, 0L), (sender.ExceededLimit, sender.Changes.Unsubscribed));
    }

    [Theory]
    [InlineData(4, null)]
    [InlineData(5, ChangeLimit.Remove)]
    public void As_many_contacts_may_leave_as_the_limit_says_and_no_more(int left, ChangeLimit? exceeded)
    {
        _account.Settings = new SenderSettings { Limits = ChangeLimits.None with { MaximumRemovePercent = 20 } };
        using ContactJournal journal = _account.OpenJournal();
        using ContactSender<int> sender = _account.Sender(journal);
        ListedAccount.Send(sender, List(Known - left));

        Assert.Equal(left, sender.FindRemoved().Count);
        Assert.Equal((exceeded, (long)left, (long)Known), (sender.ExceededLimit, sender.Changes.Removed, sender.Changes.Known));
    }

    [Fact]
    public void A_run_after_one_that_was_stopped_judges_the_same_rows_again()
    {
        Assert.Equal(ChangeLimit.Change, Send(Change(10), List(Known, 10)).Sender.ExceededLimit);
        Assert.Null(Send(Change(100), List(Known, 10)).Sender.ExceededLimit);
        Assert.Equal("B", _account.Stored("a9@b.c").City);
    }

    // The contacts of the journal, in an account whose requests the test releases.
    private void CopyJournalTo(ListedAccount account, EmulatedApi api)
    {
        File.Copy(_account.JournalPath, account.JournalPath);
        foreach (Contact contact in _account.Api.Emulator.Contacts)
        {
            api.Emulator.Contacts.Put(contact);
        }
    }
}
