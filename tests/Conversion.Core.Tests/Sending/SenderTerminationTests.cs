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

/// <summary>Every way in which a run ends before its last row.</summary>
public sealed class SenderTerminationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(401, 1, false)]
    [InlineData(403, 1, false)]
    [InlineData(401, 5, false)]
    [InlineData(401, 1, true)]
    [InlineData(403, 1, true)]
    [InlineData(401, 5, true)]
    public async Task A_refused_key_ends_every_row_with_one_request(int status, int batchSize, bool areEvents)
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(Fault.Status(status), times: 1000);
        using ContactSender<int> sender = Posted(api, Rows.Distinct(50, areEvents) with { BatchSize = batchSize });

        List<SentContact<int>> sent = await Rows.TakeAllAsync(sender);

        Assert.Equal(1, api.Requests);
        Assert.Equal(Enumerable.Range(0, 50), sent.Select(one => one.Row));
        Assert.All(sent, one => Assert.Equal((status, true), (one.Outcome.StatusCode, one.Outcome.RefusesConnection)));
        Assert.All(sent.Skip(batchSize), one => Assert.Equal(0, one.Outcome.Attempts));
    }

    [Fact]
    public async Task Requests_in_flight_complete_when_the_key_is_refused_during_a_run()
    {
        GatedApi gated = new();
        gated.Api.Faults.WhenBodyContains("a1@", Fault.Status(401));
        using ContactSender<int> sender = Posted(gated.Api, rows: 1, throttleLimit: 3);
        (await gated.NextRequestAsync(Cancellation)).SetResult();
        Assert.Equal(UpsertStatus.Created, sender.Take().Outcome.Status);
        List<TaskCompletionSource> inFlight = [];
        for (int row = 1; row < 20; row++)
        {
            sender.Post(row, EmulatedApi.Contact($"a{row}@example.com"));
            if (row <= 3)
            {
                inFlight.Add(await gated.NextRequestAsync(Cancellation));
            }
        }

        inFlight[0].SetResult();
        Assert.Equal(401, sender.Take().Outcome.StatusCode);
        inFlight[1].SetResult();
        inFlight[2].SetResult();
        List<SentContact<int>> sent = await Rows.TakeAllAsync(sender);

        Assert.Equal(Enumerable.Range(2, 18), sent.Select(one => one.Row));
        Assert.Equal(4, gated.Api.Requests);
        Assert.Equal(2, sent.Count(one => one.Outcome.Status == UpsertStatus.Created));
    }

    [Fact]
    public async Task A_row_posted_after_the_key_was_refused_is_returned_unsent()
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
    public async Task Stop_ends_a_waiting_Take()
    {
        GatedApi gated = new();
        using ContactSender<int> sender = Posted(gated.Api, rows: 3);
        await gated.NextRequestAsync(Cancellation);
        Task take = Task.Run(() => sender.Take(), Cancellation);

        sender.Stop();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => take);
    }

    [Fact]
    public async Task Stop_ends_a_Take_that_starts_later()
    {
        GatedApi gated = new();
        using ContactSender<int> sender = Posted(gated.Api, rows: 3);
        sender.Stop();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => sender.Take(), Cancellation));
    }

    [Fact]
    public async Task Dispose_cancels_requests_in_flight_and_waits_for_them()
    {
        GatedApi gated = new();
        ContactSender<int> sender = Posted(gated.Api, rows: 20, throttleLimit: 4);
        (await gated.NextRequestAsync(Cancellation)).SetResult();
        await gated.NextRequestAsync(Cancellation);

        sender.Dispose();

        Assert.Equal(0, gated.Api.Emulator.Requests.InFlight);
    }

    [Fact]
    public async Task Dispose_waits_for_a_request_that_is_slow_to_cancel()
    {
        TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool hasEnded = false;
        StubHandler slow = new(async (_, cancellationToken) =>
        {
            began.SetResult();
            await Record.ExceptionAsync(() => Task.Delay(Timeout.Infinite, cancellationToken));
            await Task.Run(() => Thread.SpinWait(10_000_000), CancellationToken.None);
            hasEnded = true;
            throw new OperationCanceledException(cancellationToken);
        });
        using EmulatedApi api = new() { Handler = slow };
        ContactSender<int> sender = Posted(api, rows: 1);
        await began.Task;

        sender.Dispose();

        Assert.True(hasEnded);
    }

    [Theory]
    [InlineData("503")]
    [InlineData("429")]
    public async Task Dispose_does_not_wait_for_a_retry_delay_or_a_pause(string status)
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
    public void A_row_posted_after_Dispose_is_not_sent()
    {
        using EmulatedApi api = new();
        ContactSender<int> sender = new(api.Client, new SenderSettings());
        sender.Dispose();

        sender.Post(0, EmulatedApi.Contact());
        sender.Dispose();

        Assert.Equal(0, api.Requests);
    }

    [Fact]
    public void Stop_after_Dispose_has_no_effect()
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
    public async Task An_unexpected_exception_is_thrown_when_its_row_is_taken(int batchSize)
    {
        StubHandler broken = new(static async (_, _) =>
        {
            await Task.Yield();
            throw new InvalidOperationException("A bug.");
        });
        using EmulatedApi api = new() { Handler = broken };
        using ContactSender<int> sender = Posted(api, rows: 20, batchSize: batchSize);

        InvalidOperationException bug = await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(() => sender.Take(), Cancellation));

        Assert.Equal("A bug.", bug.Message);
    }

    [Fact]
    public async Task After_an_unexpected_exception_no_row_is_started()
    {
        using EmulatedApi api = new() { Handler = new ResponseEditor(static _ => throw new InvalidOperationException("A bug.")) };
        using ContactSender<int> sender = Posted(api, rows: 20);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(() => sender.Take(), Cancellation));
        sender.Post(20, EmulatedApi.Contact("late@example.com"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(() => sender.Take(), Cancellation));
        Assert.Equal(1, api.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows_completed_before_an_unexpected_exception_are_taken_before_it_is_thrown(bool areEvents)
    {
        using ManualResetEventSlim posted = new();
        int responses = 0;
        using EmulatedApi api = new()
        {
            Handler = new ResponseEditor(_ =>
            {
                posted.Wait(Cancellation);
                if (++responses == 6)
                {
                    throw new InvalidOperationException("A bug.");
                }
            }),
        };
        RowSequence window = Rows.Distinct(new SenderSettings { ThrottleLimit = 1 }.WindowSize, areEvents) with { ThrottleLimit = 1 };
        using ContactSender<int> sender = Posted(api, window);
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
    [InlineData(1, false)]
    [InlineData(7, false)]
    [InlineData(1, true)]
    [InlineData(7, true)]
    public async Task After_the_time_limit_no_request_starts_and_every_row_is_returned(int batchSize, bool areEvents)
    {
        using EmulatedApi api = new();
        api.Faults.When(static _ => true, Fault.Delay(TimeSpan.FromSeconds(10)));
        RowSequence rows = Rows.Distinct(50, areEvents) with { ThrottleLimit = 1, BatchSize = batchSize };
        using ContactSender<int> sender = Posted(api, rows, timeLimit: TimeSpan.FromSeconds(25));

        List<SentContact<int>> sent = await Rows.TakeAllAsync(sender);

        Assert.Equal((3, 50), (api.Requests, sent.Count));
        Assert.All(sent.Skip(3 * batchSize), one => Assert.Equal((UpsertStatus.NotSent, "time_limit"), (one.Outcome.Status, one.Outcome.ErrorCode)));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    public async Task After_the_time_limit_no_waiting_row_is_started(int batchSize, bool areEvents)
    {
        using EmulatedApi api = new() { Settings = new() { ApiKey = EmulatedApi.Key, RateLimit = 1 } };
        RowSequence rows = Rows.Distinct(60, areEvents) with { ThrottleLimit = 12, BatchSize = batchSize };
        using ContactSender<int> sender = Posted(api, rows, timeLimit: TimeSpan.FromSeconds(3.5));

        List<SentContact<int>> sent = await Rows.TakeAllAsync(sender);

        Assert.Equal(Enumerable.Range(0, 60), sent.Select(one => one.Row));
        // Each concurrent delay advances this clock: fewer requests may start, but none after the limit.
        Assert.InRange(api.Requests, 1, 4);
        Assert.Equal(60 - (api.Requests * batchSize), sent.Count(one => one.Outcome is { Status: UpsertStatus.NotSent, ErrorCode: "time_limit", Attempts: 0 }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refused_key_is_not_sent_again_by_waiting_requests(bool areEvents)
    {
        FakeClock clock = new() { IsManual = true };
        using EmulatedApi api = new(clock) { Settings = new() { ApiKey = EmulatedApi.Key, RateLimit = 1 } };
        api.Faults.Enqueue(Fault.None, Fault.Status(401));
        using ContactSender<int> sender = Posted(api, Rows.Distinct(30, areEvents));
        Assert.True(sender.Take().Outcome.IsConfirmed);
        await Eventually.IsTrueAsync(() => clock.Delays.Count >= 1);
        // Only the second request may start.
        clock.Advance(TimeSpan.FromSeconds(1));
        List<SentContact<int>> sent = await Rows.TakeAllAsync(sender);

        Assert.Equal(2, api.Requests);
        Assert.Equal(29, sent.Count(one => one.Outcome.RefusesConnection));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_row_whose_response_was_lost_is_never_reported_as_NotSent(bool areEvents)
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(Fault.ResetAfterApplying(), Fault.Status(400).WithDelay(TimeSpan.FromSeconds(2)));
        RowSequence rows = Rows.Distinct(4, areEvents) with { ThrottleLimit = 1, BatchSize = 4 };
        using ContactSender<int> sender = Posted(api, rows, timeLimit: TimeSpan.FromSeconds(1));

        List<SentContact<int>> sent = await Rows.TakeAllAsync(sender);

        Assert.Equal(2, api.Requests);
        Assert.All(sent, one => Assert.Equal((UpsertStatus.Unknown, "network_error", 2), (one.Outcome.Status, one.Outcome.ErrorCode, one.Outcome.Attempts)));
    }

    [Fact]
    public async Task An_unexpected_exception_is_thrown_before_the_window_is_full()
    {
        using EmulatedApi api = new() { Handler = new ResponseEditor(static _ => throw new InvalidOperationException("A bug.")) };
        using ContactSender<int> sender = Posted(api, rows: 1);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(() => sender.Take(), Cancellation));
        Assert.True(sender.IsFull);
    }

    private static ContactSender<int> Posted(EmulatedApi api, int rows, int throttleLimit = 8, int batchSize = 1) =>
        Rows.Posted(api, rows, new SenderSettings { ThrottleLimit = throttleLimit, BatchSize = batchSize });

    private static ContactSender<int> Posted(EmulatedApi api, RowSequence rows, TimeSpan? timeLimit = null)
    {
        Rows.PutContacts(api.Emulator.Contacts, rows);
        ContactSender<int> sender = new(
            api.Client, new SenderSettings { ThrottleLimit = rows.ThrottleLimit, BatchSize = rows.BatchSize, TimeLimit = timeLimit });
        for (int row = 0; row < rows.Cells.Count; row++)
        {
            sender.Post(row, Rows.Request(rows, row));
        }

        return sender;
    }
}
