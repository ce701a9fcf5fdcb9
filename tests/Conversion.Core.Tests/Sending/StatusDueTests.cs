using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Journal;
using Conversion.Model;
using Conversion.Sending;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>A run that ended after it had created a contact and before it had set its subscription status.</summary>
public sealed class StatusDueTests : IDisposable
{
    private const string Email = "ada@example.com";
    private const string Refusal = """{"error":{"code":"invalid_status","message":"Not this one."}}""";

    private static readonly SenderSettings s_protecting = new() { SubscriptionPolicy = SubscriptionPolicy.ProtectOptOut };

    private readonly ListedAccount _account = new() { Settings = s_protecting };

    public void Dispose() => _account.Dispose();

    private static ContactRequest Subscribed(string city = "Rome") => ListedAccount.Row(Email, city, "SUBSCRIBED");

    [Theory]
    [InlineData("refused")]
    [InlineData("lost")]
    [InlineData("failed")]
    [InlineData("crashed")]
    public void After_a_run_that_ended_between_both_requests_the_next_one_sends_the_status_alone(string end)
    {
        EndBetween(end);

        UpsertOutcome outcome = Assert.Single(_account.Send(Subscribed()));

        Assert.Equal((UpsertStatus.Updated, 1), (outcome.Status, outcome.Attempts));
        Assert.Equal(["SUBSCRIBED!"], _account.TakeSent());
        Assert.Equal(("Rome", "SUBSCRIBED"), _account.Stored(Email));
        Assert.Equal([UpsertStatus.Unchanged], _account.Statuses(Subscribed()));
    }

    [Fact]
    public void A_row_that_changed_meanwhile_is_sent_with_the_status_due()
    {
        EndBetween("crashed");
        _account.Send(Subscribed("Oslo"));
        Assert.Equal(["Oslo SUBSCRIBED"], _account.TakeSent());
    }

    [Fact]
    public void An_opt_out_replaces_the_status_due()
    {
        EndBetween("crashed");
        _account.Send(ListedAccount.Row(Email, "Rome", "UNSUBSCRIBED"));
        _account.Send(ListedAccount.Row(Email, "Rome", "UNSUBSCRIBED"));
        Assert.Equal(["Rome UNSUBSCRIBED"], _account.TakeSent());
        Assert.Equal(("Rome", "UNSUBSCRIBED"), _account.Stored(Email));
    }

    [Fact]
    public void A_status_that_the_list_no_longer_gives_is_no_longer_due()
    {
        EndBetween("crashed");
        _account.Send(ListedAccount.Row(Email, "Rome"));
        _account.Send(Subscribed());
        Assert.Empty(_account.TakeSent());
    }

    [Fact]
    public void A_limit_that_is_reached_between_both_requests_leaves_the_status_due()
    {
        EmulatedApi api = new()
        {
            Handler = new AfterFirstResponse(), Settings = new() { ApiKey = EmulatedApi.Key, Timeout = TimeSpan.FromDays(1) },
        };
        ((AfterFirstResponse)api.Handler).Action = () => api.Clock.Advance(TimeSpan.FromHours(2));
        using ListedAccount account = new(api) { Settings = s_protecting with { TimeLimit = TimeSpan.FromHours(1) } };

        UpsertOutcome outcome = Assert.Single(account.Send(Subscribed()));

        Assert.Equal((UpsertStatus.Failed, "time_limit", true, 1), (outcome.Status, outcome.ErrorCode, outcome.ContactCreated, outcome.Attempts));
        account.Settings = s_protecting;
        account.Send(Subscribed());
        Assert.Equal(["Rome -", "SUBSCRIBED!"], account.TakeSent());
    }

    private void EndBetween(string end)
    {
        Fault fault = end switch
        {
            "refused" => Fault.Status(400, Refusal),
            "lost" => Fault.ResetAfterApplying(),
            "failed" => Fault.Status(503),
            _ => Fault.Hang(),
        };
        _account.Api.Faults.WhenBodyContains("updateOnly", fault, times: 1);
        if (end == "crashed")
        {
            using ContactJournal journal = _account.OpenJournal();
            using ContactSender<int> sender = _account.Sender(journal);
            sender.Post(0, Subscribed());
            Assert.True(SpinWait.SpinUntil(() => _account.Api.Requests == 2, TimeSpan.FromSeconds(30)));
        }
        else
        {
            Assert.True(_account.Send(Subscribed())[0].IsError);
        }

        _account.TakeSent();
    }

    private sealed class AfterFirstResponse : DelegatingHandler
    {
        public Action Action { get; set; } = static () => { };

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            Action();
            Action = static () => { };
            return response;
        }
    }
}
