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

    public static MatrixTheoryData<string?, bool> OddRetryAfters => new(s_oddRetryAfters, [false, true]);

    [Theory]
    [InlineData(1, false)]
    [InlineData(25, false)]
    [InlineData(1, true)]
    [InlineData(25, true)]
    public void With_3_of_10_connections_reset_every_confirmed_row_exists_and_every_other_row_has_an_error(int batchSize, bool areEvents)
    {
        RowSequence rows = Rows.Distinct(LongRun.Number("CNV_STORM_ROWS", 4_000), areEvents) with { BatchSize = batchSize };
        using EmulatedApi api = Api();
        Reset(api.Faults);

        List<SentContact<int>> sent = Send(api, rows);

        Dictionary<int, (Guid? ContactId, string? EventId)> stored = Rows.StoredIds(api.Emulator.Contacts, rows);
        int confirmed = sent.Count(static one => one.Outcome.IsConfirmed);
        output.WriteLine($"{rows}, {api.Requests} requests, {api.Faults.Injected} reset, {confirmed} rows confirmed, {sent.Count - confirmed} unknown.");
        Assert.Equal(Enumerable.Range(0, rows.Cells.Count), sent.Select(static one => one.Row));
        Assert.All(sent, one => Assert.Equal(
            one.Outcome.IsConfirmed ? stored[one.Row] : (null, null), (one.Outcome.CnvContactId, one.Outcome.CnvEventId)));
        Assert.All(
            sent.Where(static one => !one.Outcome.IsConfirmed),
            static one => Assert.Equal((UpsertStatus.Unknown, 7), (one.Outcome.Status, one.Outcome.Attempts)));
        Assert.InRange(api.Faults.Injected, api.Requests / 5, api.Requests / 2);
        Assert.InRange(stored.Count, confirmed, rows.Cells.Count);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(25, false)]
    [InlineData(1, true)]
    [InlineData(25, true)]
    public void With_enough_retries_every_row_succeeds_despite_resets(int batchSize, bool areEvents)
    {
        RowSequence rows = Rows.Distinct(LongRun.Number("CNV_STORM_ROWS", 4_000), areEvents) with { BatchSize = batchSize };
        using EmulatedApi api = Api(retries: 100);
        Reset(api.Faults);

        Assert.All(Send(api, rows), static sent => Assert.True(sent.Outcome.IsConfirmed, sent.ToString()));

        Assert.Equal(rows.Cells.Count, Rows.StoredIds(api.Emulator.Contacts, rows).Count);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(7, false)]
    [InlineData(1, true)]
    [InlineData(7, true)]
    public void Despite_many_429_responses_every_row_succeeds_once(int batchSize, bool areEvents)
    {
        RowSequence rows = Rows.Distinct(500, areEvents) with { BatchSize = batchSize };
        using EmulatedApi api = Api(retries: 1000);
        Random random = Chance;
        foreach (string? retryAfter in s_oddRetryAfters)
        {
            api.Faults.AtRate(0.05, Fault.Status(429, retryAfter: retryAfter), random);
        }

        List<SentContact<int>> sent = Send(api, rows);

        Assert.Equal(Enumerable.Range(0, 500), sent.Select(one => one.Row));
        Assert.All(sent, one => Assert.Equal(areEvents ? UpsertStatus.Tracked : UpsertStatus.Created, one.Outcome.Status));
        Assert.Equal(500, Rows.StoredIds(api.Emulator.Contacts, rows).Count);
        Assert.InRange(api.Faults.Injected, 1, int.MaxValue);
        Assert.All(api.Clock.Delays, delay => Assert.InRange(delay, TimeSpan.Zero, TimeSpan.FromMinutes(5)));
    }

    [Theory]
    [MemberData(nameof(OddRetryAfters))]
    public void Endless_429_responses_fail_every_row_after_its_attempts(string? retryAfter, bool areEvents)
    {
        RowSequence rows = Rows.Distinct(50, areEvents);
        using EmulatedApi api = Api();
        api.Faults.AtRate(1, Fault.Status(429, retryAfter: retryAfter), Chance);

        List<SentContact<int>> sent = Send(api, rows);

        Assert.Equal(Enumerable.Range(0, 50), sent.Select(one => one.Row));
        Assert.All(sent, one => Assert.Equal(
            (UpsertStatus.Failed, "rate_limited", 7), (one.Outcome.Status, one.Outcome.ErrorCode, one.Outcome.Attempts)));
        Assert.Equal((350, 0), (api.Requests, Rows.StoredIds(api.Emulator.Contacts, rows).Count));
        Assert.All(api.Clock.Delays, delay => Assert.InRange(delay, TimeSpan.Zero, TimeSpan.FromMinutes(5)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_pause_has_the_length_that_the_server_requested_when_the_local_clock_is_changed(bool areEvents)
    {
        using EmulatedApi api = JumpingApi(showsDate: true, out FakeClock clock);

        Assert.All(Send(api, Rows.Distinct(200, areEvents) with { ThrottleLimit = 1 }), static sent => Assert.True(sent.Outcome.IsConfirmed));

        Assert.NotEmpty(clock.Delays);
        Assert.All(clock.Delays, delay => Assert.Equal(TimeSpan.FromSeconds(20), delay));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_date_compared_with_a_wrong_clock_pauses_for_at_most_five_minutes(bool areEvents)
    {
        using EmulatedApi api = JumpingApi(showsDate: false, out FakeClock clock);

        Assert.All(Send(api, Rows.Distinct(200, areEvents)), static sent => Assert.True(sent.Outcome.IsConfirmed));

        Assert.NotEmpty(clock.Delays);
        Assert.All(clock.Delays, delay => Assert.InRange(delay, TimeSpan.Zero, TimeSpan.FromMinutes(5)));
    }

    [Theory]
    [InlineData(-20, false)]
    [InlineData(20, false)]
    [InlineData(-20, true)]
    [InlineData(20, true)]
    public void Changing_the_clock_affects_neither_time_limit_nor_time_out(int years, bool areEvents)
    {
        FakeClock clock = new();
        using EmulatedApi api = new(clock)
        {
            Handler = new ResponseEditor(_ => clock.Skew += TimeSpan.FromDays(365 * years / 100)),
        };

        List<SentContact<int>> sent = Send(api, Rows.Distinct(100, areEvents), timeLimit: TimeSpan.FromMinutes(1));

        Assert.All(sent, one => Assert.Equal((true, 1, TimeSpan.Zero), (one.Outcome.IsConfirmed, one.Outcome.Attempts, one.Outcome.Duration)));
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

    private static List<SentContact<int>> Send(EmulatedApi api, RowSequence rows, TimeSpan? timeLimit = null)
    {
        Rows.PutContacts(api.Emulator.Contacts, rows);
        using ContactSender<int> sender = new(
            api.Client, new SenderSettings { ThrottleLimit = rows.ThrottleLimit, BatchSize = rows.BatchSize, TimeLimit = timeLimit });
        List<SentContact<int>> sent = Rows.Send(sender, rows);
        Assert.True(sender.IsEmpty);
        return sent;
    }
}
