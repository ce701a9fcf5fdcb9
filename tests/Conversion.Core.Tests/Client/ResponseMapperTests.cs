using System.Net;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Client;

/// <summary>Every answer that can come, and the one outcome that it means.</summary>
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
    public async Task A_confirmed_contact_brings_its_id()
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RawBody(200, Bodies.Success()));

        Assert.Equal(Bodies.Id, outcome.CnvContactId);
    }

    [Theory]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(204)]
    [InlineData(299)]
    public async Task A_success_of_another_kind_than_200_leaves_it_open(int status)
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
    public async Task A_redirect_takes_no_row(int status)
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
    public async Task The_apis_word_against_a_row_rejects_it_under_the_apis_code(int status, string code)
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RawBody(status, Bodies.Error(code, "So it is.")));

        Assert.Equal(
            (UpsertStatus.Rejected, code, "So it is.", status),
            (outcome.Status, outcome.ErrorCode, outcome.ErrorMessage, outcome.StatusCode));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(400)]
    public async Task Contact_not_found_is_an_outcome_of_its_own(int status)
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
    public async Task A_refusal_of_the_request_without_a_reason_is_the_rows(int status, string body)
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RawBody(status, body));

        Assert.Equal(
            (UpsertStatus.Rejected, "invalid_response", $"The service refused the row with HTTP {status} without saying why.", status),
            (outcome.Status, outcome.ErrorCode, outcome.ErrorMessage, outcome.StatusCode));
    }

    [Fact]
    public async Task A_row_that_is_too_large_is_said_to_be()
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
    public async Task An_error_without_a_code_is_told_in_the_servers_words(int status, string body, UpsertStatus expected, string code, string message)
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
    public async Task A_refusal_that_is_not_the_apis_does_not_blame_the_row(int status, string body)
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
    public async Task No_other_answer_refuses_the_connection(int status)
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.Status(status));

        Assert.False(outcome.RefusesConnection);
    }

    [Theory]
    [InlineData(408, "timeout")]
    [InlineData(429, "rate_limited")]
    public async Task An_answer_with_a_meaning_of_its_own_fails_under_that_name_whatever_the_body(int status, string code)
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
    public async Task A_fault_of_the_server_fails_under_its_code_or_server_error(int status, string? said, string code)
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(
            said is null ? Fault.HtmlBody(status) : Fault.RawBody(status, Bodies.Error(said)));

        Assert.Equal((UpsertStatus.Failed, code, status), (outcome.Status, outcome.ErrorCode, outcome.StatusCode));
    }

    [Theory]
    [InlineData(600)]
    [InlineData(777)]
    [InlineData(999)]
    public async Task A_status_that_is_none_leaves_it_open(int status)
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
    [InlineData(409, """{"error":{"code":"conflicting_identifier"}}""", "The API rejected the contact.")]
    [InlineData(404, "", "The response is HTTP 404, but not from the API: something else responds at this address.")]
    [InlineData(499, "", "The response is HTTP 499, but not from the API: something else responds at this address.")]
    [InlineData(500, "", "The service responded with HTTP 500.")]
    [InlineData(600, "", "The response is HTTP 600, which the API does not use.")]
    public async Task What_the_server_leaves_unsaid_is_said_by_us(int status, string body, string message)
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RawBody(status, body));

        Assert.Equal(message, outcome.ErrorMessage);
    }

    [Fact]
    public async Task An_outcome_without_success_always_says_why()
    {
        for (int status = 100; status < 600; status++)
        {
            UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.EmptyBody(status));

            Assert.False(string.IsNullOrWhiteSpace(outcome.ErrorMessage), $"{(HttpStatusCode)status} has no message.");
        }
    }
}
