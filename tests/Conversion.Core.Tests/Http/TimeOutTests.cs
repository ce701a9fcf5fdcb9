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

/// <summary>A response that does not arrive in time.</summary>
public sealed class TimeOutTests
{
    private static readonly TimeSpan s_tooLong = TimeSpan.FromSeconds(11);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_sent_request_without_a_response_is_Unknown(bool applied)
    {
        using EmulatedApi api = WithRetries(0);
        api.Faults.Enqueue(Fault.Delay(s_tooLong, afterApplying: applied));

        UpsertOutcome outcome = await api.UpsertAsync();

        Assert.Equal(
            (UpsertStatus.Unknown, "timeout", null, applied ? 1 : 0),
            (outcome.Status, outcome.ErrorCode, outcome.StatusCode, api.Emulator.Contacts.Count));
    }

    [Fact]
    public async Task A_request_that_times_out_before_it_is_sent_is_Failed()
    {
        using EmulatedApi api = WithRetries(2, (clock) => new StubHandler(async (_, cancellationToken) =>
        {
            await clock.PassAsync(s_tooLong, cancellationToken);
            return new HttpResponseMessage();
        }));

        UpsertOutcome outcome = await api.UpsertAsync();

        Assert.Equal((UpsertStatus.Failed, "timeout", 3), (outcome.Status, outcome.ErrorCode, outcome.Attempts));
        Assert.Equal("No response from pub-api.conversion.ai:443 arrived in time.", outcome.ErrorMessage);
    }

    [Fact]
    public async Task A_time_out_is_retried()
    {
        using EmulatedApi api = WithRetries(1);
        api.Faults.Enqueue(Fault.Delay(s_tooLong, afterApplying: true));

        UpsertOutcome outcome = await api.UpsertAsync();

        Assert.Equal((UpsertStatus.Updated, 2), (outcome.Status, outcome.Attempts));
    }

    [Fact]
    public async Task The_time_out_applies_to_each_attempt_and_not_to_all_together()
    {
        using EmulatedApi api = WithRetries(3);
        api.Faults.Enqueue(Fault.Status(503).WithDelay(TimeSpan.FromSeconds(9)), times: 3);

        Assert.Equal(UpsertStatus.Created, (await api.UpsertAsync()).Status);
    }

    [Fact]
    public async Task Waiting_for_the_rate_limit_does_not_count_towards_the_time_out()
    {
        using EmulatedApi api = WithRetries(1);
        api.Faults.Enqueue(Fault.Status(429, retryAfter: "60"));

        Assert.Equal(UpsertStatus.Created, (await api.UpsertAsync()).Status);
    }

    [Fact]
    public async Task The_time_out_includes_reading_the_response_body()
    {
        using EmulatedApi api = WithRetries(0);
        api.Faults.Enqueue(Fault.SlowTrickle(bytes: 10, TimeSpan.FromSeconds(4)));

        UpsertOutcome outcome = await api.UpsertAsync();

        Assert.Equal((UpsertStatus.Unknown, "timeout"), (outcome.Status, outcome.ErrorCode));
    }

    [Fact]
    public async Task A_slow_response_within_the_time_out_is_accepted()
    {
        using EmulatedApi api = WithRetries(0);
        api.Faults.Enqueue(Fault.SlowTrickle(bytes: 10, TimeSpan.FromSeconds(0.1)));

        Assert.Equal(UpsertStatus.Created, (await api.UpsertAsync()).Status);
    }

    private static EmulatedApi WithRetries(int count, Func<FakeClock, DelegatingHandler>? handler = null)
    {
        FakeClock clock = new();
        return new EmulatedApi(clock)
        {
            Settings = new() { ApiKey = EmulatedApi.Key, MaximumRetryCount = count, Timeout = TimeSpan.FromSeconds(10) },
            Handler = handler?.Invoke(clock),
        };
    }
}
