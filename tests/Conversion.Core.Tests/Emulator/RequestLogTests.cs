using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Emulator;
using Xunit;

namespace Conversion.Core.Tests.Emulator;

public sealed class RequestLogTests
{
    private const string Body = """{"email":"a@example.com"}""";

    [Theory]
    [InlineData(Transport.InProcess)]
    [InlineData(Transport.Kestrel)]
    public async Task A_request_is_recorded_as_it_was_sent(Transport transport)
    {
        DateTimeOffset now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await using Api api = await Api.CreateAsync(transport, new() { UtcNow = () => now });
        await api.UpsertAsync(Body);
        await api.BatchAsync("{}");
        RecordedRequest[] requests = [.. api.Emulator.Requests.Snapshot()];
        Assert.Equal(["#1 POST /api/v2/contacts -> 200", "#2 POST /api/v2/contacts/batch -> 400"], requests.Select(static request => request.ToString()));
        Assert.Equal((Body, "demo", "application/json; charset=utf-8"), (requests[0].Body, requests[0].KeyId, requests[0].ContentType));
        Assert.Equal((true, false), (requests[0].Applied, requests[1].Applied));
        Assert.Equal((now, now), (requests[0].StartedAt, requests[0].CompletedAt));
        Assert.Contains("X-API-Key", requests[0].HeaderNames);
        Assert.Contains("Content-Type", requests[0].HeaderNames);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"email":"a@example.com","updateOnly":true}""")]
    public async Task A_rejected_request_is_not_applied(string body)
    {
        await using Api api = Api.Create();
        await api.UpsertAsync(body);
        Assert.False(Assert.Single(api.Emulator.Requests.Snapshot()).Applied);
    }

    [Fact]
    public async Task The_secret_is_nowhere_in_the_record()
    {
        await using Api api = Api.Create();
        await api.UpsertAsync(Body, "sk_live_demo_hush_hush");
        string record = System.Text.Json.JsonSerializer.Serialize(Assert.Single(api.Emulator.Requests.Snapshot()));
        Assert.DoesNotContain("hush", record, StringComparison.Ordinal);
        Assert.Contains("demo", record, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_oldest_requests_are_removed()
    {
        await using Api api = Api.Create(new() { MaximumRecordedRequests = 2 });
        for (int number = 0; number < 5; number++)
        {
            await api.UpsertAsync(Body);
        }

        Assert.Equal([4, 5], api.Emulator.Requests.Snapshot().Select(static request => request.Number));
        Assert.Equal(5, api.Emulator.Requests.Count);
    }

    [Fact]
    public async Task Unrecorded_requests_are_still_counted()
    {
        await using Api api = Api.Create(new() { RecordRequests = false });
        await api.UpsertAsync(Body);
        Assert.Empty(api.Emulator.Requests.Snapshot());
        Assert.Equal((1, 1), (api.Emulator.Requests.Count, api.Emulator.Requests.MaximumInFlight));
    }

    [Fact]
    public async Task Clear_resets_the_count()
    {
        await using Api api = Api.Create();
        await api.UpsertAsync(Body);
        api.Emulator.Requests.Clear();
        Assert.Equal((0, 0), (api.Emulator.Requests.Count, api.Emulator.Requests.MaximumInFlight));
        await api.UpsertAsync(Body);
        Assert.Equal(1, Assert.Single(api.Emulator.Requests.Snapshot()).Number);
    }

    [Fact]
    public async Task A_request_cancelled_before_it_is_sent_never_arrives()
    {
        await using Api api = Api.Create();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => api.SendAsync(api.Request(Body), new CancellationToken(true)));
        Assert.Equal(0, api.Emulator.Requests.Count);
    }
}
