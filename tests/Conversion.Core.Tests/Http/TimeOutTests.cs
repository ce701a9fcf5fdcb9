using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>An answer that does not come in time.</summary>
public sealed class TimeOutTests
{
    private static readonly TimeSpan s_tooLong = TimeSpan.FromSeconds(11);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_sent_request_without_an_answer_leaves_it_open(bool applied)
    {
        using EmulatedApi api = WithRetries(0);
        api.Faults.Enqueue(Fault.Delay(s_tooLong, afterApplying: applied));

        UpsertOutcome outcome = await api.UpsertAsync();

        Assert.Equal(
            (UpsertStatus.Unknown, "timeout", null, applied ? 1 : 0),
            (outcome.Status, outcome.ErrorCode, outcome.StatusCode, api.Emulator.Contacts.Count));
    }

    [Fact]
    public async Task A_request_that_never_went_out_has_failed()
    {
        using EmulatedApi api = WithRetries(2, (clock) => new InTheWay(async (_, cancellationToken) =>
        {
            await clock.PassAsync(s_tooLong, cancellationToken);
            return new HttpResponseMessage();
        }));

        UpsertOutcome outcome = await api.UpsertAsync();

        Assert.Equal((UpsertStatus.Failed, "timeout", 3), (outcome.Status, outcome.ErrorCode, outcome.Attempts));
        Assert.Equal("No response arrived in time.", outcome.ErrorMessage);
    }

    [Fact]
    public async Task It_is_tried_again()
    {
        using EmulatedApi api = WithRetries(1);
        api.Faults.Enqueue(Fault.Delay(s_tooLong, afterApplying: true));

        UpsertOutcome outcome = await api.UpsertAsync();

        Assert.Equal((UpsertStatus.Updated, 2), (outcome.Status, outcome.Attempts));
    }

    [Fact]
    public async Task The_limit_holds_for_each_try_and_not_for_all_together()
    {
        using EmulatedApi api = WithRetries(3);
        api.Faults.Enqueue(Fault.Status(503).WithDelay(TimeSpan.FromSeconds(9)), times: 3);

        Assert.Equal(UpsertStatus.Created, (await api.UpsertAsync()).Status);
    }

    [Fact]
    public async Task A_wait_for_our_turn_is_no_time_out()
    {
        using EmulatedApi api = WithRetries(1);
        api.Faults.Enqueue(Fault.Status(429, retryAfter: "60"));

        Assert.Equal(UpsertStatus.Created, (await api.UpsertAsync()).Status);
    }

    [Fact]
    public async Task The_body_of_the_answer_must_come_in_time_too()
    {
        using EmulatedApi api = WithRetries(0);
        api.Faults.Enqueue(Fault.SlowTrickle(bytes: 10, TimeSpan.FromSeconds(4)));

        UpsertOutcome outcome = await api.UpsertAsync();

        Assert.Equal((UpsertStatus.Unknown, "timeout"), (outcome.Status, outcome.ErrorCode));
    }

    [Fact]
    public async Task A_slow_answer_within_the_limit_is_an_answer()
    {
        using EmulatedApi api = WithRetries(0);
        api.Faults.Enqueue(Fault.SlowTrickle(bytes: 10, TimeSpan.FromSeconds(0.1)));

        Assert.Equal(UpsertStatus.Created, (await api.UpsertAsync()).Status);
    }

    private static EmulatedApi WithRetries(int count, Func<FakeClock, DelegatingHandler>? between = null)
    {
        FakeClock clock = new();
        return new EmulatedApi(clock)
        {
            Settings = new() { ApiKey = EmulatedApi.Key, MaximumRetryCount = count, Timeout = TimeSpan.FromSeconds(10) },
            Between = between?.Invoke(clock),
        };
    }
}
