using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Core.Tests.Http;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Model;
using Conversion.Sending;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>Every way in which a stream ends before its last row.</summary>
public sealed class SenderEndingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(401, 1)]
    [InlineData(403, 1)]
    [InlineData(401, 5)]
    public async Task A_refused_key_ends_every_row_with_one_request(int status, int batchSize)
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(Fault.Status(status), times: 1000);
        using ContactSender<int> sender = Posted(api, rows: 50, batchSize: batchSize);

        List<SentContact<int>> sent = await Rows.TakeAllAsync(sender);

        Assert.Equal(1, api.Requests);
        Assert.Equal(Enumerable.Range(0, 50), sent.Select(one => one.Row));
        Assert.All(sent, one => Assert.Equal((status, true), (one.Outcome.StatusCode, one.Outcome.RefusesConnection)));
        Assert.All(sent.Skip(batchSize), one => Assert.Equal(0, one.Outcome.Attempts));
    }

    [Fact]
    public async Task A_key_refused_half_way_lets_what_is_in_flight_come_home()
    {
        Held held = new();
        held.Api.Faults.WhenBodyContains("a1@", Fault.Status(401));
        using ContactSender<int> sender = Posted(held.Api, rows: 1, throttleLimit: 3);
        (await held.ArrivalAsync(Cancellation)).SetResult();
        Assert.Equal(UpsertStatus.Created, sender.Take().Outcome.Status);
        List<TaskCompletionSource> flying = [];
        for (int row = 1; row < 20; row++)
        {
            sender.Post(row, EmulatedApi.Contact($"a{row}@example.com"));
            if (row <= 3)
            {
                flying.Add(await held.ArrivalAsync(Cancellation));
            }
        }

        flying[0].SetResult();
        Assert.Equal(401, sender.Take().Outcome.StatusCode);
        flying[1].SetResult();
        flying[2].SetResult();
        List<SentContact<int>> sent = await Rows.TakeAllAsync(sender);

        Assert.Equal(Enumerable.Range(2, 18), sent.Select(one => one.Row));
        Assert.Equal(4, held.Api.Requests);
        Assert.Equal(2, sent.Count(one => one.Outcome.Status == UpsertStatus.Created));
    }

    [Fact]
    public async Task A_row_posted_after_a_refusal_comes_out_refused_and_unsent()
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(Fault.Status(401));
        using ContactSender<int> sender = Posted(api, rows: 1);
        await Rows.TakeAllAsync(sender);

        sender.Post(1, EmulatedApi.Contact("late@example.com"));

        Assert.True(sender.TryTake(out SentContact<int> late));
        Assert.Equal((true, 0, 1), (late.Outcome.RefusesConnection, late.Outcome.Attempts, api.Requests));
    }

    [Fact]
    public async Task Stop_ends_a_take_that_waits()
    {
        Held held = new();
        using ContactSender<int> sender = Posted(held.Api, rows: 3);
        await held.ArrivalAsync(Cancellation);
        Task take = Task.Run(() => sender.Take(), Cancellation);

        sender.Stop();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => take);
    }

    [Fact]
    public async Task Stop_ends_a_take_that_begins_later()
    {
        Held held = new();
        using ContactSender<int> sender = Posted(held.Api, rows: 3);
        sender.Stop();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => sender.Take(), Cancellation));
    }

    [Fact]
    public async Task Dispose_cancels_what_is_in_flight_and_waits_for_it()
    {
        Held held = new();
        ContactSender<int> sender = Posted(held.Api, rows: 20, throttleLimit: 4);
        (await held.ArrivalAsync(Cancellation)).SetResult();
        await held.ArrivalAsync(Cancellation);

        sender.Dispose();

        Assert.Equal(0, held.Api.Emulator.Requests.InFlight);
    }

    [Fact]
    public async Task Dispose_waits_for_a_request_that_takes_its_time_to_end()
    {
        TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool hasEnded = false;
        InTheWay slow = new(async (_, cancellationToken) =>
        {
            began.SetResult();
            await Record.ExceptionAsync(() => Task.Delay(Timeout.Infinite, cancellationToken));
            await Task.Run(() => Thread.SpinWait(10_000_000), CancellationToken.None);
            hasEnded = true;
            throw new OperationCanceledException(cancellationToken);
        });
        using EmulatedApi api = new() { Between = slow };
        ContactSender<int> sender = Posted(api, rows: 1);
        await began.Task;

        sender.Dispose();

        Assert.True(hasEnded);
    }

    [Theory]
    [InlineData("503")]
    [InlineData("429")]
    public async Task Dispose_does_not_wait_for_a_back_off_or_a_pause(string status)
    {
        using EmulatedApi api = new(new Http.FakeClock { IsManual = true });
        api.Faults.Enqueue(Fault.Status(int.Parse(status), retryAfter: "60"), times: 100);
        ContactSender<int> sender = Posted(api, rows: 20);
        await Eventually.IsTrueAsync(() => api.Clock.Delays.Count > 0);
        sender.Dispose();
        api.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1, api.Requests);
    }

    [Fact]
    public void After_dispose_a_posted_row_is_not_sent()
    {
        using EmulatedApi api = new();
        ContactSender<int> sender = new(api.Client, new SenderSettings());
        sender.Dispose();

        sender.Post(0, EmulatedApi.Contact());
        sender.Dispose();

        Assert.Equal(0, api.Requests);
    }

    [Fact]
    public void A_late_stop_does_no_harm()
    {
        using EmulatedApi api = new();
        ContactSender<int> sender = new(api.Client, new SenderSettings());
        sender.Dispose();

        sender.Stop();
        sender.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task A_fault_of_the_program_surfaces_where_its_row_is_taken(int batchSize)
    {
        InTheWay broken = new(static async (_, _) =>
        {
            await Task.Yield();
            throw new InvalidOperationException("A bug.");
        });
        using EmulatedApi api = new() { Between = broken };
        using ContactSender<int> sender = Posted(api, rows: 20, batchSize: batchSize);

        InvalidOperationException bug = await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(() => sender.Take(), Cancellation));

        Assert.Equal("A bug.", bug.Message);
    }

    [Fact]
    public async Task After_a_fault_of_the_program_no_row_is_begun()
    {
        using EmulatedApi api = new() { Between = new Between(static _ => throw new InvalidOperationException("A bug.")) };
        using ContactSender<int> sender = Posted(api, rows: 20);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(() => sender.Take(), Cancellation));
        sender.Post(20, EmulatedApi.Contact("late@example.com"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(() => sender.Take(), Cancellation));
        Assert.Equal(1, api.Requests);
    }

    [Fact]
    public async Task What_was_done_before_a_fault_of_the_program_is_taken_before_the_fault()
    {
        using ManualResetEventSlim posted = new();
        int answers = 0;
        using EmulatedApi api = new()
        {
            Between = new Between(_ =>
            {
                posted.Wait(Cancellation);
                if (++answers == 6)
                {
                    throw new InvalidOperationException("A bug.");
                }
            }),
        };
        using ContactSender<int> sender = Posted(api, rows: new SenderSettings { ThrottleLimit = 1 }.WindowSize, throttleLimit: 1);
        Assert.True(sender.IsFull);
        posted.Set();

        List<int> taken = [];
        await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(
            () =>
            {
                while (true)
                {
                    taken.Add(sender.Take().Row);
                }
            },
            Cancellation));

        Assert.Equal([0, 1, 2, 3, 4], taken);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task After_the_time_limit_nothing_is_begun_and_every_row_comes_out(int batchSize)
    {
        using EmulatedApi api = new();
        api.Faults.When(static _ => true, Fault.Delay(TimeSpan.FromSeconds(10)));
        using ContactSender<int> sender = new(
            api.Client, new SenderSettings { ThrottleLimit = 1, BatchSize = batchSize, TimeLimit = TimeSpan.FromSeconds(25) });
        Rows.Post(sender, from: 0, rows: 50);

        List<SentContact<int>> sent = await Rows.TakeAllAsync(sender);

        Assert.Equal((3, 50), (api.Requests, sent.Count));
        Assert.All(sent.Skip(3 * batchSize), one => Assert.Equal((UpsertStatus.NotSent, "time_limit"), (one.Outcome.Status, one.Outcome.ErrorCode)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task After_the_time_limit_no_row_is_begun_that_waits_for_its_turn(int batchSize)
    {
        using EmulatedApi api = new() { Settings = new() { ApiKey = EmulatedApi.Key, RateLimit = 1 } };
        using ContactSender<int> sender = new(
            api.Client, new SenderSettings { ThrottleLimit = 12, BatchSize = batchSize, TimeLimit = TimeSpan.FromSeconds(3.5) });
        Rows.Post(sender, from: 0, rows: 60);

        List<SentContact<int>> sent = await Rows.TakeAllAsync(sender);

        Assert.Equal(Enumerable.Range(0, 60), sent.Select(one => one.Row));
        // Those that wait at one time each move this clock on: there may be fewer turns, but never one behind the limit.
        Assert.InRange(api.Requests, 1, 4);
        Assert.Equal(60 - (api.Requests * batchSize), sent.Count(one => one.Outcome is { Status: UpsertStatus.NotSent, ErrorCode: "time_limit", Attempts: 0 }));
    }

    [Fact]
    public async Task A_refused_key_is_not_sent_again_by_those_that_wait_for_their_turn()
    {
        FakeClock clock = new() { IsManual = true };
        using EmulatedApi api = new(clock) { Settings = new() { ApiKey = EmulatedApi.Key, RateLimit = 1 } };
        api.Faults.Enqueue(Fault.None, Fault.Status(401));
        using ContactSender<int> sender = Posted(api, rows: 30, throttleLimit: 8);
        Assert.Equal(UpsertStatus.Created, sender.Take().Outcome.Status);
        await Eventually.IsTrueAsync(() => clock.Delays.Count >= 1);
        // The second has its turn, and no other.
        clock.Advance(TimeSpan.FromSeconds(1));
        List<SentContact<int>> sent = await Rows.TakeAllAsync(sender);

        Assert.Equal(2, api.Requests);
        Assert.Equal(29, sent.Count(one => one.Outcome.RefusesConnection));
    }

    [Fact]
    public async Task A_row_whose_answer_was_lost_is_never_said_to_be_unsent()
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(Fault.ResetAfterApplying(), Fault.Status(400).WithDelay(TimeSpan.FromSeconds(2)));
        using ContactSender<int> sender = new(
            api.Client, new SenderSettings { ThrottleLimit = 1, BatchSize = 4, TimeLimit = TimeSpan.FromSeconds(1) });
        Rows.Post(sender, from: 0, rows: 4);

        List<SentContact<int>> sent = await Rows.TakeAllAsync(sender);

        Assert.Equal(2, api.Requests);
        Assert.All(sent, one => Assert.Equal((UpsertStatus.Unknown, "network_error", 2), (one.Outcome.Status, one.Outcome.ErrorCode, one.Outcome.Attempts)));
    }

    [Fact]
    public async Task A_fault_is_not_kept_until_the_window_is_full()
    {
        using EmulatedApi api = new() { Between = new Between(static _ => throw new InvalidOperationException("A bug.")) };
        using ContactSender<int> sender = Posted(api, rows: 1);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(() => sender.Take(), Cancellation));
        Assert.True(sender.IsFull);
    }

    private static ContactSender<int> Posted(EmulatedApi api, int rows, int throttleLimit = 8, int batchSize = 1) =>
        Rows.Posted(api, rows, new SenderSettings { ThrottleLimit = throttleLimit, BatchSize = batchSize });
}
