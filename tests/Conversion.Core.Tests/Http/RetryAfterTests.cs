using System;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>The delay before the next attempt when the server specifies it.</summary>
public sealed class RetryAfterTests
{
    private static readonly TimeSpan s_backoff = TimeSpan.FromSeconds(0.25);

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(408)]
    public async Task Retry_After_in_seconds_is_obeyed(int status)
    {
        Assert.Equal(TimeSpan.FromSeconds(7), await WaitAsync(status, "7"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("soon")]
    [InlineData("1.5")]
    [InlineData("")]
    [InlineData("Wed, 99 Foo 2026 12:00:00 GMT")]
    [InlineData("Mon, 05 Jan 2026 12:00:00 GMT")]
    [InlineData("Mon, 05 Jan 2026 11:00:00 GMT")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT")]
    public async Task A_Retry_After_without_a_delay_uses_the_default_backoff(string retryAfter)
    {
        Assert.Equal(s_backoff, await WaitAsync(503, retryAfter));
    }

    [Theory]
    [InlineData("86400")]
    [InlineData("2147483647")]
    [InlineData("Tue, 06 Jan 2026 12:00:00 GMT")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    public async Task No_delay_is_longer_than_five_minutes(string retryAfter)
    {
        Assert.Equal(TimeSpan.FromMinutes(5), await WaitAsync(429, retryAfter));
    }

    [Fact]
    public async Task A_date_is_relative_to_the_local_clock_when_the_response_has_no_Date()
    {
        Assert.Equal(TimeSpan.FromSeconds(30), await WaitAsync(429, "Mon, 05 Jan 2026 12:00:30 GMT"));
    }

    [Theory]
    [InlineData("Mon, 05 Jan 2026 09:00:00 GMT", "Mon, 05 Jan 2026 09:00:20 GMT")]
    [InlineData("Fri, 01 Jan 2049 00:00:00 GMT", "Fri, 01 Jan 2049 00:00:20 GMT")]
    public async Task A_date_is_relative_to_the_Date_of_the_response(string serversDate, string retryAfter)
    {
        using EmulatedApi api = new() { Handler = ResponseEditor.AddHeader("Date", serversDate) };
        api.Faults.Enqueue(Fault.Status(429, retryAfter: retryAfter));

        await api.UpsertAsync();

        Assert.Equal([TimeSpan.FromSeconds(20)], api.Clock.Delays);
    }

    [Fact]
    public async Task Retry_After_is_obeyed_even_if_the_body_is_lost()
    {
        FakeClock clock = new();
        using EmulatedApi api = new(clock, new EmulatorSettings
        {
            RequestsPerSecond = 0.01, RequestBurst = 1, UtcNow = () => clock.UtcNow, Delay = clock.PassAsync,
        });
        await api.UpsertAsync();
        api.Faults.Enqueue(Fault.TruncatedBody());

        UpsertOutcome outcome = await api.UpsertAsync();

        Assert.Equal((UpsertStatus.Updated, TimeSpan.FromSeconds(100)), (outcome.Status, outcome.Duration));
    }

    [Fact]
    public async Task A_final_response_causes_no_delay()
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(Fault.Status(400, retryAfter: "7"));

        await api.UpsertAsync();

        Assert.Empty(api.Clock.Delays);
    }

    private static async Task<TimeSpan> WaitAsync(int status, string retryAfter)
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(Fault.Status(status, retryAfter: retryAfter));

        UpsertOutcome outcome = await api.UpsertAsync();

        Assert.Equal(UpsertStatus.Created, outcome.Status);
        return Assert.Single(api.Clock.Delays);
    }
}
