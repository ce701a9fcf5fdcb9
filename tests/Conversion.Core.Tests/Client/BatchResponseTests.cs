using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Conversion.Client;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Client;

/// <summary>Results of a batch are paired with its rows only where their number is right and every one of them makes sense.</summary>
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
    public Task Results_that_are_not_one_for_each_row_are_paired_with_none(string results) => IsPairedWithNone(results);

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
    public Task One_item_that_makes_no_sense_spoils_all(string item) => IsPairedWithNone($"[{Good},{item}]");

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
    public Task An_item_that_went_through_and_names_an_error_makes_no_sense(string error) =>
        IsPairedWithNone($"[{Good},{Good[..^1]},{error}}}]");

    [Theory]
    [InlineData("\"error\":null")]
    [InlineData("\"errorCode\":null,\"errorMessage\":null")]
    [InlineData("\"errorCode\":\"\",\"errorMessage\":\"\"")]
    [InlineData("\"message\":\"Contact updated.\"")]
    [InlineData("\"email\":\"ada@example.com\",\"index\":1")]
    public async Task An_item_that_went_through_may_say_more(string more)
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
    public async Task An_item_that_failed_is_no_success_whatever_stands_beside_it(string item, UpsertStatus status, string code)
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
    public async Task A_message_is_found_where_an_empty_one_or_no_code_stands_before_it(string said)
    {
        BatchResult outcome = await OutcomeOfAsync(Results($"[{Good},{{\"success\":false,{said}}}]"));

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
    public Task An_answer_of_another_form_is_paired_with_none(string body) => IsPairedWithNoneIn(Encoding.UTF8.GetBytes(body));

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public Task A_bottomless_item_spoils_all(string open, string close) => IsPairedWithNone(
        $"[{Good},{{\"deep\":{string.Concat(Enumerable.Repeat(open, 100_000))}1{string.Concat(Enumerable.Repeat(close, 100_000))},{Good[1..]}]");

    [Fact]
    public async Task A_byte_order_mark_does_no_harm()
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
    public async Task Under_any_status_but_200_results_are_no_results(int status)
    {
        BatchResult outcome = await OutcomeOfAsync(Results($"[{Good},{Good}]"), status);

        Assert.Null(outcome.Outcomes);
        Assert.DoesNotContain(outcome.Whole!.Status, new[] { UpsertStatus.Created, UpsertStatus.Updated });
    }

    private static byte[] Results(string results) => Encoding.UTF8.GetBytes("{\"data\":{\"results\":" + results + "}}");

    private static Task IsPairedWithNone(string results) => IsPairedWithNoneIn(Results(results));

    private static async Task IsPairedWithNoneIn(byte[] body)
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
