using System;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>Retried requests: how often, and that they are identical.</summary>
public sealed class RepeatedRequestTests
{
    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task The_number_of_attempts_is_the_maximum_retry_count_plus_one(int status)
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
    public async Task A_permanent_error_is_not_retried(int status)
    {
        using EmulatedApi api = WithRetries(3);
        api.Faults.Enqueue(Fault.Status(status), times: 100);

        Assert.Equal((1, 1), ((await api.UpsertAsync()).Attempts, api.Requests));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html></html>")]
    [InlineData("{\"data\":")]
    public async Task A_200_with_an_invalid_body_is_not_retried(string body)
    {
        using EmulatedApi api = WithRetries(3);
        api.Faults.Enqueue(Fault.RawBody(200, body), times: 100);

        await api.UpsertAsync();

        Assert.Equal(1, api.Requests);
    }

    [Fact]
    public async Task A_truncated_error_response_is_retried()
    {
        using EmulatedApi api = WithRetries(3);
        api.Faults.Enqueue(Fault.TruncatedBody());

        UpsertOutcome outcome = await api.Client.UpsertContactAsync(
            EmulatedApi.Contact(email: null, id: Guid.NewGuid()), TestContext.Current.CancellationToken);

        Assert.Equal((UpsertStatus.NotFound, 2), (outcome.Status, outcome.Attempts));
    }

    [Fact]
    public async Task A_success_in_the_last_attempt_is_a_success()
    {
        using EmulatedApi api = WithRetries(3);
        api.Faults.Enqueue(Fault.Status(503), Fault.ResetBeforeApplying(), Fault.Status(429));

        UpsertOutcome outcome = await api.UpsertAsync();

        Assert.Equal((UpsertStatus.Created, null, 4), (outcome.Status, outcome.ErrorCode, outcome.Attempts));
    }

    [Fact]
    public async Task With_no_retries_there_is_one_attempt()
    {
        using EmulatedApi api = WithRetries(0);
        api.Faults.Enqueue(Fault.Status(503), times: 100);

        Assert.Equal((1, 1), ((await api.UpsertAsync()).Attempts, api.Requests));
    }

    [Fact]
    public async Task A_retried_request_is_identical_to_the_first()
    {
        using EmulatedApi api = WithRetries(2);
        api.Faults.Enqueue(Fault.Status(500), Fault.ResetBeforeApplying());

        await api.UpsertAsync();

        Assert.All(api.Emulator.Requests.Snapshot(), request => Assert.Equal(
            ("POST", "/api/v2/contacts", "application/json", "demo", """{"email":"ada@example.com"}"""),
            (request.Method, request.Path, request.ContentType, request.KeyId, request.Body)));
    }

    [Fact]
    public async Task The_duration_includes_every_attempt_and_delay()
    {
        using EmulatedApi api = new();
        api.Faults.Enqueue(Fault.Status(503).WithDelay(TimeSpan.FromSeconds(3)), Fault.Status(503, retryAfter: "20"));

        UpsertOutcome outcome = await api.UpsertAsync();

        Assert.Equal(TimeSpan.FromSeconds(3 + 0.25 + 20), outcome.Duration);
    }

    [Fact]
    public async Task A_connection_test_is_one_request_that_changes_nothing()
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
    public async Task An_unexpected_exception_is_neither_hidden_nor_retried()
    {
        StubHandler broken = new(static (_, _) => throw new InvalidOperationException("A bug."));
        using EmulatedApi api = new() { Handler = broken };

        await Assert.ThrowsAsync<InvalidOperationException>(() => api.UpsertAsync());
        Assert.Equal(1, broken.Requests);
    }

    private static EmulatedApi WithRetries(int count) => new() { Settings = new() { ApiKey = EmulatedApi.Key, MaximumRetryCount = count } };
}
