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
    public async Task A_passing_fault_is_tried_again(int status)
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
    public async Task Any_other_is_not(int status)
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(Fault.Status(status), times: 9);
        Assert.Equal(1, (await api.UpsertAsync()).Attempts);
    }

    [Fact]
    public async Task It_is_tried_again_so_often_and_no_more()
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(Fault.Status(503), times: 100);
        UpsertOutcome outcome = await api.UpsertAsync();
        Assert.Equal((UpsertStatus.Failed, 7, 503), (outcome.Status, outcome.Attempts, outcome.StatusCode));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_whose_answer_was_lost_is_repeated(bool applied)
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(applied ? Fault.ResetAfterApplying() : Fault.ResetBeforeApplying());
        UpsertOutcome outcome = await api.UpsertAsync();
        Assert.Equal((applied ? UpsertStatus.Updated : UpsertStatus.Created, 2), (outcome.Status, outcome.Attempts));
    }

    public static TheoryData<string> Losses => ["reset", "truncated", "hang"];

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task After_the_last_try_a_lost_answer_leaves_it_open(string loss)
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(FaultOf(loss), times: 100);
        UpsertOutcome outcome = await api.UpsertAsync();
        Assert.Equal((UpsertStatus.Unknown, 7), (outcome.Status, outcome.Attempts));
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Lost_answers_one_or_several_leave_a_later_failure_open_too(string loss)
    {
        for (int lost = 1; lost < 7; lost++)
        {
            using EmulatedApi api = new();
            api.Faults.Enqueue(FaultOf(loss), times: lost).Enqueue(Fault.Status(503), times: 100);
            UpsertOutcome outcome = await api.UpsertAsync();
            Assert.Equal((UpsertStatus.Unknown, "internal_error"), (outcome.Status, outcome.ErrorCode));
            Assert.EndsWith(" A response was lost: the contact may have been changed.", outcome.ErrorMessage, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_was_never_sent_has_failed()
    {
        using EmulatedApi api = new() { Between = new Unreachable() };
        UpsertOutcome outcome = await api.UpsertAsync();
        Assert.Equal((UpsertStatus.Failed, "network_error", 7), (outcome.Status, outcome.ErrorCode, outcome.Attempts));
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_not_tried_again()
    {
        using EmulatedApi api = new() { Between = new Untrusted() };
        UpsertOutcome outcome = await api.UpsertAsync();
        Assert.Equal((UpsertStatus.Failed, "untrusted_server", 1, true), (outcome.Status, outcome.ErrorCode, outcome.Attempts, outcome.RefusesConnection));
    }

    [Fact]
    public async Task A_refused_key_stays_refused_when_its_body_is_lost()
    {
        using EmulatedApi api = new() { Between = new BrokenBody() };
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
    public async Task Of_an_answer_whose_body_is_lost_the_status_says_whether_it_may_have_been_applied(int status, UpsertStatus expected)
    {
        using EmulatedApi api = new() { Between = new BrokenBody() };
        api.Faults.Enqueue(Fault.RawBody(status, "{}"), times: 100);
        UpsertOutcome outcome = await api.UpsertAsync();
        Assert.Equal((expected, "network_error", 7), (outcome.Status, outcome.ErrorCode, outcome.Attempts));
    }

    [Fact]
    public async Task An_answer_that_is_given_up_is_disposed()
    {
        Witness witness = new();
        using EmulatedApi api = new() { Between = witness };
        api.Faults.Enqueue(Fault.Status(503), times: 3);
        await api.UpsertAsync();
        Assert.All(witness.Answers, answer => Assert.Throws<ObjectDisposedException>(() => answer.Content = null));
        Assert.Equal(4, witness.Answers.Count);
    }

    [Fact]
    public async Task Each_attempt_leaves_a_line_without_header_or_body()
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(Fault.Status(503));
        List<RequestTrace> traces = [];
        await api.Client.UpsertContactAsync(EmulatedApi.Contact(), traces, TestContext.Current.CancellationToken);
        Assert.Equal(
            ["POST /v2/contacts 503 0 ms, attempt 1, 1 row", "POST /v2/contacts 200 0 ms, attempt 2, 1 row"],
            traces.Select(trace => trace.ToString()));
    }

    [Fact]
    public async Task A_line_says_what_happened_instead_of_an_answer()
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(FaultOf("hang"), FaultOf("reset"));
        List<RequestTrace> traces = [];
        await api.Client.UpsertContactAsync(EmulatedApi.Contact(), traces, TestContext.Current.CancellationToken);
        Assert.Equal(["timed out", "IOException", null], traces.Select(trace => trace.Failure));
        Assert.Equal([null, null, 200], traces.Select(trace => trace.StatusCode));
    }

    [Fact]
    public async Task Cancelling_ends_a_back_off_at_once()
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

    private sealed class Witness : DelegatingHandler
    {
        public List<HttpResponseMessage> Answers { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
            Answers.Add(answer);
            return answer;
        }
    }

    private sealed class BrokenBody : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
            answer.Content = new StreamContent(new Broken());
            return answer;
        }

        private sealed class Broken : System.IO.MemoryStream
        {
            // One that can has a length, and this one's is nothing to read.
            public override bool CanSeek => false;

            public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
                throw new System.IO.IOException("Broken.");
        }
    }
}
