using System;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Client;
using Conversion.Core.Tests.Client;
using Conversion.Core.Tests.Http;
using Conversion.Model;
using Conversion.Sending;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>What a stopped run says of rows that were not taken: confirmed, or perhaps applied.</summary>
public sealed class UntakenRowsTests
{
    private static readonly Guid s_id = new("00000000-0000-4000-8000-000000000001");

    [Theory]
    [InlineData(UpsertStatus.Created)]
    [InlineData(UpsertStatus.Updated)]
    [InlineData(UpsertStatus.Tracked)]
    public async Task Confirmed_rows_are_counted(UpsertStatus status)
    {
        using ContactSender<int> sender = new(
            (_, _) => Task.FromResult(new BatchResult(new UpsertOutcome { Status = status, CnvContactId = s_id })), new SenderSettings(), new FakeClock());
        Rows.Post(sender, from: 0, rows: 5);
        await Eventually.IsTrueAsync(() => sender.CountUntaken().Confirmed == 5);
        sender.Dispose();
        Assert.Equal((5, 0), sender.CountUntaken());
    }

    [Fact]
    public async Task Halves_that_were_not_sent_may_have_been_applied_if_the_whole_batch_lost_its_response()
    {
        int requests = 0;
        BatchResult lost = new(new UpsertOutcome { Status = UpsertStatus.Rejected, ErrorCode = "invalid_field", ErrorMessage = "m" }) { ResponseLost = true };
        using ContactSender<int> sender = new(
            async (_, cancellationToken) => Interlocked.Increment(ref requests) == 1 ? lost : throw await CancelledAsync(cancellationToken),
            new SenderSettings { BatchSize = 4 },
            new FakeClock());
        Rows.Post(sender, from: 0, rows: 4);
        await Eventually.IsTrueAsync(() => Volatile.Read(ref requests) > 1);
        sender.Dispose();
        Assert.Equal((0, 4), sender.CountUntaken());
    }

    [Fact]
    public async Task A_contact_that_was_created_is_counted_although_its_status_was_not_sent()
    {
        int requests = 0;
        using ContactSender<int> sender = new(
            async (_, cancellationToken) => Interlocked.Increment(ref requests) == 1
                ? new BatchResult(new UpsertOutcome { Status = UpsertStatus.Created, CnvContactId = s_id, ContactCreated = true })
                : throw await CancelledAsync(cancellationToken),
            new SenderSettings { SubscriptionPolicy = SubscriptionPolicy.ProtectOptOut },
            new FakeClock());
        sender.Post(0, ListedAccount.Row("ada@example.com", "A", "SUBSCRIBED"));
        await Eventually.IsTrueAsync(() => Volatile.Read(ref requests) > 1);
        sender.Dispose();
        Assert.Equal((0, 1), sender.CountUntaken());
    }

    private static async Task<Exception> CancelledAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        }
        catch (OperationCanceledException exception)
        {
            return new RequestNotSentException(exception);
        }
    }
}
