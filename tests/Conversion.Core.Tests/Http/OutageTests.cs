using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Core.Tests.Sending;
using Conversion.Http;
using Conversion.Model;
using Conversion.Sending;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>A server that is away: the connection waits, one request probes, and no row is lost.</summary>
public sealed class OutageTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.999)]
    public async Task A_server_that_is_away_for_two_minutes_costs_no_row(double chance)
    {
        using AwayHandler server = new();
        using EmulatedApi api = new() { Handler = server, Random = () => chance };
        server.IsAway = () => api.Clock.Elapsed < server.StartedAt + TimeSpan.FromMinutes(2);
        server.StartedAt = api.Clock.Elapsed;
        using ContactSender<int> sender = new(api.Client, new SenderSettings { ThrottleLimit = 16 });
        Rows.Post(sender, from: 0, rows: 100);

        List<SentContact<int>> sent = await Rows.TakeAllAsync(sender);

        Assert.All(sent, one => Assert.Equal(UpsertStatus.Created, one.Outcome.Status));
        Assert.InRange(server.Refused, 2, 7);
    }

    [Fact]
    public async Task A_server_that_goes_away_in_the_middle_costs_no_row_and_is_probed_by_one_request_at_a_time()
    {
        using AwayHandler server = new();
        using EmulatedApi api = new() { Handler = server };
        server.IsAway = () => server.Passed is >= 40 && (server.StartedAt == default ? server.StartedAt = api.Clock.Elapsed : server.StartedAt) + TimeSpan.FromMinutes(1) > api.Clock.Elapsed;
        using ContactSender<int> sender = new(api.Client, new SenderSettings { ThrottleLimit = 8 });
        Rows.Post(sender, from: 0, rows: 200);

        List<SentContact<int>> sent = await Rows.TakeAllAsync(sender);

        Assert.All(sent, one => Assert.Equal(UpsertStatus.Created, one.Outcome.Status));
        // Those that were in flight when it went away, and then one at a time.
        Assert.InRange(server.Refused, 1, 8 + 6);
    }

    [Fact]
    public async Task A_server_that_stays_away_fails_every_row_after_the_retries()
    {
        using AwayHandler server = new() { IsAway = () => true };
        using EmulatedApi api = new() { Handler = server, Settings = new() { ApiKey = EmulatedApi.Key, MaximumRetryCount = 2 } };
        using ContactSender<int> sender = new(api.Client, new SenderSettings { ThrottleLimit = 4 });
        Rows.Post(sender, from: 0, rows: 20);

        List<SentContact<int>> sent = await Rows.TakeAllAsync(sender);

        Assert.All(sent, one => Assert.Equal((UpsertStatus.Failed, "network_error"), (one.Outcome.Status, one.Outcome.ErrorCode)));
        Assert.InRange(server.Refused, 20, 20 + (4 * 2));
    }

    [Fact]
    public async Task Without_retries_a_server_that_is_away_fails_at_once()
    {
        using AwayHandler server = new() { IsAway = () => true };
        using EmulatedApi api = new() { Handler = server, Settings = new() { ApiKey = EmulatedApi.Key, MaximumRetryCount = 0 } };

        UpsertOutcome outcome = await api.UpsertAsync();

        Assert.Equal((UpsertStatus.Failed, 1), (outcome.Status, outcome.Attempts));
        Assert.Empty(api.Clock.Delays);
    }

    [Fact]
    public async Task After_the_time_limit_no_further_attempt_is_started()
    {
        using AwayHandler server = new() { IsAway = () => true };
        using EmulatedApi api = new() { Handler = server };
        TimeSpan started = api.Clock.Elapsed;
        using ContactSender<int> sender = new(api.Client, new SenderSettings { ThrottleLimit = 4, TimeLimit = TimeSpan.FromSeconds(3) });
        Rows.Post(sender, from: 0, rows: 20);

        List<SentContact<int>> sent = await Rows.TakeAllAsync(sender);

        // The probe after the limit would have been minutes away.
        Assert.InRange(api.Clock.Elapsed - started, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.All(sent, one => Assert.Contains(one.Outcome.Status, new[] { UpsertStatus.Failed, UpsertStatus.NotSent }));
        Assert.Contains(sent, one => one.Outcome.ErrorCode == "time_limit");
        Assert.InRange(server.Refused, 1, 3);
    }

    [Fact]
    public async Task A_request_that_stops_waiting_gives_its_turn_back()
    {
        FakeClock clock = new() { IsManual = true };
        RequestThrottle throttle = new(clock, rateLimit: 1);
        await throttle.EnterAsync(TestContext.Current.CancellationToken);
        using CancellationTokenSource stop = new();
        Task[] waiting = [.. Enumerable.Range(0, 64).Select(_ => throttle.EnterAsync(stop.Token).AsTask())];
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));

        Task next = throttle.EnterAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(next.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));

        await next.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    /// <summary>Refuses connections while the server is away.</summary>
    private sealed class AwayHandler : DelegatingHandler
    {
        private int _refused;
        private int _passed;

        public Func<bool> IsAway { get; set; } = static () => false;

        public TimeSpan StartedAt { get; set; }

        public int Refused => _refused;

        public int Passed => _passed;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            lock (this)
            {
                if (IsAway())
                {
                    _refused++;
                    throw new HttpRequestException("Connection refused.", new IOException("Connection refused."));
                }

                _passed++;
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
