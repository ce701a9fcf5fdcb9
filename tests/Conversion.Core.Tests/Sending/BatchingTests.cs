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

/// <summary>When a batch is closed before it is full, and the result of a row whose batch was split.</summary>
public sealed class BatchingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_of_a_split_batch_reports_every_request_that_contained_it()
    {
        FakeClock clock = new();
        using EmulatedApi api = new(clock, new EmulatorSettings { Latency = TimeSpan.FromSeconds(1), Delay = clock.PassAsync });
        api.Faults.WhenBodyContains("a2@", Fault.Status(400));
        using ContactSender<int> sender = Rows.Posted(api, rows: 4, new SenderSettings { ThrottleLimit = 1, BatchSize = 4, Trace = true });

        List<SentContact<int>> sent = await Rows.TakeAllAsync(sender);

        Assert.Equal([2, 2, 3, 3], sent.Select(one => one.Outcome.Attempts));
        Assert.Equal([2, 2, 3, 3], sent.Select(one => one.Outcome.Duration.TotalSeconds));
        // The halves of one batch: [0 1 2 3], [0 1], [2 3], [2], [3].
        Assert.Equal([2, 0, 2, 1], sent.Select(one => one.Traces.Count));
        Assert.Equal(5, api.Requests);
    }

    [Fact]
    public async Task A_row_with_two_lost_responses_is_Unknown_and_not_Failed()
    {
        using EmulatedApi api = new() { Settings = new() { ApiKey = EmulatedApi.Key, MaximumRetryCount = 1 } };
        Fault lost = Fault.ResetAfterApplying();
        Fault refused = Fault.Status(400);
        api.Faults.Enqueue(lost, refused, lost, refused, Fault.None, Fault.Status(503), Fault.Status(503));
        using ContactSender<int> sender = Rows.Posted(api, rows: 4, new SenderSettings { ThrottleLimit = 1, BatchSize = 4 });

        Assert.Equal(
            [UpsertStatus.Unknown, UpsertStatus.Updated, UpsertStatus.Updated, UpsertStatus.Updated],
            (await Rows.TakeAllAsync(sender)).Select(one => one.Outcome.Status));
    }

    [Fact]
    public async Task A_batch_stays_open_while_every_worker_is_busy()
    {
        GatedApi gated = new();
        using ContactSender<int> sender = Rows.Posted(gated.Api, rows: 3, new SenderSettings { ThrottleLimit = 1, BatchSize = 10 });
        sender.WaitForRow(TimeSpan.Zero);
        TaskCompletionSource first = await gated.NextRequestAsync(Cancellation);
        Rows.Post(sender, from: 3, rows: 3);
        sender.WaitForRow(TimeSpan.Zero);
        Rows.Post(sender, from: 6, rows: 1);
        Task<List<SentContact<int>>> taking = Rows.TakeAllAsync(sender);

        first.SetResult();
        (await gated.NextRequestAsync(Cancellation)).SetResult();
        await taking;

        Assert.Equal(2, gated.Api.Requests);
    }

    [Fact]
    public async Task A_free_worker_takes_the_open_batch_while_a_row_is_awaited()
    {
        GatedApi gated = new();
        using ContactSender<int> sender = Rows.Posted(gated.Api, rows: 2, new SenderSettings { ThrottleLimit = 2, BatchSize = 2 });
        (await gated.NextRequestAsync(Cancellation)).SetResult();
        sender.Take();
        sender.Take();
        Rows.Post(sender, from: 2, rows: 2);
        await gated.NextRequestAsync(Cancellation);
        Rows.Post(sender, from: 4, rows: 2);
        TaskCompletionSource second = await gated.NextRequestAsync(Cancellation);
        Rows.Post(sender, from: 6, rows: 1);
        Thread waiting = new(() => Record.Exception(() => sender.Take()));
        waiting.Start();
        await Eventually.IsTrueAsync(() => waiting.ThreadState.HasFlag(ThreadState.WaitSleepJoin));

        second.SetResult();

        await Eventually.IsTrueAsync(() => gated.Api.Requests == 4);
        sender.Stop();
        waiting.Join();
    }
}
