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

/// <summary>How rows go out, and when they may go together.</summary>
public sealed class SenderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_request_is_alone_until_its_answer_has_come()
    {
        Held held = new();
        using ContactSender<int> sender = Posted(held.Api, rows: 10, throttleLimit: 4);
        TaskCompletionSource first = await held.ArrivalAsync(Cancellation);
        Assert.Equal(1, held.Api.Requests);

        first.SetResult();
        for (int i = 0; i < 4; i++)
        {
            await held.ArrivalAsync(Cancellation);
        }

        Assert.Equal((5, 4), (held.Api.Requests, held.Api.Emulator.Requests.InFlight));
        sender.Stop();
    }

    [Fact]
    public async Task The_first_request_stays_alone_through_its_retries()
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(Fault.Status(503), times: 6);
        using ContactSender<int> sender = Posted(api, rows: 5, throttleLimit: 4);

        await Rows.TakeAllAsync(sender);

        Assert.All(api.Emulator.Requests.Snapshot().Take(7), request => Assert.Contains("a0@example.com", request.Body));
    }

    [Fact]
    public async Task A_finished_row_waits_for_those_before_it()
    {
        Held held = new();
        using ContactSender<int> sender = Posted(held.Api, rows: 1, throttleLimit: 2);
        (await held.ArrivalAsync(Cancellation)).SetResult();
        Assert.Equal(0, sender.Take().Row);
        sender.Post(1, EmulatedApi.Contact("a1@example.com"));
        await held.ArrivalAsync(Cancellation);
        sender.Post(2, EmulatedApi.Contact("a2@example.com"));

        (await held.ArrivalAsync(Cancellation)).SetResult();
        await Eventually.IsTrueAsync(() => held.Api.Emulator.Requests.InFlight == 1);
        sender.WaitForRow(TimeSpan.Zero);
        Assert.False(sender.TryTake(out _));
        sender.Stop();
    }

    [Theory]
    [InlineData("ada@example.com", "ADA@EXAMPLE.COM")]
    [InlineData("ada@example.com", "ada@example.com")]
    public async Task Rows_of_one_address_are_not_in_flight_together(string first, string second)
    {
        Held held = new();
        using ContactSender<int> sender = Started(held, out TaskCompletionSource start);
        sender.Post(1, EmulatedApi.Contact(first, firstName: "first"));
        sender.Post(2, EmulatedApi.Contact(second, firstName: "second"));
        sender.Post(3, EmulatedApi.Contact("other@example.com"));
        start.SetResult();
        await held.ArrivalAsync(Cancellation);
        await held.ArrivalAsync(Cancellation);

        Assert.DoesNotContain(held.Api.Emulator.Requests.Snapshot(), request => request.Body.Contains("second"));
        sender.Stop();
    }

    [Fact]
    public async Task Rows_of_one_id_are_not_in_flight_together_whatever_their_addresses()
    {
        Held held = new();
        Guid id = Guid.NewGuid();
        using ContactSender<int> sender = Started(held, out TaskCompletionSource start);
        sender.Post(1, EmulatedApi.Contact("one@example.com", id));
        sender.Post(2, EmulatedApi.Contact("two@example.com", id));
        sender.Post(3, EmulatedApi.Contact("other@example.com", Guid.NewGuid()));
        sender.Post(4, EmulatedApi.Contact("two@example.com"));
        start.SetResult();
        await held.ArrivalAsync(Cancellation);
        await held.ArrivalAsync(Cancellation);

        Assert.DoesNotContain(held.Api.Emulator.Requests.Snapshot(), request => request.Body.Contains("two@"));
        sender.Stop();
    }

    [Fact]
    public async Task A_row_that_failed_lets_the_next_of_its_contact_go()
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
    public async Task A_row_without_a_request_keeps_its_place()
    {
        using EmulatedApi api = new();
        using ContactSender<int> sender = Sender(api);
        UpsertOutcome wrong = UpsertOutcome.Invalid(new ValidationError("invalid_email", "It has no @."));
        sender.Post(0, wrong);
        sender.Post(1, EmulatedApi.Contact());
        sender.Post(2, wrong);

        List<SentContact<int>> sent = await Rows.TakeAllAsync(sender);

        Assert.Equal([0, 1, 2], sent.Select(one => one.Row));
        Assert.Equal([wrong.Status, UpsertStatus.Created, wrong.Status], sent.Select(one => one.Outcome.Status));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 1)]
    [InlineData(64, 1)]
    [InlineData(4, 50)]
    public void The_window_is_full_before_it_is_boundless(int throttleLimit, int batchSize)
    {
        Held held = new();
        using ContactSender<int> sender = Sender(held.Api, throttleLimit, batchSize);
        int posted = 0;
        for (; !sender.IsFull && posted < 100_000; posted++)
        {
            sender.Post(posted, EmulatedApi.Contact($"a{posted}@example.com"));
        }

        Assert.InRange(posted, throttleLimit * batchSize, Math.Max(65, 16 * throttleLimit * batchSize));
        sender.Stop();
    }

    [Fact]
    public async Task Behind_a_slow_row_the_others_go_on_until_the_window_is_full()
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
    public async Task Where_there_is_room_it_is_not_waited_for_however_slow_the_oldest_row()
    {
        Held held = new();
        using ContactSender<int> sender = Started(held, out _);

        await Task.Run(() => sender.WaitForRoom(Timeout.InfiniteTimeSpan), Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        Assert.False(sender.TryTake(out _));
        sender.Stop();
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 0)]
    public async Task A_row_brings_the_trace_of_its_requests_where_it_is_wanted(bool trace, int lines)
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(Fault.Status(503));
        using ContactSender<int> sender = new(api.Client, new SenderSettings { Trace = trace });
        sender.Post(0, EmulatedApi.Contact());

        Assert.Equal(lines, Assert.Single(await Rows.TakeAllAsync(sender)).Traces.Count);
    }

    private static ContactSender<int> Started(Held held, out TaskCompletionSource start)
    {
        ContactSender<int> sender = Sender(held.Api);
        sender.Post(0, EmulatedApi.Contact("start@example.com"));
        start = held.ArrivalAsync(Cancellation).GetAwaiter().GetResult();
        return sender;
    }

    private static ContactSender<int> Posted(EmulatedApi api, int rows, int throttleLimit) =>
        Rows.Posted(api, rows, new SenderSettings { ThrottleLimit = throttleLimit });

    private static ContactSender<int> Sender(EmulatedApi api, int throttleLimit = 8, int batchSize = 1) =>
        new(api.Client, new SenderSettings { ThrottleLimit = throttleLimit, BatchSize = batchSize });
}
