using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Emulator;
using Xunit;

namespace Conversion.Core.Tests.Emulator;

/// <summary>Faults that take time. The time is not real: the emulator's delays are the test's.</summary>
public sealed class FaultTimingTests
{
    private const string Body = """{"email":"a@example.com"}""";

    private readonly List<TimeSpan> _waits = [];
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EmulatorSettings _noting;
    private readonly EmulatorSettings _holding;

    public FaultTimingTests()
    {
        _noting = new() { Delay = NoteAsync };
        _holding = new() { Delay = (_, cancellationToken) => _go.Task.WaitAsync(cancellationToken) };
    }

    [Fact]
    public async Task A_delayed_request_writes_when_its_time_has_come()
    {
        await using Api api = Api.Of(_holding);
        api.Emulator.Faults.Enqueue(Fault.Delay(TimeSpan.FromSeconds(3)));
        Task<Answer> answer = api.UpsertAsync(Body);
        Assert.False(answer.IsCompleted);
        Assert.Empty(api.Emulator.Contacts);
        _go.SetResult();
        Assert.True((await answer).Created);
    }

    [Fact]
    public async Task A_request_delayed_after_applying_has_written_though_nobody_waits_for_it()
    {
        await using Api api = Api.Of(_holding);
        api.Emulator.Faults.Enqueue(Fault.Delay(TimeSpan.FromSeconds(3), afterApplying: true));
        using var giveUp = new CancellationTokenSource();
        Task<Answer> answer = api.SendAsync(api.Request(Body), giveUp.Token);
        Assert.Single(api.Emulator.Contacts);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        RecordedRequest recorded = Assert.Single(api.Emulator.Requests.Snapshot());
        Assert.Equal((true, true), (recorded.Applied, recorded.Cancelled));
    }

    [Fact]
    public async Task A_request_cancelled_while_delayed_writes_nothing()
    {
        await using Api api = Api.Of(_holding);
        api.Emulator.Faults.Enqueue(Fault.Delay(TimeSpan.FromSeconds(3)));
        using var giveUp = new CancellationTokenSource();
        Task<Answer> answer = api.SendAsync(api.Request(Body), giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.Empty(api.Emulator.Contacts);
        Assert.True(Assert.Single(api.Emulator.Requests.Snapshot()).Cancelled);
    }

    [Fact]
    public async Task Any_fault_can_come_later()
    {
        await using Api api = Api.Of(_noting);
        api.Emulator.Faults.Enqueue(Fault.Status(503).WithDelay(TimeSpan.FromSeconds(2)).WithDelay(TimeSpan.FromSeconds(1)));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await api.UpsertAsync(Body)).Status);
        Assert.Equal([TimeSpan.FromSeconds(3)], _waits);
    }

    [Fact]
    public async Task Latency_comes_before_every_answer()
    {
        await using Api api = Api.Of(new() { Latency = TimeSpan.FromMilliseconds(20), Delay = NoteAsync });
        await api.UpsertAsync(Body);
        await api.UpsertAsync(Body);
        Assert.Equal([TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20)], _waits);
    }

    [Theory]
    [InlineData(Line.InProcess)]
    [InlineData(Line.Kestrel)]
    public async Task A_slow_body_trickles_and_is_whole_in_the_end(Line line)
    {
        await using Api api = await Api.OverAsync(line, _noting);
        api.Emulator.Faults.Enqueue(Fault.SlowTrickle(20, TimeSpan.FromMilliseconds(5)));
        Answer answer = await api.UpsertAsync(Body);
        Assert.True(answer.Created);
        Assert.Equal(((answer.Text.Length + 19) / 20) - 1, _waits.Count);
        Assert.All(_waits, static wait => Assert.Equal(TimeSpan.FromMilliseconds(5), wait));
    }

    [Fact]
    public async Task In_flight_counts_those_that_wait()
    {
        await using Api api = Api.Of(_holding);
        api.Emulator.Faults.Enqueue(Fault.Delay(TimeSpan.FromSeconds(1)), 3);
        Task<Answer>[] answers = [api.UpsertAsync(Body), api.UpsertAsync(Body), api.UpsertAsync(Body)];
        Assert.Equal(3, api.Emulator.Requests.InFlight);
        _go.SetResult();
        await Task.WhenAll(answers);
        await api.UpsertAsync(Body);
        Assert.Equal((0, 3, 4), (api.Emulator.Requests.InFlight, api.Emulator.Requests.MaximumInFlight, api.Emulator.Requests.Count));
    }

    private Task NoteAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        lock (_waits)
        {
            _waits.Add(time);
        }

        return Task.CompletedTask;
    }
}
