using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Model;
using Conversion.Sending;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>Errors count when their response arrives, not when their row is returned.</summary>
public sealed class ErrorLimitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_error_limit_is_reached_while_an_older_row_is_still_in_flight()
    {
        GatedApi gated = new();
        gated.Api.Faults.WhenBodyContains("bad", Fault.Status(400, """{"error":{"code":"invalid_field","message":"No."}}"""));
        using ContactSender<int> sender = new(gated.Api.Client, new SenderSettings { ThrottleLimit = 2, MaximumErrorCount = 3 });
        sender.Post(0, EmulatedApi.Contact("first@example.com"));
        (await gated.NextRequestAsync(Cancellation)).SetResult();
        sender.Post(1, EmulatedApi.Contact("slow@example.com"));
        TaskCompletionSource slow = await gated.NextRequestAsync(Cancellation);
        for (int row = 2; row < 40; row++)
        {
            sender.Post(row, EmulatedApi.Contact($"bad{row}@example.com"));
        }

        for (int error = 0; error < 3; error++)
        {
            (await gated.NextRequestAsync(Cancellation)).SetResult();
        }

        await Eventually.IsTrueAsync(() => sender.ClosedBy is not null || gated.Api.Requests > 5);
        Assert.Equal(5, gated.Api.Requests);
        slow.SetResult();
        List<SentContact<int>> sent = [];
        while (!sender.IsEmpty)
        {
            sent.Add(sender.Take());
        }

        Assert.Equal(["Created", "Created", "Rejected", "Rejected", "Rejected"], sent.Take(5).Select(one => one.Outcome.Status.ToString()));
        Assert.All(sent.Skip(5), one => Assert.Equal((UpsertStatus.NotSent, "error_limit"), (one.Outcome.Status, one.Outcome.ErrorCode)));
    }

    [Fact]
    public void Rows_rejected_without_a_request_count_towards_the_limit()
    {
        using EmulatedApi api = new();
        using ContactSender<int> sender = new(api.Client, new SenderSettings { MaximumErrorCount = 2 });
        UpsertOutcome invalid = UpsertOutcome.Invalid(new ValidationError(ErrorCodes.InvalidEmail, "No address."));
        sender.Post(0, invalid);
        sender.Post(1, invalid);
        sender.Post(2, EmulatedApi.Contact("late@example.com"));

        Assert.Equal(["invalid_email", "invalid_email", "error_limit"], Enumerable.Range(0, 3).Select(_ => sender.Take().Outcome.ErrorCode));
        Assert.Equal(0, api.Requests);
    }

    [Fact]
    public async Task Rows_before_an_invalid_row_are_still_sent()
    {
        GatedApi gated = new();
        using ContactSender<int> sender = new(gated.Api.Client, new SenderSettings { ThrottleLimit = 1, MaximumErrorCount = 1 });
        sender.Post(0, EmulatedApi.Contact("first@example.com"));
        sender.Post(1, EmulatedApi.Contact("second@example.com"));
        sender.Post(2, UpsertOutcome.Invalid(new ValidationError(ErrorCodes.InvalidEmail, "No address.")));
        (await gated.NextRequestAsync(Cancellation)).SetResult();
        (await gated.NextRequestAsync(Cancellation)).SetResult();

        Assert.Equal(["Created", "Created", "Rejected"], Enumerable.Range(0, 3).Select(_ => sender.Take().Outcome.Status.ToString()));
    }
}
