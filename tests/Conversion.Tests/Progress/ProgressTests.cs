using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Client;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Model;
using Conversion.Progress;
using Conversion.Tests.Hosting;
using Xunit;
using static Conversion.Tests.Hosting.Session;

namespace Conversion.Tests.Progress;

/// <summary>The progress of a run and its summary.</summary>
public sealed class ProgressTests
{
    private readonly ManualClock _clock = new();
    private readonly List<ProgressRecord> _records = [];

    [Fact]
    public void Progress_is_shown_at_most_four_times_a_second()
    {
        RunProgress progress = CreateProgress(isWatched: true);
        for (int millisecond = 0; millisecond < 10_000; millisecond++)
        {
            progress.Show();
            _clock.Now += TimeSpan.FromMilliseconds(1);
        }

        Assert.InRange(_records.Count, 35, 40);
    }

    [Fact]
    public void Nothing_is_shown_without_an_interactive_host()
    {
        RunProgress progress = CreateProgress(isWatched: false);
        _clock.Now += TimeSpan.FromSeconds(10);
        progress.Show();
        progress.End();
        Assert.Empty(_records);
        Assert.Equal(Timeout.InfiniteTimeSpan, progress.Patience);
    }

    [Fact]
    public void Progress_shows_rows_errors_and_rate_and_is_removed_at_the_end()
    {
        RunTally tally = new(_clock);
        RunProgress progress = CreateProgress(isWatched: true, tally);
        _clock.Now += TimeSpan.FromSeconds(2);
        tally.Count(new UpsertOutcome { Status = UpsertStatus.Created, Attempts = 1 }, row: 1);
        tally.Count(new UpsertOutcome { Status = UpsertStatus.Failed, ErrorCode = ErrorCodes.Timeout, Attempts = 7 }, row: 2);
        tally.Count(new UpsertOutcome { Status = UpsertStatus.Unchanged }, row: 3);
        tally.Count(UpsertOutcome.NotSent(ErrorCodes.TimeLimit, "Too late."), row: 1);
        progress.Show();
        progress.End();
        Assert.Equal("4 done, 1 error, 1.0 sent/s, 2 s", _records[0].StatusDescription);
        Assert.Equal([ProgressRecordType.Processing, ProgressRecordType.Completed], _records.Select(record => record.RecordType));
    }

    [Fact]
    public void With_TotalCount_percentage_and_time_left_are_shown()
    {
        RunTally tally = new(_clock);
        RunProgress progress = CreateProgress(isWatched: true, tally, totalCount: 2000);
        Count(tally, 1, 500, new UpsertOutcome { Status = UpsertStatus.Created, Attempts = 1 });
        _clock.Now += TimeSpan.FromSeconds(10);
        progress.Show();
        Assert.Equal("25 %, 500 of 2,000, 0 errors, 50 sent/s, 10 s", _records[0].StatusDescription);
        Assert.Equal((25, 30), (_records[0].PercentComplete, _records[0].SecondsRemaining));
    }

    [Theory]
    [InlineData(1_000_000, 1_000_000, 100)]
    [InlineData(1_000_001, 1_000_000, 100)]
    public void A_wrong_total_does_no_harm_and_the_text_fits(long rows, long total, int percent)
    {
        RunTally tally = new(_clock);
        RunProgress progress = CreateProgress(isWatched: true, tally, total);
        for (long i = 0; i < rows; i++)
        {
            tally.Count(UpsertOutcome.Invalid(new ValidationError(ErrorCodes.InvalidEmail, "No.")) with { Attempts = 1 }, row: i);
        }

        _clock.Now += TimeSpan.FromMinutes(61);
        progress.Show();
        Assert.Equal(percent, _records[0].PercentComplete);
        Assert.InRange(_records[0].StatusDescription.Length, 1, 69);
    }

    [Fact]
    public async Task A_refused_connection_comes_first_with_host_port_and_attempt()
    {
        using SocketsHttpHandler handler = new();
        Assert.True(ApiKey.TryParse("sk_live_test_secret", out ApiKey? key));
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        // Bound, so that no other process gets the port, and not listening.
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        using CancellationTokenSource stop = new();
        using ConversionClient client = new(new ClientSettings { ApiKey = key, BaseUri = new Uri($"http://127.0.0.1:{port}/api") }, handler);
        RunProgress progress = new(_records.Add, new RunTally(_clock), client, _clock, totalCount: null, isWatched: true);
        Task test = client.UpsertAsync(new ContactBatch([Request()], UsesBatchEndpoint: false), stop.Token);
        Assert.True(SpinWait.SpinUntil(() => client.Wait is not null, TimeSpan.FromMinutes(1)));
        _clock.Now += TimeSpan.FromSeconds(1);
        progress.Show();
        Assert.StartsWith($"retrying: connection refused by 127.0.0.1:{port}, attempt 2 of 7", _records[0].StatusDescription);
        Assert.InRange(_records[0].StatusDescription.Length, 1, 69);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => test);
    }

    [Fact]
    public async Task The_countdown_of_a_429_comes_first()
    {
        await using Api api = new();
        await api.InitializeAsync();
        InteractiveTestHost host = new();
        using Session session = api.Connect("-MaximumRetryCount 6", host: host);
        api.Emulator.Faults.Enqueue(Fault.Status(429, retryAfter: "1"));
        session.Pipe("Set-CnvContact", "a@b.c");
        Assert.Contains(host.Progress, record => record.StatusDescription.StartsWith("rate limit: 1 s, 0 done", StringComparison.Ordinal));
    }

    [Fact]
    public void The_summary_counts_every_status_and_every_error_code()
    {
        RunTally tally = new(_clock);
        Count(tally, 1, 1570, new UpsertOutcome { Status = UpsertStatus.Created });
        Count(tally, 1571, 8, new UpsertOutcome { Status = UpsertStatus.Updated });
        Count(tally, 1579, 401, new UpsertOutcome { Status = UpsertStatus.Unchanged });
        Count(tally, 1980, 6, UpsertOutcome.Invalid(new ValidationError(ErrorCodes.InvalidField, "No.")));
        Count(tally, 1986, 15, UpsertOutcome.Invalid(new ValidationError(ErrorCodes.InvalidEmail, "No.")));
        _clock.Now += TimeSpan.FromSeconds(15.9);
        Assert.Equal(
            "2,000 rows in 15 s: 1,570 Created, 8 Updated, 21 Rejected (invalid_email 15, rows 1986, 1987, 1988 …; invalid_field 6), 401 Unchanged.",
            tally.Describe(repeated: 0));
        tally.Count(new UpsertOutcome { Status = UpsertStatus.Removed }, row: null);
        Assert.EndsWith(
            "401 Unchanged, 1 Removed. Rows that repeat a contact: 2. Where they differ, they are sent in every run.", tally.Describe(repeated: 2));
    }

    [Fact]
    public void The_summary_is_short_however_many_codes_there_are()
    {
        RunTally tally = new(_clock);
        for (int i = 0; i < 10; i++)
        {
            tally.Count(UpsertOutcome.Invalid(new ValidationError("code" + i, "No.")), row: i + 1);
        }

        Assert.EndsWith(": 10 Rejected (code0 1, row 1; code1 1; code2 1; code3 1; code4 1; …).", tally.Describe(repeated: 0));
    }

    [Theory]
    [InlineData(0, "0.1 s")]
    [InlineData(0.45, "0.4 s")]
    [InlineData(3, "3 s")]
    [InlineData(59.9, "59 s")]
    [InlineData(125, "2 min 5 s")]
    [InlineData(3723, "1 h 2 min")]
    [InlineData(360_000, "100 h 0 min")]
    public void A_duration_is_shown_in_the_units_that_matter(double seconds, string text) =>
        Assert.Equal(text, Duration.Describe(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public async Task Progress_shows_that_a_run_waits_for_the_rate_limit()
    {
        await using Api api = new();
        await api.InitializeAsync();
        InteractiveTestHost host = new();
        using Session session = new(host);
        // The response to the second row takes a second, in which progress is shown.
        session.Run($"Connect-Cnv -ApiKey {Api.Key} -BaseUri {api.BaseUri} -RateLimit 1");
        Run run = session.Pipe("Set-CnvContact", Row(("Email", "a@b.c")), Row(("Email", "b@b.c")));
        Assert.Equal(2, run.Results.Count);
        Assert.Contains(host.Progress, record => record.StatusDescription.StartsWith("rate limit: 1 s, ", StringComparison.Ordinal));
        Assert.Equal(ProgressRecordType.Completed, host.Progress[^1].RecordType);
    }

    [Fact]
    public void A_host_without_a_console_gets_no_progress()
    {
        using Session session = new();
        using PowerShell shell = session.Prepare("1..3 | ForEach-Object { @{ Email = \"$_@b.c\" } } | Set-CnvContact");
        session.Run("Connect-Cnv -Sandbox");
        shell.Invoke();
        Assert.Empty(shell.Streams.Progress);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-MaximumErrorCount 1")]
    public void A_final_line_summarizes_the_run(string parameters)
    {
        using Session session = OfSandbox();
        Run run = session.Pipe("Set-CnvContact " + parameters, Row(("Email", "a@b.c")), Row(("Email", "nobody")));
        string line = Assert.Single(run.Information);
        Assert.Matches(@"^2 rows in \d(\.\d)? s: 1 Created, 1 Rejected \(invalid_email 1, row 2\)\.$", line);
    }

    private static ContactRequest Request()
    {
        using ContactSerializer serializer = new();
        return serializer.Serialize(new ContactDraft { Email = "a@b.c" }, [])!;
    }

    private static void Count(RunTally tally, long first, int rows, UpsertOutcome outcome)
    {
        for (int i = 0; i < rows; i++)
        {
            tally.Count(outcome, first + i);
        }
    }

    private RunProgress CreateProgress(bool isWatched, RunTally? tally = null, long? totalCount = null)
    {
        Assert.True(ApiKey.TryParse("sk_live_test_secret", out ApiKey? key));
        ConversionClient client = new(new ClientSettings { ApiKey = key!, BaseUri = new Uri("https://example.com") }, new HttpClientHandler());
        return new RunProgress(_records.Add, tally ?? new RunTally(_clock), client, _clock, totalCount, isWatched);
    }

    private sealed class ManualClock : Clock
    {
        public TimeSpan Now { get; set; }

        public override DateTimeOffset UtcNow => throw new NotSupportedException();

        public override TimeSpan Elapsed => Now;

        public override Task Delay(TimeSpan duration, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override IDisposable Schedule(TimeSpan duration, Action action) => throw new NotSupportedException();
    }
}
