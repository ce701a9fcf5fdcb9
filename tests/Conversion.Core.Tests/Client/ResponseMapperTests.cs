using System.Net;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Client;

/// <summary>Every possible response and its outcome.</summary>
public sealed class ResponseMapperTests
{
    [Theory]
    [InlineData(true, UpsertStatus.Created)]
    [InlineData(false, UpsertStatus.Updated)]
    public async Task A_confirmed_contact_was_created_or_updated(bool created, UpsertStatus status)
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RawBody(200, Bodies.Success(created)));

        Assert.Equal((status, null, null, 200), (outcome.Status, outcome.ErrorCode, outcome.ErrorMessage, outcome.StatusCode));
    }

    [Fact]
    public async Task A_confirmed_contact_has_its_id()
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RawBody(200, Bodies.Success()));

        Assert.Equal(Bodies.Id, outcome.CnvContactId);
    }

    [Theory]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(204)]
    [InlineData(299)]
    public async Task A_success_status_code_other_than_200_is_Unknown(int status)
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RawBody(status, Bodies.Success()));

        Assert.Equal((UpsertStatus.Unknown, "invalid_response"), (outcome.Status, outcome.ErrorCode));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(304)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_a_failure(int status)
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RedirectTo("https://elsewhere.example/api", status));

        Assert.Equal((UpsertStatus.Failed, "invalid_response", status), (outcome.Status, outcome.ErrorCode, outcome.StatusCode));
    }

    [Theory]
    [InlineData(400, "missing_identifier")]
    [InlineData(400, "invalid_email")]
    [InlineData(400, "invalid_subscription_status")]
    [InlineData(400, "invalid_field")]
    [InlineData(400, "a_code_of_tomorrow")]
    [InlineData(400, "upsert_failed")]
    [InlineData(404, "not_found")]
    [InlineData(405, "method_not_allowed")]
    [InlineData(409, "conflicting_identifier")]
    [InlineData(413, "payload_too_large")]
    [InlineData(422, "invalid_request")]
    [InlineData(499, "Odd-but.fine")]
    public async Task An_error_of_the_API_rejects_the_row_with_the_error_code_of_the_API(int status, string code)
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RawBody(status, Bodies.Error(code, "So it is.")));

        Assert.Equal(
            (UpsertStatus.Rejected, code, "So it is.", status),
            (outcome.Status, outcome.ErrorCode, outcome.ErrorMessage, outcome.StatusCode));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(400)]
    public async Task Contact_not_found_is_a_separate_outcome(int status)
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RawBody(status, Bodies.Error("contact_not_found")));

        Assert.Equal((UpsertStatus.NotFound, "contact_not_found"), (outcome.Status, outcome.ErrorCode));
    }

    [Theory]
    [InlineData(400, "")]
    [InlineData(400, "<html>Bad Request</html>")]
    [InlineData(400, """{"error":{"code":400}}""")]
    [InlineData(400, """{"code":"invalid_email"}""")]
    [InlineData(400, """{"error":{"code":"invalid_email"}""")]
    [InlineData(400, """{"error":"no", "error":"no"}""")]
    [InlineData(400, "{}")]
    [InlineData(422, """{"error":""}""")]
    [InlineData(422, """{"error":{"message":" "}}""")]
    public async Task A_client_error_without_a_reason_rejects_the_row(int status, string body)
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RawBody(status, body));

        Assert.Equal(
            (UpsertStatus.Rejected, "invalid_response", $"The service refused the row with HTTP {status} without saying why.", status),
            (outcome.Status, outcome.ErrorCode, outcome.ErrorMessage, outcome.StatusCode));
    }

    [Fact]
    public async Task A_413_without_a_reason_is_reported_as_too_large()
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RawBody(413, "<html>Too Large</html>"));

        Assert.Equal(
            (UpsertStatus.Rejected, "invalid_response", "The service refused the row with HTTP 413: it is too large."),
            (outcome.Status, outcome.ErrorCode, outcome.ErrorMessage));
    }

    [Theory]
    [InlineData(400, """{"error":"Bad email."}""", UpsertStatus.Rejected, "invalid_response", "Bad email.")]
    [InlineData(400, """{"error":{"message":"Bad email."}}""", UpsertStatus.Rejected, "invalid_response", "Bad email.")]
    [InlineData(413, """{"error":{"code":null,"message":"Bad email."},"status":413}""", UpsertStatus.Rejected, "invalid_response", "Bad email.")]
    [InlineData(422, """{"error":{"code":"no code!","message":"Bad email."}}""", UpsertStatus.Rejected, "invalid_response", "Bad email.")]
    [InlineData(404, """{"error":"Bad path."}""", UpsertStatus.Failed, "invalid_response", "The response is HTTP 404, but not in the API's format: Bad path.")]
    [InlineData(401, """{"error":"Bad key."}""", UpsertStatus.Failed, "unauthorized", "Bad key.")]
    [InlineData(429, """{"error":"Wait."}""", UpsertStatus.Failed, "rate_limited", "Wait.")]
    [InlineData(500, """{"error":{"message":"Bad day."}}""", UpsertStatus.Failed, "server_error", "Bad day.")]
    public async Task An_error_without_a_code_keeps_the_message_of_the_server(int status, string body, UpsertStatus expected, string code, string message)
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RawBody(status, body));

        Assert.Equal((expected, code, message), (outcome.Status, outcome.ErrorCode, outcome.ErrorMessage));
    }

    [Theory]
    [InlineData(404, "")]
    [InlineData(404, "<html>Not Found</html>")]
    [InlineData(404, """{"message":"Not Found"}""")]
    [InlineData(407, "<html>Proxy</html>")]
    [InlineData(409, "{}")]
    [InlineData(451, "")]
    public async Task An_error_that_is_not_from_the_API_does_not_reject_the_row(int status, string body)
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RawBody(status, body));

        Assert.Equal((UpsertStatus.Failed, "invalid_response", status), (outcome.Status, outcome.ErrorCode, outcome.StatusCode));
    }

    [Theory]
    [InlineData(401, "unauthorized")]
    [InlineData(403, "forbidden")]
    public async Task A_refused_key_refuses_the_connection_whatever_the_body(int status, string code)
    {
        foreach (string body in new[] { "", "<html>no</html>", "{", Bodies.Error("something_else"), Bodies.Success() })
        {
            UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RawBody(status, body));

            Assert.Equal((UpsertStatus.Failed, code, true), (outcome.Status, outcome.ErrorCode, outcome.RefusesConnection));
        }
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(407)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task No_other_response_refuses_the_connection(int status)
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.Status(status));

        Assert.False(outcome.RefusesConnection);
    }

    [Theory]
    [InlineData(408, "timeout")]
    [InlineData(429, "rate_limited")]
    public async Task A_status_code_with_its_own_error_code_uses_it_whatever_the_body(int status, string code)
    {
        foreach (string body in new[] { "", "<html>wait</html>", Bodies.Error("slow_down") })
        {
            UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RawBody(status, body));

            Assert.Equal((UpsertStatus.Failed, code), (outcome.Status, outcome.ErrorCode));
        }
    }

    [Theory]
    [InlineData(500, "internal_error", "internal_error")]
    [InlineData(503, "overloaded", "overloaded")]
    [InlineData(500, "contact_not_found", "contact_not_found")]
    [InlineData(503, "contact_not_found", "contact_not_found")]
    [InlineData(501, null, "server_error")]
    [InlineData(500, null, "server_error")]
    [InlineData(502, null, "server_error")]
    [InlineData(503, null, "server_error")]
    [InlineData(504, null, "server_error")]
    [InlineData(520, null, "server_error")]
    [InlineData(599, null, "server_error")]
    public async Task A_server_error_fails_with_its_code_or_server_error(int status, string? serverCode, string code)
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(
            serverCode is null ? Fault.HtmlBody(status) : Fault.RawBody(status, Bodies.Error(serverCode)));

        Assert.Equal((UpsertStatus.Failed, code, status), (outcome.Status, outcome.ErrorCode, outcome.StatusCode));
    }

    [Theory]
    [InlineData(600)]
    [InlineData(777)]
    [InlineData(999)]
    public async Task A_status_code_that_does_not_exist_is_Unknown(int status)
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RawBody(status, Bodies.Success()));

        Assert.Equal((UpsertStatus.Unknown, "invalid_response"), (outcome.Status, outcome.ErrorCode));
    }

    [Theory]
    [InlineData(200, "", "The response is HTTP 200, but not in the API's format.")]
    [InlineData(299, "", "The response is HTTP 299, but not in the API's format.")]
    [InlineData(302, "", "The response is a redirect (HTTP 302), and redirects are never followed.")]
    [InlineData(401, "", "The API refused the key.")]
    [InlineData(403, "", "The key does not have permission for this.")]
    [InlineData(408, "", "The service stopped waiting for the request.")]
    [InlineData(429, "", "The service accepts no more requests for now.")]
    [InlineData(404, """{"error":{"code":"contact_not_found"}}""", "No contact matches.")]
    [InlineData(409, """{"error":{"code":"conflicting_identifier"}}""", "The API rejected the row.")]
    [InlineData(404, "", "The response is HTTP 404, but not from the API: something else responds at this address.")]
    [InlineData(499, "", "The response is HTTP 499, but not from the API: something else responds at this address.")]
    [InlineData(500, "", "The service responded with HTTP 500.")]
    [InlineData(600, "", "The response is HTTP 600, which the API does not use.")]
    public async Task A_missing_server_message_is_replaced_by_a_default_message(int status, string body, string message)
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RawBody(status, body));

        Assert.Equal(message, outcome.ErrorMessage);
    }

    [Fact]
    public async Task An_unsuccessful_outcome_always_has_a_message()
    {
        for (int status = 100; status < 600; status++)
        {
            UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.EmptyBody(status));

            Assert.False(string.IsNullOrWhiteSpace(outcome.ErrorMessage), $"{(HttpStatusCode)status} has no message.");
        }
    }
}
