using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Http;

public sealed class RetryTests
{

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_transient_error_is_retried(int status)
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(Fault.Status(status), times: 2);
        UpsertOutcome outcome = await api.UpsertAsync();
        Assert.Equal((UpsertStatus.Created, 3, 3), (outcome.Status, outcome.Attempts, api.Requests));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(501)]
    [InlineData(505)]
    public async Task Any_other_error_is_not_retried(int status)
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(Fault.Status(status), times: 9);
        Assert.Equal(1, (await api.UpsertAsync()).Attempts);
    }

    [Fact]
    public async Task Retries_stop_at_the_maximum_retry_count()
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(Fault.Status(503), times: 100);
        UpsertOutcome outcome = await api.UpsertAsync();
        Assert.Equal((UpsertStatus.Failed, 7, 503), (outcome.Status, outcome.Attempts, outcome.StatusCode));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_whose_response_was_lost_is_retried(bool applied)
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(applied ? Fault.ResetAfterApplying() : Fault.ResetBeforeApplying());
        UpsertOutcome outcome = await api.UpsertAsync();
        Assert.Equal((applied ? UpsertStatus.Updated : UpsertStatus.Created, 2), (outcome.Status, outcome.Attempts));
    }

    public static TheoryData<string> KindsOfLoss => ["reset", "truncated", "hang"];

    [Theory]
    [MemberData(nameof(KindsOfLoss))]
    public async Task A_response_lost_in_the_last_attempt_is_Unknown(string loss)
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(FaultOf(loss), times: 100);
        UpsertOutcome outcome = await api.UpsertAsync();
        Assert.Equal((UpsertStatus.Unknown, 7), (outcome.Status, outcome.Attempts));
    }

    [Theory]
    [MemberData(nameof(KindsOfLoss))]
    public async Task A_failure_after_one_or_more_lost_responses_is_Unknown(string loss)
    {
        for (int lost = 1; lost < 7; lost++)
        {
            using EmulatedApi api = new();
            api.Faults.Enqueue(FaultOf(loss), times: lost).Enqueue(Fault.Status(503), times: 100);
            UpsertOutcome outcome = await api.UpsertAsync();
            Assert.Equal((UpsertStatus.Unknown, "internal_error"), (outcome.Status, outcome.ErrorCode));
            Assert.EndsWith(" A response was lost: the row may have been applied.", outcome.ErrorMessage, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_request_that_was_never_sent_is_Failed()
    {
        using EmulatedApi api = new() { Handler = new Unreachable() };
        UpsertOutcome outcome = await api.UpsertAsync();
        Assert.Equal((UpsertStatus.Failed, "network_error", 7), (outcome.Status, outcome.ErrorCode, outcome.Attempts));
    }

    [Fact]
    public async Task An_untrusted_certificate_is_not_retried()
    {
        using EmulatedApi api = new() { Handler = new Untrusted() };
        UpsertOutcome outcome = await api.UpsertAsync();
        Assert.Equal((UpsertStatus.Failed, "untrusted_server", 1, true), (outcome.Status, outcome.ErrorCode, outcome.Attempts, outcome.RefusesConnection));
    }

    [Fact]
    public async Task A_refusal_after_a_lost_response_is_Unknown_and_still_refuses_the_connection()
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(Fault.ResetAfterApplying(), Fault.Status(401));

        UpsertOutcome outcome = await api.UpsertAsync();

        Assert.Equal((UpsertStatus.Unknown, "unauthorized", true), (outcome.Status, outcome.ErrorCode, outcome.RefusesConnection));
    }

    [Fact]
    public async Task A_refused_key_stays_refused_when_the_body_is_lost()
    {
        using EmulatedApi api = new() { Handler = new BrokenBody() };
        api.Faults.Enqueue(Fault.Status(401));
        UpsertOutcome outcome = await api.UpsertAsync();
        Assert.True(outcome.RefusesConnection);
        Assert.Equal(1, outcome.Attempts);
    }

    [Theory]
    [InlineData(200, UpsertStatus.Unknown)]
    [InlineData(399, UpsertStatus.Unknown)]
    [InlineData(400, UpsertStatus.Failed)]
    [InlineData(499, UpsertStatus.Failed)]
    public async Task If_the_body_is_lost_the_status_code_decides_between_Unknown_and_Failed(int status, UpsertStatus expected)
    {
        using EmulatedApi api = new() { Handler = new BrokenBody() };
        api.Faults.Enqueue(Fault.RawBody(status, "{}"), times: 100);
        UpsertOutcome outcome = await api.UpsertAsync();
        Assert.Equal((expected, "network_error", 7), (outcome.Status, outcome.ErrorCode, outcome.Attempts));
    }

    [Fact]
    public async Task A_discarded_response_is_disposed()
    {
        RecordingHandler recorder = new();
        using EmulatedApi api = new() { Handler = recorder };
        api.Faults.Enqueue(Fault.Status(503), times: 3);
        await api.UpsertAsync();
        Assert.All(recorder.Responses, response => Assert.Throws<ObjectDisposedException>(() => response.Content = null));
        Assert.Equal(4, recorder.Responses.Count);
    }

    [Fact]
    public async Task Each_attempt_is_traced_without_headers_or_body()
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(Fault.Status(503));
        List<RequestTrace> traces = [];
        await api.Client.UpsertContactAsync(EmulatedApi.Contact(), traces, TestContext.Current.CancellationToken);
        Assert.Equal(
            ["POST /v2/contacts 503 0 ms, attempt 1, 1 row, next attempt in 0.3 s", "POST /v2/contacts 200 0 ms, attempt 2, 1 row"],
            traces.Select(trace => trace.ToString()));
    }

    [Fact]
    public async Task The_trace_of_a_lost_response_shows_the_failure()
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(FaultOf("hang"), FaultOf("reset"));
        List<RequestTrace> traces = [];
        await api.Client.UpsertContactAsync(EmulatedApi.Contact(), traces, TestContext.Current.CancellationToken);
        Assert.Equal(["timed out", "IOException", null], traces.Select(trace => trace.Failure));
        Assert.Equal([null, null, 200], traces.Select(trace => trace.StatusCode));
    }

    [Fact]
    public async Task Cancelling_ends_a_retry_delay_at_once()
    {
        using EmulatedApi api = new(new FakeClock { IsManual = true }, new EmulatorSettings());
        using CancellationTokenSource stop = new();
        api.Faults.Enqueue(Fault.Status(503), times: 100);
        Task<UpsertOutcome> upsert = api.UpsertAsync(cancellationToken: stop.Token);
        Assert.Single(api.Clock.Delays);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upsert);
        Assert.Equal(1, api.Requests);
    }

    private static Fault FaultOf(string loss) => loss switch
    {
        "reset" => Fault.ResetAfterApplying(),
        "truncated" => Fault.TruncatedBody(),
        _ => Fault.Delay(TimeSpan.FromSeconds(1000), afterApplying: true),
    };

    private sealed class Unreachable : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("No route.");
    }

    private sealed class Untrusted : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("No trust.", new System.Security.Authentication.AuthenticationException("It is somebody else's."));
    }

    private sealed class RecordingHandler : DelegatingHandler
    {
        public List<HttpResponseMessage> Responses { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            Responses.Add(response);
            return response;
        }
    }

    private sealed class BrokenBody : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            response.Content = new StreamContent(new Broken());
            return response;
        }

        private sealed class Broken : System.IO.MemoryStream
        {
            // A seekable stream has a length, and a length of zero would not be read.
            public override bool CanSeek => false;

            public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
                throw new System.IO.IOException("Broken.");
        }
    }
}
