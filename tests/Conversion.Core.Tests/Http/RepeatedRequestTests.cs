using System;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>A request that is made again: how often, and that it is the same.</summary>
public sealed class RepeatedRequestTests
{
    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task The_last_try_is_the_one_that_was_asked_for(int status)
    {
        using EmulatedApi api = WithRetries(3);
        api.Faults.Enqueue(Fault.Status(status), times: 100);

        UpsertOutcome outcome = await api.UpsertAsync();

        Assert.Equal((UpsertStatus.Failed, status, 4, 4), (outcome.Status, outcome.StatusCode, outcome.Attempts, api.Requests));
    }

    [Theory]
    [InlineData(201)]
    [InlineData(301)]
    [InlineData(307)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(407)]
    [InlineData(422)]
    [InlineData(425)]
    [InlineData(520)]
    public async Task What_will_not_pass_is_not_tried_again(int status)
    {
        using EmulatedApi api = WithRetries(3);
        api.Faults.Enqueue(Fault.Status(status), times: 100);

        Assert.Equal((1, 1), ((await api.UpsertAsync()).Attempts, api.Requests));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html></html>")]
    [InlineData("{\"data\":")]
    public async Task A_200_that_makes_no_sense_is_not_tried_again(string body)
    {
        using EmulatedApi api = WithRetries(3);
        api.Faults.Enqueue(Fault.RawBody(200, body), times: 100);

        await api.UpsertAsync();

        Assert.Equal(1, api.Requests);
    }

    [Fact]
    public async Task A_refusal_cut_short_is_asked_for_again()
    {
        using EmulatedApi api = WithRetries(3);
        api.Faults.Enqueue(Fault.TruncatedBody());

        UpsertOutcome outcome = await api.Client.UpsertContactAsync(
            EmulatedApi.Contact(email: null, id: Guid.NewGuid()), TestContext.Current.CancellationToken);

        Assert.Equal((UpsertStatus.NotFound, 2), (outcome.Status, outcome.Attempts));
    }

    [Fact]
    public async Task A_success_on_the_last_try_is_a_success()
    {
        using EmulatedApi api = WithRetries(3);
        api.Faults.Enqueue(Fault.Status(503), Fault.ResetBeforeApplying(), Fault.Status(429));

        UpsertOutcome outcome = await api.UpsertAsync();

        Assert.Equal((UpsertStatus.Created, null, 4), (outcome.Status, outcome.ErrorCode, outcome.Attempts));
    }

    [Fact]
    public async Task With_no_retries_there_is_one_try()
    {
        using EmulatedApi api = WithRetries(0);
        api.Faults.Enqueue(Fault.Status(503), times: 100);

        Assert.Equal((1, 1), ((await api.UpsertAsync()).Attempts, api.Requests));
    }

    [Fact]
    public async Task A_repeated_request_is_the_same_request()
    {
        using EmulatedApi api = WithRetries(2);
        api.Faults.Enqueue(Fault.Status(500), Fault.ResetBeforeApplying());

        await api.UpsertAsync();

        Assert.All(api.Emulator.Requests.Snapshot(), request => Assert.Equal(
            ("POST", "/api/v2/contacts", "application/json", "demo", """{"email":"ada@example.com"}"""),
            (request.Method, request.Path, request.ContentType, request.KeyId, request.Body)));
    }

    [Fact]
    public async Task The_duration_covers_every_try_and_wait()
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(Fault.Status(503).WithDelay(TimeSpan.FromSeconds(3)), Fault.Status(503, retryAfter: "20"));

        UpsertOutcome outcome = await api.UpsertAsync();

        Assert.Equal(TimeSpan.FromSeconds(3 + 0.25 + 20), outcome.Duration);
    }

    [Fact]
    public async Task A_test_of_the_connection_is_one_harmless_request()
    {
        using EmulatedApi api = WithRetries(3);
        api.Faults.Enqueue(Fault.Status(503));

        UpsertOutcome failed = await api.Client.TestAsync(null, TestContext.Current.CancellationToken);
        UpsertOutcome passed = await api.Client.TestAsync(null, TestContext.Current.CancellationToken);

        Assert.Equal(
            (UpsertStatus.Failed, 1, UpsertStatus.NotFound, 0),
            (failed.Status, failed.Attempts, passed.Status, api.Emulator.Contacts.Count));
    }

    [Fact]
    public async Task A_fault_of_the_program_is_neither_hidden_nor_tried_again()
    {
        InTheWay broken = new(static (_, _) => throw new InvalidOperationException("A bug."));
        using EmulatedApi api = new() { Between = broken };

        await Assert.ThrowsAsync<InvalidOperationException>(() => api.UpsertAsync());
        Assert.Equal(1, broken.Requests);
    }

    private static EmulatedApi WithRetries(int count) => new() { Settings = new() { ApiKey = EmulatedApi.Key, MaximumRetryCount = count } };
}
