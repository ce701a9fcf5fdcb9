using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http.Headers;
using Conversion.Core.Tests.Client;
using Conversion.Core.Tests.Http;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Model;
using Conversion.Sending;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>
/// Runs in which a large part of all requests fails. The environment variable CNV_STORM_ROWS sets their number of rows;
/// CNV_STORM_SEED sets the random seed.
/// </summary>
public sealed class StormTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset s_serversTime = new(1999, 12, 31, 23, 59, 0, TimeSpan.Zero);

    private static readonly string?[] s_oddRetryAfters =
    [
        null, "", "0", "-5", "1.5", "soon", "5, 7", "86400", "2147483648", "99999999999999999999",
        "Mon, 05 Jan 2026 11:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "Tue, 06 Jan 2026 12:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT",
    ];

    private static Random Chance => new(LongRun.Number("CNV_STORM_SEED", 1));

    public static TheoryData<string?> OddRetryAfters => new(s_oddRetryAfters);

    [Theory]
    [InlineData(1)]
    [InlineData(25)]
    public void With_3_of_10_connections_reset_every_confirmed_row_exists_and_every_other_row_has_an_error(int batchSize)
    {
        int rows = LongRun.Number("CNV_STORM_ROWS", 4_000);
        using EmulatedApi api = Api();
        Reset(api.Faults);
        int confirmed = 0;
        int row = 0;

        Send(api, rows, batchSize, sent =>
        {
            Assert.Equal(row++, sent.Row);
            if (sent.Outcome.Status is UpsertStatus.Created or UpsertStatus.Updated)
            {
                confirmed++;
                Assert.Equal(api.Emulator.Contacts.Find($"a{sent.Row}@b.c")?.Id, sent.Outcome.CnvContactId);
            }
            else
            {
                Assert.Equal((UpsertStatus.Unknown, 7), (sent.Outcome.Status, sent.Outcome.Attempts));
            }
        });

        output.WriteLine($"{rows} rows in batches of {batchSize}, {api.Requests} requests, {api.Faults.Injected} reset, {confirmed} rows confirmed, {rows - confirmed} unknown.");
        Assert.Equal(rows, row);
        Assert.InRange(api.Faults.Injected, api.Requests / 5, api.Requests / 2);
        Assert.InRange(api.Emulator.Contacts.Count, confirmed, rows);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(25)]
    public void With_enough_retries_every_row_succeeds_despite_resets(int batchSize)
    {
        int rows = LongRun.Number("CNV_STORM_ROWS", 4_000);
        using EmulatedApi api = Api(retries: 100);
        Reset(api.Faults);

        Send(api, rows, batchSize, sent => Assert.True(sent.Outcome.Status is UpsertStatus.Created or UpsertStatus.Updated, sent.ToString()));

        Assert.Equal(rows, api.Emulator.Contacts.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Despite_many_429_responses_every_row_succeeds_once(int batchSize)
    {
        using EmulatedApi api = Api(retries: 1000);
        Random random = Chance;
        foreach (string? retryAfter in s_oddRetryAfters)
        {
            api.Faults.AtRate(0.05, Fault.Status(429, retryAfter: retryAfter), random);
        }

        List<SentContact<int>> sent = [];
        Send(api, 500, batchSize, sent.Add);

        Assert.Equal(Enumerable.Range(0, 500), sent.Select(one => one.Row));
        Assert.All(sent, one => Assert.Equal(UpsertStatus.Created, one.Outcome.Status));
        Assert.InRange(api.Faults.Injected, 1, int.MaxValue);
        Assert.All(api.Clock.Delays, delay => Assert.InRange(delay, TimeSpan.Zero, TimeSpan.FromMinutes(5)));
    }

    [Theory]
    [MemberData(nameof(OddRetryAfters))]
    public void Endless_429_responses_fail_every_row_after_its_attempts(string? retryAfter)
    {
        using EmulatedApi api = Api();
        api.Faults.AtRate(1, Fault.Status(429, retryAfter: retryAfter), Chance);
        List<SentContact<int>> sent = [];

        Send(api, 50, batchSize: 1, sent.Add);

        Assert.Equal(Enumerable.Range(0, 50), sent.Select(one => one.Row));
        Assert.All(sent, one => Assert.Equal(
            (UpsertStatus.Failed, "rate_limited", 7), (one.Outcome.Status, one.Outcome.ErrorCode, one.Outcome.Attempts)));
        Assert.Equal((350, 0), (api.Requests, api.Emulator.Contacts.Count));
        Assert.All(api.Clock.Delays, delay => Assert.InRange(delay, TimeSpan.Zero, TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public void A_pause_has_the_length_that_the_server_requested_when_the_local_clock_is_changed()
    {
        using EmulatedApi api = JumpingApi(showsDate: true, out FakeClock clock);

        Send(api, 200, batchSize: 1, sent => Assert.Equal(UpsertStatus.Created, sent.Outcome.Status), throttleLimit: 1);

        Assert.NotEmpty(clock.Delays);
        Assert.All(clock.Delays, delay => Assert.Equal(TimeSpan.FromSeconds(20), delay));
    }

    [Fact]
    public void A_date_compared_with_a_wrong_clock_pauses_for_at_most_five_minutes()
    {
        using EmulatedApi api = JumpingApi(showsDate: false, out FakeClock clock);

        Send(api, 200, batchSize: 1, sent => Assert.Equal(UpsertStatus.Created, sent.Outcome.Status));

        Assert.NotEmpty(clock.Delays);
        Assert.All(clock.Delays, delay => Assert.InRange(delay, TimeSpan.Zero, TimeSpan.FromMinutes(5)));
    }

    [Theory]
    [InlineData(-20)]
    [InlineData(20)]
    public void Changing_the_clock_affects_neither_time_limit_nor_time_out(int years)
    {
        FakeClock clock = new();
        using EmulatedApi api = new(clock)
        {
            Handler = new ResponseEditor(_ => clock.Skew += TimeSpan.FromDays(365 * years / 100)),
        };
        List<SentContact<int>> sent = [];

        Send(api, 100, batchSize: 1, sent.Add, timeLimit: TimeSpan.FromMinutes(1));

        Assert.All(sent, one => Assert.Equal((UpsertStatus.Created, 1, TimeSpan.Zero), (one.Outcome.Status, one.Outcome.Attempts, one.Outcome.Duration)));
    }

    private static void Reset(FaultScript faults)
    {
        // The second rate applies where the first did not: 3 of 10 in total.
        Random random = Chance;
        faults.AtRate(0.15, Fault.ResetBeforeApplying(), random).AtRate(0.15 / 0.85, Fault.ResetAfterApplying(), random);
    }

    private static EmulatedApi Api(int retries = 6)
    {
        FakeClock clock = new();
        return new EmulatedApi(clock, new EmulatorSettings { RecordRequests = false, UtcNow = () => clock.UtcNow, Delay = clock.PassAsync })
        {
            // The delay of one request must not time out another one.
            Settings = new() { ApiKey = EmulatedApi.Key, MaximumRetryCount = retries, Timeout = TimeSpan.FromDays(10_000) },
        };
    }

    // A server with a date of another century that sometimes requests a pause of 20 seconds as a date, and a client whose clock jumps with every response.
    private static EmulatedApi JumpingApi(bool showsDate, out FakeClock jumping)
    {
        FakeClock clock = jumping = new FakeClock();
        Random random = Chance;
        DateTimeOffset start = clock.UtcNow;
        EmulatedApi api = new(clock)
        {
            Settings = new() { ApiKey = EmulatedApi.Key, MaximumRetryCount = 1000, Timeout = TimeSpan.FromDays(10_000) },
            Handler = new ResponseEditor(response =>
            {
                lock (random)
                {
                    DateTimeOffset now = (showsDate ? s_serversTime : start) + clock.Elapsed;
                    clock.Skew = TimeSpan.FromSeconds(random.Next(-600_000_000, 600_000_000));
                    response.Headers.Date = showsDate ? now : null;
                    response.Headers.RetryAfter = response.StatusCode == HttpStatusCode.TooManyRequests
                        ? new RetryConditionHeaderValue(now + TimeSpan.FromSeconds(20))
                        : null;
                }
            }),
        };
        api.Faults.AtRate(0.2, Fault.Status(429), random);
        return api;
    }

    private static void Send(
        EmulatedApi api, int rows, int batchSize, Action<SentContact<int>> take, int throttleLimit = 8, TimeSpan? timeLimit = null)
    {
        using ContactSender<int> sender = new(
            api.Client, new SenderSettings { ThrottleLimit = throttleLimit, BatchSize = batchSize, TimeLimit = timeLimit });
        Rows.Send(sender, Rows.Distinct(rows), take);
        Assert.True(sender.IsEmpty);
    }
}
