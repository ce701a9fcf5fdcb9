using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Client;
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
        tally.Count(new UpsertOutcome { Status = UpsertStatus.Created });
        tally.Count(new UpsertOutcome { Status = UpsertStatus.Failed, ErrorCode = ErrorCodes.Timeout });
        tally.Count(UpsertOutcome.NotSent(ErrorCodes.TimeLimit, "Too late."));
        progress.Show();
        progress.End();
        Assert.Equal("3 done, 1 with an error, 1.5 rows/s", _records[0].StatusDescription);
        Assert.Equal([ProgressRecordType.Processing, ProgressRecordType.Completed], _records.Select(record => record.RecordType));
    }

    [Fact]
    public void One_row_is_shown_in_the_singular()
    {
        RunTally tally = new(_clock);
        RunProgress progress = CreateProgress(isWatched: true, tally);
        _clock.Now += TimeSpan.FromSeconds(1);
        tally.Count(new UpsertOutcome { Status = UpsertStatus.Created });
        progress.Show();
        Assert.DoesNotContain("1 rows", _records[0].StatusDescription.Replace("1.0 rows/s", ""), StringComparison.Ordinal);
    }

    [Fact]
    public void The_summary_counts_every_status_that_occurred()
    {
        RunTally tally = new(_clock);
        for (int i = 0; i < 1200; i++)
        {
            tally.Count(new UpsertOutcome { Status = UpsertStatus.Updated });
        }

        tally.Count(UpsertOutcome.Invalid(new ValidationError(ErrorCodes.InvalidEmail, "No.")));
        _clock.Now += new TimeSpan(1, 2, 3);
        Assert.Equal("1,201 rows in 01:02:03 (0.3 rows/s): 1,200 Updated, 1 Rejected.", tally.Describe(repeated: 0));
        tally.Count(new UpsertOutcome { Status = UpsertStatus.Removed });
        Assert.Equal(
            "1,201 rows in 01:02:03 (0.3 rows/s): 1,200 Updated, 1 Rejected, 1 Removed. Rows that repeat a contact: 2. Where they differ, they are sent in every run.",
            tally.Describe(repeated: 2));
    }

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
        Assert.Contains(host.Progress, record => record.StatusDescription.EndsWith(", waiting for the rate limit", StringComparison.Ordinal));
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
    [InlineData("", "2 rows in 00:00:0", ": 1 Created, 1 Rejected.")]
    [InlineData("-MaximumErrorCount 1", "2 rows in 00:00:0", ": 1 Created, 1 Rejected.")]
    public void A_final_line_summarizes_the_run(string parameters, string start, string end)
    {
        using Session session = OfSandbox();
        Run run = session.Pipe("Set-CnvContact " + parameters, Row(("Email", "a@b.c")), Row(("Email", "nobody")));
        string line = Assert.Single(run.Information);
        Assert.StartsWith(start, line);
        Assert.EndsWith(end, line);
    }

    private RunProgress CreateProgress(bool isWatched, RunTally? tally = null)
    {
        Assert.True(ApiKey.TryParse("sk_live_test_secret", out ApiKey? key));
        ConversionClient client = new(new ClientSettings { ApiKey = key!, BaseUri = new Uri("https://example.com") }, new HttpClientHandler());
        return new RunProgress(_records.Add, tally ?? new RunTally(_clock), client, _clock, isWatched);
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
