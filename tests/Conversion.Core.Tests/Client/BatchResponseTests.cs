using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Conversion.Client;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Client;

/// <summary>The results of a batch are paired with its rows only if their count is right and every result is valid.</summary>
public sealed class BatchResponseTests
{
    private const string Id = "\"cnvContactId\":\"3f2504e0-4f89-41d3-9a0c-0305e82c3301\"";
    private const string Good = "{\"success\":true," + Id + ",\"contactCreated\":true}";
    private const string Bad = "{\"success\":false,\"error\":{\"code\":\"invalid_email\",\"message\":\"no\"}}";

    [Theory]
    [InlineData("[]")]
    [InlineData("[" + Good + "]")]
    [InlineData("[" + Good + "," + Good + "," + Good + "]")]
    [InlineData("[" + Good + "," + Good + ",]")]
    [InlineData("[" + Good + ",null]")]
    [InlineData("[" + Good + ",true]")]
    [InlineData("[" + Good + ",\"3f2504e0-4f89-41d3-9a0c-0305e82c3301\"]")]
    [InlineData("[" + Good + ",[" + Good + "]]")]
    [InlineData("[[" + Good + "," + Good + "]]")]
    [InlineData("{\"0\":" + Good + ",\"1\":" + Good + "}")]
    [InlineData("null")]
    [InlineData("2")]
    public Task Results_that_do_not_match_the_rows_one_to_one_are_paired_with_no_row(string results) => AssertNotPaired(results);

    [Theory]
    [InlineData("{}")]
    [InlineData("{" + Id + ",\"contactCreated\":true}")]
    [InlineData("{\"success\":null," + Id + ",\"contactCreated\":true}")]
    [InlineData("{\"success\":\"true\"," + Id + ",\"contactCreated\":true}")]
    [InlineData("{\"success\":1," + Id + ",\"contactCreated\":true}")]
    [InlineData("{\"Success\":true," + Id + ",\"contactCreated\":true}")]
    [InlineData("{\"success\":true}")]
    [InlineData("{\"success\":true," + Id + "}")]
    [InlineData("{\"success\":true,\"contactCreated\":true}")]
    [InlineData("{\"success\":true,\"cnvContactId\":null,\"contactCreated\":true}")]
    [InlineData("{\"success\":true," + Id + ",\"contactCreated\":null}")]
    [InlineData("{\"success\":true," + Id + ",\"contactCreated\":\"yes\"}")]
    [InlineData("{\"success\":true,\"cnvContactId\":\"ada\",\"contactCreated\":true}")]
    [InlineData("{\"success\":true,\"cnvContactId\":\"{3f2504e0-4f89-41d3-9a0c-0305e82c3301}\",\"contactCreated\":true}")]
    [InlineData("{\"success\":true,\"cnvContactId\":\"3f2504e04f8941d39a0c0305e82c3301\",\"contactCreated\":true}")]
    [InlineData("{\"success\":true,\"success\":true," + Id + ",\"contactCreated\":true}")]
    [InlineData("{\"success\":false,\"success\":true," + Id + ",\"contactCreated\":true}")]
    [InlineData("{\"success\":true," + Id + "," + Id + ",\"contactCreated\":true}")]
    [InlineData("{\"success\":true,\"cnvContactId\":null," + Id + ",\"contactCreated\":true}")]
    [InlineData("{\"success\":true," + Id + ",\"cnvContactId\":null,\"contactCreated\":true}")]
    [InlineData("{\"success\":true," + Id + ",\"contactCreated\":null,\"contactCreated\":true}")]
    [InlineData("{\"success\":false,\"code\":null,\"code\":\"invalid_email\"}")]
    [InlineData("{\"success\":false,\"error\":{\"code\":null,\"code\":\"invalid_email\"}}")]
    [InlineData("{\"success\":false,\"error\":null,\"error\":\"no\"}")]
    [InlineData("{\"success\":false,\"error\":1}")]
    [InlineData("{\"success\":false,\"error\":[]}")]
    [InlineData("{\"success\":false,\"errorCode\":400}")]
    [InlineData("{\"success\":false,\"cnvContactId\":\"ada\"}")]
    [InlineData("{\"success\":false,\"message\":\"\\ud800\"}")]
    public Task One_malformed_item_makes_every_row_of_the_batch_Unknown(string item) => AssertNotPaired($"[{Good},{item}]");

    [Theory]
    [InlineData("\"error\":{\"code\":\"upsert_failed\"}")]
    [InlineData("\"error\":{}")]
    [InlineData("\"error\":\"It failed.\"")]
    [InlineData("\"error\":\"\"")]
    [InlineData("\"errorCode\":\"upsert_failed\"")]
    [InlineData("\"errorCode\":\"It failed!\"")]
    [InlineData("\"errorMessage\":\"It failed.\"")]
    [InlineData("\"code\":\"upsert_failed\"")]
    [InlineData("\"code\":\"It failed!\"")]
    public Task A_successful_item_with_an_error_is_malformed(string error) =>
        AssertNotPaired($"[{Good},{Good[..^1]},{error}}}]");

    [Theory]
    [InlineData("\"error\":null")]
    [InlineData("\"errorCode\":null,\"errorMessage\":null")]
    [InlineData("\"errorCode\":\"\",\"errorMessage\":\"\"")]
    [InlineData("\"message\":\"Contact updated.\"")]
    [InlineData("\"email\":\"ada@example.com\",\"index\":1")]
    public async Task A_successful_item_may_have_additional_properties(string more)
    {
        BatchResult outcome = await OutcomeOfAsync(Results($"[{Good},{Good[..^1]},{more}}}]"));

        Assert.Equal([UpsertStatus.Created, UpsertStatus.Created], outcome.Outcomes?.Select(item => item.Status));
    }

    [Theory]
    [InlineData(Bad, UpsertStatus.Rejected, "invalid_email")]
    [InlineData("{\"success\":false,\"code\":\"a_code_of_tomorrow\"}", UpsertStatus.Rejected, "a_code_of_tomorrow")]
    [InlineData("{\"success\":false,\"code\":\"azAZ09_-.\"}", UpsertStatus.Rejected, "azAZ09_-.")]
    [InlineData("{\"success\":false,\"code\":\"No code at all!\"}", UpsertStatus.Rejected, "upsert_failed")]
    [InlineData("{\"success\":false," + Id + ",\"contactCreated\":true}", UpsertStatus.Rejected, "upsert_failed")]
    [InlineData("{\"success\":false,\"code\":\"unauthorized\"}", UpsertStatus.Rejected, "unauthorized")]
    [InlineData("{\"success\":false,\"code\":\"rate_limited\"}", UpsertStatus.Failed, "rate_limited")]
    [InlineData("{\"success\":false,\"code\":\"contact_not_found\"}", UpsertStatus.NotFound, "contact_not_found")]
    public async Task A_failed_item_is_never_a_success_whatever_other_properties_it_has(string item, UpsertStatus status, string code)
    {
        BatchResult outcome = await OutcomeOfAsync(Results($"[{item},{Good}]"));

        Assert.Equal([(status, code), (UpsertStatus.Created, null)], outcome.Outcomes?.Select(one => (one.Status, one.ErrorCode)));
        Assert.False(outcome[0].RefusesConnection);
    }

    [Theory]
    [InlineData("\"errorMessage\":null,\"message\":\"So it is.\"")]
    [InlineData("\"errorMessage\":\"So it is.\",\"message\":\"It is not.\"")]
    [InlineData("\"error\":\"\",\"message\":\"So it is.\"")]
    [InlineData("\"error\":{\"message\":\"So it is.\"}")]
    public async Task A_message_is_found_after_an_empty_message_or_a_missing_code(string properties)
    {
        BatchResult outcome = await OutcomeOfAsync(Results($"[{Good},{{\"success\":false,{properties}}}]"));

        Assert.Equal("So it is.", outcome[1].ErrorMessage);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><body>Welcome</body></html>")]
    [InlineData("[" + Good + "," + Good + "]")]
    [InlineData("{\"results\":[" + Good + "," + Good + "]}")]
    [InlineData("{\"data\":[" + Good + "," + Good + "]}")]
    [InlineData("{\"data\":{" + Id + ",\"contactCreated\":true}}")]
    [InlineData("{\"data\":{\"results\":[" + Good + "," + Good + "]}")]
    [InlineData("{\"data\":{\"results\":[" + Good + "," + Good + "],\"results\":[" + Good + "," + Good + "]}}")]
    [InlineData("{\"data\":{\"results\":[" + Good + "," + Good + "]},\"error\":{}}")]
    [InlineData("{\"data\":{\"results\":[" + Good + "," + Good + "]},\"error\":\"It failed.\"}")]
    [InlineData("{\"error\":{\"code\":\"invalid_email\"}}")]
    public Task A_response_in_another_format_is_paired_with_no_row(string body) => AssertBodyNotPaired(Encoding.UTF8.GetBytes(body));

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public Task A_deeply_nested_item_makes_every_row_of_the_batch_Unknown(string open, string close) => AssertNotPaired(
        $"[{Good},{{\"deep\":{string.Concat(Enumerable.Repeat(open, 100_000))}1{string.Concat(Enumerable.Repeat(close, 100_000))},{Good[1..]}]");

    [Fact]
    public async Task A_byte_order_mark_is_accepted()
    {
        BatchResult outcome = await OutcomeOfAsync([.. Encoding.UTF8.Preamble, .. Results($"[{Bad},{Good}]")]);

        Assert.Equal([UpsertStatus.Rejected, UpsertStatus.Created], outcome.Outcomes?.Select(item => item.Status));
    }

    [Theory]
    [InlineData(201)]
    [InlineData(207)]
    [InlineData(302)]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Results_are_ignored_unless_the_status_code_is_200(int status)
    {
        BatchResult outcome = await OutcomeOfAsync(Results($"[{Good},{Good}]"), status);

        Assert.Null(outcome.Outcomes);
        Assert.DoesNotContain(outcome.Whole!.Status, new[] { UpsertStatus.Created, UpsertStatus.Updated });
    }

    private static byte[] Results(string results) => Encoding.UTF8.GetBytes("{\"data\":{\"results\":" + results + "}}");

    private static Task AssertNotPaired(string results) => AssertBodyNotPaired(Results(results));

    private static async Task AssertBodyNotPaired(byte[] body)
    {
        BatchResult outcome = await OutcomeOfAsync(body);

        Assert.Null(outcome.Outcomes);
        Assert.Equal((UpsertStatus.Unknown, "invalid_response", null), (outcome.Whole!.Status, outcome.Whole.ErrorCode, outcome.Whole.CnvContactId));
    }

    private static async Task<BatchResult> OutcomeOfAsync(byte[] body, int status = 200)
    {
        using EmulatedApi api = EmulatedApi.WithoutRetries();
        api.Faults.Enqueue(Fault.RawBody(status, body, "application/json"));
        ContactRequest[] contacts = [EmulatedApi.Contact("ada@example.com"), EmulatedApi.Contact("bob@example.com")];
        return await api.Client.UpsertAsync(new ContactBatch(contacts, UsesBatchEndpoint: true), TestContext.Current.CancellationToken);
    }
}
