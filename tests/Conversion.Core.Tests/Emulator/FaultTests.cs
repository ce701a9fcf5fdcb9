using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Emulator;
using Xunit;

namespace Conversion.Core.Tests.Emulator;

/// <summary>Each fault, as a client sees it in process and over HTTP.</summary>
public sealed class FaultTests
{
    private const string Body = """{"email":"a@example.com"}""";

    public static TheoryData<Transport> Transports => [Transport.InProcess, Transport.Kestrel];

    public static TheoryData<Transport, bool> TransportsAndApply => new()
    {
        { Transport.InProcess, false }, { Transport.InProcess, true }, { Transport.Kestrel, false }, { Transport.Kestrel, true },
    };

    [Theory]
    [MemberData(nameof(TransportsAndApply))]
    public async Task A_status_comes_with_its_body_and_headers(Transport transport, bool apply)
    {
        await using Api api = await Api.CreateAsync(transport);
        api.Emulator.Faults.Enqueue(Fault.Status(503, "{\"busy\":true}", "application/exception+json", "120", apply));
        ApiResponse response = await api.UpsertAsync(Body);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "{\"busy\":true}", "application/exception+json", "120"),
            (response.Status, response.Text, response.MediaType, response.RetryAfter));
        Assert.Equal(apply ? 1 : 0, api.Emulator.Contacts.Count);
        Assert.Equal(apply, Assert.Single(api.Emulator.Requests.Snapshot()).Applied);
    }

    [Theory]
    [InlineData(500, "internal_error")]
    [InlineData(401, "unauthorized")]
    [InlineData(429, "rate_limited")]
    [InlineData(418, "error")]
    public async Task A_status_without_a_body_gets_an_error_envelope(int status, string code)
    {
        await using Api api = Api.Create();
        api.Emulator.Faults.Enqueue(Fault.Status(status));
        (await api.UpsertAsync(Body)).IsError((HttpStatusCode)status, code);
    }

    [Theory]
    [MemberData(nameof(TransportsAndApply))]
    public async Task A_reset_is_a_failed_request(Transport transport, bool apply)
    {
        await using Api api = await Api.CreateAsync(transport);
        api.Emulator.Faults.Enqueue(apply ? Fault.ResetAfterApplying() : Fault.ResetBeforeApplying());
        HttpRequestException exception = await Assert.ThrowsAsync<HttpRequestException>(() => api.UpsertAsync(Body));
        Assert.IsType<IOException>(exception.InnerException, exactMatch: false);
        Assert.Equal(apply ? 1 : 0, api.Emulator.Contacts.Count);
        RecordedRequest recorded = Assert.Single(api.Emulator.Requests.Snapshot());
        Assert.Equal((apply, null, false), (recorded.Applied, recorded.StatusCode, recorded.Cancelled));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_truncated_body_breaks_after_its_status_and_first_bytes(Transport transport)
    {
        await using Api api = await Api.CreateAsync(transport);
        api.Emulator.Faults.Enqueue(Fault.TruncatedBody(10));
        using HttpResponseMessage response = await api.Client.SendAsync(
            api.Request(Body), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Content.Headers.ContentLength > 10);
        await using Stream stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        byte[] first = new byte[10];
        await stream.ReadExactlyAsync(first, TestContext.Current.CancellationToken);
        Assert.StartsWith("{\"data\":{\"", System.Text.Encoding.UTF8.GetString(first), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<IOException>(async () => await stream.ReadExactlyAsync(first, TestContext.Current.CancellationToken));
        Assert.Single(api.Emulator.Contacts);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_body_can_be_truncated_to_nothing(Transport transport)
    {
        await using Api api = await Api.CreateAsync(transport);
        api.Emulator.Faults.Enqueue(Fault.TruncatedBody(0));
        using HttpResponseMessage response = await api.Client.SendAsync(
            api.Request(Body), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_truncated_body_fails_a_request_that_reads_it_whole(Transport transport)
    {
        await using Api api = await Api.CreateAsync(transport);
        api.Emulator.Faults.Enqueue(Fault.TruncatedBody());
        await Assert.ThrowsAsync<HttpRequestException>(() => api.UpsertAsync(Body));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Truncated_json_arrives_as_a_complete_response(Transport transport)
    {
        await using Api api = await Api.CreateAsync(transport);
        api.Emulator.Faults.Enqueue(Fault.TruncatedJson(9));
        ApiResponse response = await api.UpsertAsync(Body);
        Assert.Equal((HttpStatusCode.OK, "{\"data\":{"), (response.Status, response.Text));
    }

    [Theory]
    [MemberData(nameof(TransportsAndApply))]
    public async Task An_html_body_is_a_page(Transport transport, bool apply)
    {
        await using Api api = await Api.CreateAsync(transport);
        api.Emulator.Faults.Enqueue(Fault.HtmlBody(502, apply));
        ApiResponse response = await api.UpsertAsync(Body);
        Assert.Equal((HttpStatusCode.BadGateway, "text/html"), (response.Status, response.MediaType));
        Assert.StartsWith("<html>", response.Text, StringComparison.Ordinal);
        Assert.Equal(apply ? 1 : 0, api.Emulator.Contacts.Count);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task An_empty_body_is_empty(Transport transport)
    {
        await using Api api = await Api.CreateAsync(transport);
        api.Emulator.Faults.Enqueue(Fault.EmptyBody(200, apply: true), Fault.EmptyBody(204));
        ApiResponse response = await api.UpsertAsync(Body);
        Assert.Equal((HttpStatusCode.OK, "", null), (response.Status, response.Text, response.MediaType));
        Assert.Equal(HttpStatusCode.NoContent, (await api.UpsertAsync(Body)).Status);
        Assert.Single(api.Emulator.Contacts);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_raw_body_arrives_byte_for_byte(Transport transport)
    {
        await using Api api = await Api.CreateAsync(transport);
        byte[] bytes = [0, 255, 10, 13, 128];
        api.Emulator.Faults.Enqueue(Fault.RawBody(200, bytes, "application/octet-stream"));
        using HttpResponseMessage response = await api.Client.SendAsync(api.Request(Body), TestContext.Current.CancellationToken);
        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(-3, 0)]
    [InlineData(-1, 1)]
    [InlineData(2, 4)]
    public async Task A_batch_response_can_have_a_wrong_number_of_results(int difference, int expected)
    {
        await using Api api = Api.Create();
        api.Emulator.Faults.Enqueue(Fault.WrongResultCount(difference));
        ApiResponse response = await api.BatchAsync("""{"contacts":[{"email":"a@example.com"},{"email":"b@example.com"}]}""");
        Assert.Equal(expected, response.Results.GetArrayLength());
        Assert.Equal(2, api.Emulator.Contacts.Count);
    }

    [Fact]
    public async Task Chosen_items_of_a_batch_can_fail()
    {
        await using Api api = Api.Create();
        api.Emulator.Faults.Enqueue(Fault.FailedItems(0, 2));
        ApiResponse response = await api.BatchAsync("""{"contacts":[{"email":"a@b"},{"email":"c@d"},{"email":"e@f"}]}""");
        Assert.Equal(
            [false, true, false], response.Results.EnumerateArray().Select(static result => result.GetProperty("success").GetBoolean()));
        Assert.Equal("upsert_failed", response.Results[2].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("c@d", Assert.Single(api.Emulator.Contacts).Email);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_redirect_names_its_target_and_is_not_followed(Transport transport)
    {
        await using Api api = await Api.CreateAsync(transport);
        api.Emulator.Faults.Enqueue(Fault.RedirectTo("https://elsewhere.example/x", 308));
        ApiResponse response = await api.UpsertAsync(Body);
        Assert.Equal((HttpStatusCode.PermanentRedirect, new Uri("https://elsewhere.example/x")), (response.Status, response.Location));
        Assert.Empty(api.Emulator.Contacts);
    }

    [Theory]
    [MemberData(nameof(TransportsAndApply))]
    public async Task A_hanging_request_lasts_until_the_caller_cancels(Transport transport, bool apply)
    {
        await using Api api = await Api.CreateAsync(transport);
        api.Emulator.Faults.Enqueue(Fault.Hang(apply));
        using var giveUp = new CancellationTokenSource();
        Task<ApiResponse> response = api.SendAsync(api.Request(Body), giveUp.Token);
        await Eventually.IsTrueAsync(() => api.Emulator.Requests.InFlight == 1 && api.Emulator.Contacts.Count == (apply ? 1 : 0));
        Assert.False(response.IsCompleted);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => response);
        await Eventually.IsTrueAsync(() => api.Emulator.Requests.InFlight == 0);
        RecordedRequest recorded = Assert.Single(api.Emulator.Requests.Snapshot());
        Assert.Equal((true, apply, null), (recorded.Cancelled, recorded.Applied, recorded.StatusCode));
    }
}
