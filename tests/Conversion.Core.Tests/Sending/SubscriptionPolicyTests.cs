using System;
using System.Collections.Generic;
using System.Linq;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Model;
using Conversion.Sending;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>Which statuses are sent: each policy, each status, each thing that is known of the contact.</summary>
public sealed class SubscriptionPolicyTests : IDisposable
{
    private const string Email = "ada@example.com";
    private const string ByHand = "COMPLAINED";

    // The requests for a row with the status: none, without it ("-"), with it ("="), or without it and then it alone ("- =!").
    private static readonly (SubscriptionPolicy Policy, string Statuses, string New, string Existing, string Same, string Other, string First)[] s_table =
    [
        (SubscriptionPolicy.AsGiven, "SUBSCRIBED UNSUBSCRIBED NO_STATUS", "=", "=", "", "=", "="),
        (SubscriptionPolicy.ProtectOptOut, "SUBSCRIBED NO_STATUS", "- =!", "-", "", "=", ""),
        (SubscriptionPolicy.ProtectOptOut, "UNSUBSCRIBED", "=", "=", "", "=", "="),
        (SubscriptionPolicy.OptOutOnly, "SUBSCRIBED NO_STATUS", "-", "-", "", "", ""),
        (SubscriptionPolicy.OptOutOnly, "UNSUBSCRIBED", "=", "=", "", "=", "="),
        (SubscriptionPolicy.Ignore, "SUBSCRIBED UNSUBSCRIBED NO_STATUS", "-", "-", "", "", ""),
    ];

    private readonly ListedAccount _account = new();

    public void Dispose() => _account.Dispose();

    public static IEnumerable<TheoryDataRow<SubscriptionPolicy, string, string, string, int>> Cases() =>
        from line in s_table
        from status in line.Statuses.Split(' ')
        from situation in new[] { ("new", line.New), ("existing", line.Existing), ("same", line.Same), ("other", line.Other), ("first", line.First) }
        from batchSize in new[] { 1, 10 }
        select new TheoryDataRow<SubscriptionPolicy, string, string, string, int>(line.Policy, status, situation.Item1, situation.Item2, batchSize);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_status_is_sent_as_the_policy_says(SubscriptionPolicy policy, string status, string situation, string requests, int batchSize)
    {
        _account.Settings = new SenderSettings { SubscriptionPolicy = policy, BatchSize = batchSize };
        Prepare(situation, status);
        _account.TakeSent();

        UpsertOutcome outcome = Assert.Single(_account.Send(ListedAccount.Row(Email, city: null, status)));

        string[] expected = requests.Replace("=", status, StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected, _account.TakeSent());
        Assert.Equal(expected.Length, outcome.Attempts);
        Assert.Equal(requests == "-", outcome.IsStatusWithheld);
        Assert.Equal(
            requests.Contains('=', StringComparison.Ordinal) ? status : situation == "new" ? "NO_STATUS" : ByHand,
            _account.Stored(Email).Status);
    }

    public static IEnumerable<TheoryDataRow<SubscriptionPolicy, string, string, int>> Situations() =>
        Cases().Select(static one => new TheoryDataRow<SubscriptionPolicy, string, string, int>(one.Data.Item1, one.Data.Item2, one.Data.Item3, one.Data.Item5));

    [Theory]
    [MemberData(nameof(Situations))]
    public void A_row_that_is_sent_again_is_unchanged(SubscriptionPolicy policy, string status, string situation, int batchSize)
    {
        _account.Settings = new SenderSettings { SubscriptionPolicy = policy, BatchSize = batchSize };
        Prepare(situation, status);
        ContactRequest row = ListedAccount.Row(Email, city: null, status);
        _account.Send(row);
        int sent = _account.Api.Requests;

        UpsertOutcome outcome = Assert.Single(_account.Send(row));

        Assert.Equal(
            (UpsertStatus.Unchanged, _account.Api.Emulator.Contacts.Find(Email)!.Id, 0, sent),
            (outcome.Status, outcome.CnvContactId, outcome.Attempts, _account.Api.Requests));
    }

    [Theory]
    [InlineData(SubscriptionPolicy.ProtectOptOut, "SUBSCRIBED", "- SUBSCRIBED!")]
    [InlineData(SubscriptionPolicy.ProtectOptOut, "UNSUBSCRIBED", "UNSUBSCRIBED")]
    [InlineData(SubscriptionPolicy.OptOutOnly, "SUBSCRIBED", "-")]
    [InlineData(SubscriptionPolicy.OptOutOnly, "UNSUBSCRIBED", "UNSUBSCRIBED")]
    [InlineData(SubscriptionPolicy.Ignore, "UNSUBSCRIBED", "-")]
    [InlineData(SubscriptionPolicy.AsGiven, "SUBSCRIBED", "SUBSCRIBED")]
    public void Without_a_journal_the_policy_holds_too(SubscriptionPolicy policy, string status, string requests)
    {
        _account.Settings = new SenderSettings { SubscriptionPolicy = policy };
        using ContactSender<int> sender = _account.Sender(journal: null);

        UpsertOutcome outcome = Assert.Single(ListedAccount.Send(sender, ListedAccount.Row(Email, city: null, status)));

        Assert.Equal(UpsertStatus.Created, outcome.Status);
        Assert.Equal(requests.Split(' '), _account.TakeSent());
    }

    [Theory]
    [InlineData(SubscriptionPolicy.ProtectOptOut)]
    [InlineData(SubscriptionPolicy.OptOutOnly)]
    [InlineData(SubscriptionPolicy.Ignore)]
    public void Everything_but_the_status_is_sent_unchanged(SubscriptionPolicy policy)
    {
        _account.Settings = new SenderSettings { SubscriptionPolicy = policy };

        _account.Send(ListedAccount.Row(Email, "Rome", "SUBSCRIBED", options: ContactOptions.SyncToCRM));

        Assert.Equal(
            """{"email":"ada@example.com","fields":{"city":"Rome"},"syncToCRM":true}""", _account.Api.Emulator.Requests.Snapshot()[0].Body);
    }

    private void Prepare(string situation, string status)
    {
        if (situation == "existing")
        {
            _account.Api.Emulator.Contacts.Put(new Contact(Guid.NewGuid(), Email, ByHand));
        }
        else if (situation != "new")
        {
            string? before = situation == "same" ? status : situation == "first" ? null : status == "UNSUBSCRIBED" ? "SUBSCRIBED" : "UNSUBSCRIBED";
            _account.Send(ListedAccount.Row(Email, city: null, before));
            _account.Edit(Email, ByHand);
        }
    }
}
