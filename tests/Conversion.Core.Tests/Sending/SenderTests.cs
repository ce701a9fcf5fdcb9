using System;
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

/// <summary>How rows are sent, and when they may be sent concurrently.</summary>
public sealed class SenderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_second_request_starts_before_the_first_response()
    {
        GatedApi gated = new();
        using ContactSender<int> sender = Posted(gated.Api, rows: 10, throttleLimit: 4);
        TaskCompletionSource first = await gated.NextRequestAsync(Cancellation);
        Assert.Equal(1, gated.Api.Requests);

        first.SetResult();
        for (int i = 0; i < 4; i++)
        {
            await gated.NextRequestAsync(Cancellation);
        }

        Assert.Equal((5, 4), (gated.Api.Requests, gated.Api.Emulator.Requests.InFlight));
        sender.Stop();
    }

    [Fact]
    public async Task No_second_request_starts_while_the_first_is_retried()
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(Fault.Status(503), times: 6);
        using ContactSender<int> sender = Posted(api, rows: 5, throttleLimit: 4);

        await Rows.TakeAllAsync(sender);

        Assert.All(api.Emulator.Requests.Snapshot().Take(7), request => Assert.Contains("a0@example.com", request.Body));
    }

    [Fact]
    public async Task A_completed_row_waits_for_earlier_rows()
    {
        GatedApi gated = new();
        using ContactSender<int> sender = Posted(gated.Api, rows: 1, throttleLimit: 2);
        (await gated.NextRequestAsync(Cancellation)).SetResult();
        Assert.Equal(0, sender.Take().Row);
        sender.Post(1, EmulatedApi.Contact("a1@example.com"));
        await gated.NextRequestAsync(Cancellation);
        sender.Post(2, EmulatedApi.Contact("a2@example.com"));

        (await gated.NextRequestAsync(Cancellation)).SetResult();
        await Eventually.IsTrueAsync(() => gated.Api.Emulator.Requests.InFlight == 1);
        sender.WaitForRow(TimeSpan.Zero);
        Assert.False(sender.TryTake(out _));
        sender.Stop();
    }

    [Theory]
    [InlineData("ada@example.com", "ADA@EXAMPLE.COM")]
    [InlineData("ada@example.com", "ada@example.com")]
    public async Task Rows_of_one_email_address_are_not_in_flight_together(string first, string second)
    {
        GatedApi gated = new();
        using ContactSender<int> sender = Started(gated, out TaskCompletionSource start);
        sender.Post(1, EmulatedApi.Contact(first, firstName: "first"));
        sender.Post(2, EmulatedApi.Contact(second, firstName: "second"));
        sender.Post(3, EmulatedApi.Contact("other@example.com"));
        start.SetResult();
        await gated.NextRequestAsync(Cancellation);
        await gated.NextRequestAsync(Cancellation);

        Assert.DoesNotContain(gated.Api.Emulator.Requests.Snapshot(), request => request.Body.Contains("second"));
        sender.Stop();
    }

    [Fact]
    public async Task Rows_of_one_id_are_not_in_flight_together_whatever_their_email_addresses()
    {
        GatedApi gated = new();
        Guid id = Guid.NewGuid();
        using ContactSender<int> sender = Started(gated, out TaskCompletionSource start);
        sender.Post(1, EmulatedApi.Contact("one@example.com", id));
        sender.Post(2, EmulatedApi.Contact("two@example.com", id));
        sender.Post(3, EmulatedApi.Contact("other@example.com", Guid.NewGuid()));
        sender.Post(4, EmulatedApi.Contact("two@example.com"));
        start.SetResult();
        await gated.NextRequestAsync(Cancellation);
        await gated.NextRequestAsync(Cancellation);

        Assert.DoesNotContain(gated.Api.Emulator.Requests.Snapshot(), request => request.Body.Contains("two@"));
        sender.Stop();
    }

    [Fact]
    public async Task A_failed_row_releases_the_next_row_of_its_contact()
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(Fault.None, Fault.Status(400), Fault.Status(409));
        using ContactSender<int> sender = Sender(api);
        sender.Post(0, EmulatedApi.Contact("start@example.com"));
        for (int row = 1; row < 4; row++)
        {
            sender.Post(row, EmulatedApi.Contact());
        }

        Assert.Equal(
            [UpsertStatus.Created, UpsertStatus.Rejected, UpsertStatus.Rejected, UpsertStatus.Created],
            (await Rows.TakeAllAsync(sender)).Select(sent => sent.Outcome.Status));
    }

    [Fact]
    public async Task A_row_without_a_request_keeps_its_position()
    {
        using EmulatedApi api = new();
        using ContactSender<int> sender = Sender(api);
        UpsertOutcome invalid = UpsertOutcome.Invalid(new ValidationError("invalid_email", "It has no @."));
        sender.Post(0, invalid);
        sender.Post(1, EmulatedApi.Contact());
        sender.Post(2, invalid);

        List<SentContact<int>> sent = await Rows.TakeAllAsync(sender);

        Assert.Equal([0, 1, 2], sent.Select(one => one.Row));
        Assert.Equal([invalid.Status, UpsertStatus.Created, invalid.Status], sent.Select(one => one.Outcome.Status));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 1)]
    [InlineData(64, 1)]
    [InlineData(4, 50)]
    public void The_window_has_a_maximum_size(int throttleLimit, int batchSize)
    {
        GatedApi gated = new();
        using ContactSender<int> sender = Sender(gated.Api, throttleLimit, batchSize);
        int posted = 0;
        for (; !sender.IsFull && posted < 100_000; posted++)
        {
            sender.Post(posted, EmulatedApi.Contact($"a{posted}@example.com"));
        }

        Assert.InRange(posted, throttleLimit * batchSize, Math.Max(65, 16 * throttleLimit * batchSize));
        sender.Stop();
    }

    [Fact]
    public async Task Other_rows_continue_after_a_slow_row_until_the_window_is_full()
    {
        SenderSettings settings = new() { ThrottleLimit = 2 };
        TaskCompletionSource slow = new();
        using EmulatedApi api = new(settings: new EmulatorSettings { Delay = (_, _) => slow.Task });
        api.Faults.WhenBodyContains("slow@", Fault.Delay(TimeSpan.FromSeconds(1)));
        using ContactSender<int> sender = new(api.Client, settings);
        sender.Post(0, EmulatedApi.Contact("first@example.com"));
        Assert.Equal(0, sender.Take().Row);
        sender.Post(1, EmulatedApi.Contact("slow@example.com"));
        for (int row = 2; row <= settings.WindowSize; row++)
        {
            while (sender.IsFull)
            {
                sender.WaitForRoom(Timeout.InfiniteTimeSpan);
            }

            sender.Post(row, EmulatedApi.Contact($"a{row}@example.com"));
        }

        Assert.True(sender.IsFull);
        Assert.False(sender.TryTake(out _));
        slow.SetResult();
        Assert.Equal(Enumerable.Range(1, settings.WindowSize), (await Rows.TakeAllAsync(sender)).Select(one => one.Row));
    }

    [Fact]
    public async Task Posting_does_not_wait_while_the_window_has_room()
    {
        GatedApi gated = new();
        using ContactSender<int> sender = Started(gated, out _);

        await Task.Run(() => sender.WaitForRoom(Timeout.InfiniteTimeSpan), Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        Assert.False(sender.TryTake(out _));
        sender.Stop();
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 0)]
    public async Task A_row_has_the_trace_of_its_requests_when_tracing_is_on(bool trace, int lines)
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(Fault.Status(503));
        using ContactSender<int> sender = new(api.Client, new SenderSettings { Trace = trace });
        sender.Post(0, EmulatedApi.Contact());

        Assert.Equal(lines, Assert.Single(await Rows.TakeAllAsync(sender)).Traces.Count);
    }

    private static ContactSender<int> Started(GatedApi gated, out TaskCompletionSource start)
    {
        ContactSender<int> sender = Sender(gated.Api);
        sender.Post(0, EmulatedApi.Contact("start@example.com"));
        start = gated.NextRequestAsync(Cancellation).GetAwaiter().GetResult();
        return sender;
    }

    private static ContactSender<int> Posted(EmulatedApi api, int rows, int throttleLimit) =>
        Rows.Posted(api, rows, new SenderSettings { ThrottleLimit = throttleLimit });

    private static ContactSender<int> Sender(EmulatedApi api, int throttleLimit = 8, int batchSize = 1) =>
        new(api.Client, new SenderSettings { ThrottleLimit = throttleLimit, BatchSize = batchSize });
}
