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

/// <summary>Errors count when they are answered, not when their row's turn to come out has come.</summary>
public sealed class ErrorLimitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_reached_though_an_older_row_is_still_open()
    {
        Held held = new();
        held.Api.Faults.WhenBodyContains("bad", Fault.Status(400, """{"error":{"code":"invalid_field","message":"No."}}"""));
        using ContactSender<int> sender = new(held.Api.Client, new SenderSettings { ThrottleLimit = 2, MaximumErrorCount = 3 });
        sender.Post(0, EmulatedApi.Contact("first@example.com"));
        (await held.ArrivalAsync(Cancellation)).SetResult();
        sender.Post(1, EmulatedApi.Contact("slow@example.com"));
        TaskCompletionSource slow = await held.ArrivalAsync(Cancellation);
        for (int row = 2; row < 40; row++)
        {
            sender.Post(row, EmulatedApi.Contact($"bad{row}@example.com"));
        }

        for (int error = 0; error < 3; error++)
        {
            (await held.ArrivalAsync(Cancellation)).SetResult();
        }

        await Eventually.IsTrueAsync(() => sender.ClosedBy is not null || held.Api.Requests > 5);
        Assert.Equal(5, held.Api.Requests);
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
    public void Rows_that_are_wrong_without_a_request_count_too()
    {
        using EmulatedApi api = new();
        using ContactSender<int> sender = new(api.Client, new SenderSettings { MaximumErrorCount = 2 });
        UpsertOutcome wrong = UpsertOutcome.Invalid(new ValidationError(ErrorCodes.InvalidEmail, "No address."));
        sender.Post(0, wrong);
        sender.Post(1, wrong);
        sender.Post(2, EmulatedApi.Contact("late@example.com"));

        Assert.Equal(["invalid_email", "invalid_email", "error_limit"], Enumerable.Range(0, 3).Select(_ => sender.Take().Outcome.ErrorCode));
        Assert.Equal(0, api.Requests);
    }

    [Fact]
    public async Task Rows_before_one_that_is_wrong_are_not_given_up_for_it()
    {
        Held held = new();
        using ContactSender<int> sender = new(held.Api.Client, new SenderSettings { ThrottleLimit = 1, MaximumErrorCount = 1 });
        sender.Post(0, EmulatedApi.Contact("first@example.com"));
        sender.Post(1, EmulatedApi.Contact("second@example.com"));
        sender.Post(2, UpsertOutcome.Invalid(new ValidationError(ErrorCodes.InvalidEmail, "No address.")));
        (await held.ArrivalAsync(Cancellation)).SetResult();
        (await held.ArrivalAsync(Cancellation)).SetResult();

        Assert.Equal(["Created", "Created", "Rejected"], Enumerable.Range(0, 3).Select(_ => sender.Take().Outcome.Status.ToString()));
    }
}
