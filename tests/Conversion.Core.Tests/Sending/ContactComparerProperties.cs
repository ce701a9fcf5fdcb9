using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Conversion.Core.Tests.Client;
using Conversion.Journal;
using Conversion.Model;
using Conversion.Sending;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>A comparison tells what a run then does.</summary>
public sealed class ContactComparerProperties
{
    private static readonly string?[] s_statuses = [null, null, "SUBSCRIBED", "UNSUBSCRIBED", "NO_STATUS"];

    [Property(MaxTest = 150)]
    public void Rows_that_a_comparison_calls_New_or_Changed_are_sent_and_others_not(int seed)
    {
        Random random = new(seed);
        using ListedAccount account = new() { Settings = new SenderSettings { SubscriptionPolicy = (SubscriptionPolicy)random.Next(4), BatchSize = random.Next(1, 5) } };
        for (int run = 0; run < 3; run++)
        {
            ContactRequest[] rows = List(random);
            account.Send(List(random));
            byte[] before = File.ReadAllBytes(account.JournalPath);
            (ContactChange[] changes, Guid[] removed, ChangeCounts counts) = Compare(account, rows);
            Assert.Equal(before, File.ReadAllBytes(account.JournalPath));

            IsAsCompared(account, rows, changes, removed, counts);
            account.Send(rows);
        }
    }

    private static void IsAsCompared(ListedAccount account, ContactRequest[] rows, ContactChange[] changes, Guid[] removed, ChangeCounts counts)
    {
        using ContactJournal journal = account.OpenJournal();
        using ContactSender<int> sender = account.Sender(journal);
        UpsertOutcome[] outcomes = ListedAccount.Send(sender, rows);

        Assert.Equal(
            changes.Select(static change => change == ContactChange.Unchanged),
            outcomes.Select(static outcome => outcome.Status == UpsertStatus.Unchanged));
        Assert.All(
            outcomes.Zip(changes).Where(static row => row.First.Status == UpsertStatus.Created),
            static row => Assert.Equal(ContactChange.New, row.Second));
        Assert.Equal(removed, sender.FindRemoved().Select(static contact => contact.CnvContactId));
        Assert.Equal(Text(counts), Text(sender.Changes));
    }

    [Fact]
    public void A_comparison_goes_on_after_a_limit_and_names_it()
    {
        using ListedAccount account = new();
        ContactRequest[] List(string city) => [.. Enumerable.Range(0, 10).Select(row => ListedAccount.Row($"a{row}@b.c", city, "UNSUBSCRIBED"))];
        account.Settings = new SenderSettings { SubscriptionPolicy = SubscriptionPolicy.Ignore };
        account.Send(List("A"));
        account.Settings = new SenderSettings
        {
            Limits = new ChangeLimits { MaximumChangePercent = 50, MaximumUnsubscribePercent = 20, MaximumRemovePercent = 0 },
        };
        using ContactJournal journal = account.OpenForComparison();
        ContactComparer comparer = new(journal, account.Settings);

        Assert.All(List("B"), row => Assert.Equal(ContactChange.Changed, comparer.Compare(row, out _)));
        Assert.Equal([ChangeLimit.Unsubscribe, ChangeLimit.Change], comparer.ExceededLimits);
    }

    [Fact]
    public void A_comparison_without_a_file_knows_nothing_and_creates_none()
    {
        using ListedAccount account = new();
        using ContactJournal journal = account.OpenForComparison();
        ContactComparer comparer = new(journal, account.Settings);

        Assert.Equal(
            [ContactChange.New, ContactChange.Unchanged, ContactChange.Changed],
            new[] { "A", "A", "B" }.Select(city => comparer.Compare(ListedAccount.Row("ada@b.c", city), out _)));
        Assert.Empty(comparer.FindRemoved());
        Assert.False(File.Exists(account.JournalPath));
    }

    [Fact]
    public void A_comparison_tells_the_id_of_a_known_contact()
    {
        using ListedAccount account = new();
        Guid? id = account.Send(ListedAccount.Row("ada@b.c"))[0].CnvContactId;
        using ContactJournal journal = account.OpenForComparison();
        ContactComparer comparer = new(journal, account.Settings with { SendsUnchanged = true });

        Assert.Equal((ContactChange.Unchanged, id), (comparer.Compare(ListedAccount.Row("ada@b.c"), out Guid? known), known));
        comparer.Compare(ListedAccount.Row("new@b.c"), out Guid? unknown);
        Assert.Null(unknown);
    }

    [Fact]
    public void A_comparison_counts_a_contact_whose_row_is_invalid_as_present()
    {
        using ListedAccount account = new();
        account.Send(ListedAccount.Row("ada@b.c"), ListedAccount.Row("bob@b.c"));
        using ContactJournal journal = account.OpenForComparison();
        ContactComparer comparer = new(journal, account.Settings);
        comparer.MarkSeen(new ContactIdentity("ada@b.c", null));

        Assert.Equal(account.Api.Emulator.Contacts.Find("bob@b.c")!.Id, Assert.Single(comparer.FindRemoved()).CnvContactId);
    }

    private static (ContactChange[], Guid[], ChangeCounts) Compare(ListedAccount account, ContactRequest[] rows)
    {
        using ContactJournal journal = account.OpenForComparison();
        ContactComparer comparer = new(journal, account.Settings);
        ContactChange[] changes = [.. rows.Select(row => comparer.Compare(row, out _))];
        Guid[] removed = [.. comparer.FindRemoved().Select(static contact => contact.CnvContactId)];
        return (changes, removed, comparer.Changes);
    }

    private static string Text(ChangeCounts counts) =>
        $"{counts.Known} known, {counts.Changed} changed, {counts.Unsubscribed} unsubscribed, {counts.Removed} removed, {counts.Repeated} repeated";

    private static ContactRequest[] List(Random random) =>
        [.. Enumerable.Range(0, random.Next(30)).Select(_ => ListedAccount.Row(
            $"a{random.Next(12)}@b.c", "v" + random.Next(3), s_statuses[random.Next(s_statuses.Length)], options: (ContactOptions)(random.Next(2) * 2)))];
}
