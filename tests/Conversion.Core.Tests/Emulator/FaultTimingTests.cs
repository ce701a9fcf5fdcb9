using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Emulator;
using Xunit;

namespace Conversion.Core.Tests.Emulator;

/// <summary>Faults with a delay. The tests control the delays.</summary>
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
    public async Task A_delayed_request_writes_after_its_delay()
    {
        await using Api api = Api.Create(_holding);
        api.Emulator.Faults.Enqueue(Fault.Delay(TimeSpan.FromSeconds(3)));
        Task<ApiResponse> response = api.UpsertAsync(Body);
        Assert.False(response.IsCompleted);
        Assert.Empty(api.Emulator.Contacts);
        _go.SetResult();
        Assert.True((await response).Created);
    }

    [Fact]
    public async Task A_request_delayed_after_applying_has_written_even_if_cancelled()
    {
        await using Api api = Api.Create(_holding);
        api.Emulator.Faults.Enqueue(Fault.Delay(TimeSpan.FromSeconds(3), afterApplying: true));
        using var giveUp = new CancellationTokenSource();
        Task<ApiResponse> response = api.SendAsync(api.Request(Body), giveUp.Token);
        Assert.Single(api.Emulator.Contacts);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => response);
        RecordedRequest recorded = Assert.Single(api.Emulator.Requests.Snapshot());
        Assert.Equal((true, true), (recorded.Applied, recorded.Cancelled));
    }

    [Fact]
    public async Task A_request_cancelled_while_delayed_writes_nothing()
    {
        await using Api api = Api.Create(_holding);
        api.Emulator.Faults.Enqueue(Fault.Delay(TimeSpan.FromSeconds(3)));
        using var giveUp = new CancellationTokenSource();
        Task<ApiResponse> response = api.SendAsync(api.Request(Body), giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => response);
        Assert.Empty(api.Emulator.Contacts);
        Assert.True(Assert.Single(api.Emulator.Requests.Snapshot()).Cancelled);
    }

    [Fact]
    public async Task Any_fault_can_be_delayed()
    {
        await using Api api = Api.Create(_noting);
        api.Emulator.Faults.Enqueue(Fault.Status(503).WithDelay(TimeSpan.FromSeconds(2)).WithDelay(TimeSpan.FromSeconds(1)));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await api.UpsertAsync(Body)).Status);
        Assert.Equal([TimeSpan.FromSeconds(3)], _waits);
    }

    [Fact]
    public async Task Latency_delays_every_response()
    {
        await using Api api = Api.Create(new() { Latency = TimeSpan.FromMilliseconds(20), Delay = NoteAsync });
        await api.UpsertAsync(Body);
        await api.UpsertAsync(Body);
        Assert.Equal([TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20)], _waits);
    }

    [Theory]
    [InlineData(Transport.InProcess)]
    [InlineData(Transport.Kestrel)]
    public async Task A_slow_body_trickles_and_is_whole_in_the_end(Transport transport)
    {
        await using Api api = await Api.CreateAsync(transport, _noting);
        api.Emulator.Faults.Enqueue(Fault.SlowTrickle(20, TimeSpan.FromMilliseconds(5)));
        ApiResponse response = await api.UpsertAsync(Body);
        Assert.True(response.Created);
        Assert.Equal(((response.Text.Length + 19) / 20) - 1, _waits.Count);
        Assert.All(_waits, static wait => Assert.Equal(TimeSpan.FromMilliseconds(5), wait));
    }

    [Fact]
    public async Task InFlight_counts_waiting_requests()
    {
        await using Api api = Api.Create(_holding);
        api.Emulator.Faults.Enqueue(Fault.Delay(TimeSpan.FromSeconds(1)), 3);
        Task<ApiResponse>[] responses = [api.UpsertAsync(Body), api.UpsertAsync(Body), api.UpsertAsync(Body)];
        Assert.Equal(3, api.Emulator.Requests.InFlight);
        _go.SetResult();
        await Task.WhenAll(responses);
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
