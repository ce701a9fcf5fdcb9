using System;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>How long it is to the next try, where the server says it.</summary>
public sealed class RetryAfterTests
{
    private static readonly TimeSpan s_backoff = TimeSpan.FromSeconds(0.25);

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(408)]
    public async Task Seconds_are_obeyed(int status)
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
    public async Task What_asks_for_no_wait_leaves_it_to_us(string retryAfter)
    {
        Assert.Equal(s_backoff, await WaitAsync(503, retryAfter));
    }

    [Theory]
    [InlineData("86400")]
    [InlineData("2147483647")]
    [InlineData("Tue, 06 Jan 2026 12:00:00 GMT")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    public async Task No_wait_is_longer_than_five_minutes(string retryAfter)
    {
        Assert.Equal(TimeSpan.FromMinutes(5), await WaitAsync(429, retryAfter));
    }

    [Fact]
    public async Task A_date_is_measured_against_our_clock_where_the_server_shows_none()
    {
        Assert.Equal(TimeSpan.FromSeconds(30), await WaitAsync(429, "Mon, 05 Jan 2026 12:00:30 GMT"));
    }

    [Theory]
    [InlineData("Mon, 05 Jan 2026 09:00:00 GMT", "Mon, 05 Jan 2026 09:00:20 GMT")]
    [InlineData("Fri, 01 Jan 2049 00:00:00 GMT", "Fri, 01 Jan 2049 00:00:20 GMT")]
    public async Task A_date_is_measured_against_the_servers_own(string serversDate, string retryAfter)
    {
        using EmulatedApi api = new() { Between = Between.Adding("Date", serversDate) };
        api.Faults.Enqueue(Fault.Status(429, retryAfter: retryAfter));

        await api.UpsertAsync();

        Assert.Equal([TimeSpan.FromSeconds(20)], api.Clock.Delays);
    }

    [Fact]
    public async Task It_counts_though_the_body_behind_it_is_lost()
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
    public async Task An_answer_that_stands_is_not_waited_after()
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
