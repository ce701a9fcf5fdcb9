using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Tasks;
using Conversion.Http;
using Xunit;

namespace Conversion.Core.Tests.Emulator;

public sealed class RejectionTests
{
    private readonly Api _api = Api.Create();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sk_live_")]
    [InlineData("sk_live_id")]
    [InlineData("sk_live_id_")]
    [InlineData("sk_live__secret")]
    [InlineData("SK_LIVE_id_secret")]
    [InlineData("sk_test_id_secret")]
    [InlineData("sk_live_id_sec ret")]
    public async Task A_missing_or_malformed_key_is_unauthorized(string? key) =>
        (await _api.UpsertAsync("""{"email":"a@example.com"}""", key)).IsError(HttpStatusCode.Unauthorized, "unauthorized");

    [Theory]
    [InlineData("sk_live_demo_secre")]
    [InlineData("sk_live_demo_secrets")]
    [InlineData("sk_live_demo_Secret")]
    [InlineData("sk_live_other_secret")]
    public async Task Only_the_key_of_the_account_is_accepted(string key)
    {
        await using Api api = Api.Create(new() { ApiKey = Api.Key });
        (await api.UpsertAsync("""{"email":"a@example.com"}""", key)).IsError(HttpStatusCode.Unauthorized, "unauthorized");
        Assert.Equal(HttpStatusCode.OK, (await api.UpsertAsync("""{"email":"a@example.com"}""")).Status);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"fields":{"city":"Oslo"}}""")]
    public async Task A_contact_without_email_and_id_is_a_missing_identifier(string body) =>
        (await _api.UpsertAsync(body)).IsError(HttpStatusCode.BadRequest, "missing_identifier");

    [Theory]
    [InlineData("")]
    [InlineData("jane")]
    [InlineData("@example.com")]
    [InlineData("jane@")]
    [InlineData("ja ne@example.com")]
    [InlineData(" jane@example.com")]
    [InlineData("jane@example.com\\u00a0")]
    [InlineData("jane@exam\\u0007ple.com")]
    public async Task A_malformed_address_is_an_invalid_email(string email) =>
        (await _api.UpsertAsync($$"""{"email":"{{email}}"}""")).IsError(HttpStatusCode.BadRequest, "invalid_email");

    [Fact]
    public async Task An_address_may_have_320_characters_and_no_more()
    {
        string longest = new string('a', 308) + "@example.com";
        Assert.Equal(HttpStatusCode.OK, (await _api.UpsertAsync($$"""{"email":"{{longest}}"}""")).Status);
        (await _api.UpsertAsync($$"""{"email":"a{{longest}}"}""")).IsError(HttpStatusCode.BadRequest, "invalid_email");
    }

    [Theory]
    [InlineData("\"subscribed\"")]
    [InlineData("\"BOUNCED\"")]
    [InlineData("\"COMPLAINED\"")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("true")]
    public async Task Any_other_status_is_an_invalid_subscription_status(string status) =>
        (await _api.UpsertAsync($$"""{"email":"a@example.com","subscriptionStatus":{{status}}}"""))
            .IsError(HttpStatusCode.BadRequest, "invalid_subscription_status");

    [Theory]
    [InlineData("fields", "nick_name")]
    [InlineData("fields", "First_Name")]
    [InlineData("fields", "company_name")]
    [InlineData("companyFields", "city")]
    public async Task An_unknown_field_is_invalid_and_named(string map, string key)
    {
        ApiResponse response = await _api.UpsertAsync($$$"""{"email":"a@example.com","{{{map}}}":{"{{{key}}}":"x"}}""");
        response.IsError(HttpStatusCode.BadRequest, "invalid_field");
        Assert.Contains($"{map}.{key}", response.Text);
    }

    [Fact]
    public async Task A_long_unknown_key_is_cut_in_the_message_and_stays_text()
    {
        string key = new string('k', 99) + "🦤" + new string('k', 99);
        (await _api.UpsertAsync($$$"""{"email":"a@example.com","fields":{"{{{key}}}":1}}""")).IsError(HttpStatusCode.BadRequest, "invalid_field");
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("""{"email":"a@example.com" """)]
    [InlineData("""{"email":"a@example.com"} x""")]
    [InlineData("""{"email":"a@example.com",}""")]
    [InlineData("""{"email":"a@example.com"/**/}""")]
    [InlineData("\ufeff{\"email\":\"a@example.com\"}")]
    [InlineData("""{"email":null}""")]
    [InlineData("""{"email":1}""")]
    [InlineData("""{"email":["a@example.com"]}""")]
    [InlineData("""{"Email":"a@example.com"}""")]
    [InlineData("""{"email":"a@example.com","name":"Jane"}""")]
    [InlineData("""{"email":"a@example.com","contacts":[]}""")]
    [InlineData("""{"email":"a@example.com","email":"b@example.com"}""")]
    [InlineData("""{"email":"a@example.com","fields":{"city":"a","city":"b"}}""")]
    [InlineData("""{"email":"a@example.com","fields":{"city":"a","\u0063ity":"b"}}""")]
    [InlineData("""{"email":"a@example.com","fields":[]}""")]
    [InlineData("""{"email":"a@example.com","fields":null}""")]
    [InlineData("""{"email":"a@example.com","companyFields":"x"}""")]
    [InlineData("""{"email":"a@example.com","updateOnly":"true"}""")]
    [InlineData("""{"email":"a@example.com","syncToCRM":1}""")]
    [InlineData("""{"email":"a@example.com","preserveExistingFields":null}""")]
    [InlineData("""{"cnvContactId":"abc"}""")]
    [InlineData("""{"cnvContactId":"a1b2c3d4e5f67890abcdef1234567890"}""")]
    [InlineData("""{"cnvContactId":"{a1b2c3d4-e5f6-7890-abcd-ef1234567890}"}""")]
    [InlineData("""{"cnvContactId":null,"email":"a@example.com"}""")]
    [InlineData("""{"email":"a@example.com","fields":{"city":"\ud800"}}""")]
    [InlineData("""{"email":"a@example.com","fields":{"city":["\ud800"]}}""")]
    public async Task A_malformed_body_is_invalid_and_writes_nothing(string body)
    {
        (await _api.UpsertAsync(body)).IsError(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Empty(_api.Emulator.Contacts);
    }

    [Fact]
    public async Task A_body_that_is_not_utf8_is_invalid()
    {
        HttpRequestMessage request = _api.Request("{}");
        request.Content = new ByteArrayContent(Encoding.Latin1.GetBytes("""{"email":"a@example.com","fields":{"city":"Tromsø"}}"""));
        request.Content.Headers.ContentType = new("application/json");
        (await _api.SendAsync(request)).IsError(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Theory]
    [InlineData(null, HttpStatusCode.BadRequest)]
    [InlineData("text/plain", HttpStatusCode.BadRequest)]
    [InlineData("application/x-www-form-urlencoded", HttpStatusCode.BadRequest)]
    [InlineData("application/json; charset=iso-8859-1", HttpStatusCode.BadRequest)]
    [InlineData("application/json", HttpStatusCode.OK)]
    [InlineData("Application/JSON; Charset=\"UTF-8\"", HttpStatusCode.OK)]
    public async Task Only_json_in_utf8_is_accepted(string? contentType, HttpStatusCode status)
    {
        HttpRequestMessage request = _api.Request("""{"email":"a@example.com"}""");
        request.Content!.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        Assert.Equal(status, (await _api.SendAsync(request)).Status);
    }

    [Theory]
    [InlineData("/v2/contact")]
    [InlineData("/v2/contacts/")]
    [InlineData("/v1/contacts")]
    [InlineData("/V2/contacts")]
    public async Task Another_path_is_not_found(string path) =>
        (await _api.SendAsync(_api.Request("{}", path))).IsError(HttpStatusCode.NotFound, "not_found");

    [Theory]
    [InlineData(Transport.InProcess)]
    [InlineData(Transport.Kestrel)]
    public async Task Another_method_is_not_allowed(Transport transport)
    {
        await using Api api = await Api.CreateAsync(transport);
        HttpRequestMessage request = api.Request("{}");
        request.Method = HttpMethod.Put;
        (await api.SendAsync(request)).IsError(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
    }

    [Theory]
    [InlineData(Transport.InProcess, false)]
    [InlineData(Transport.Kestrel, false)]
    [InlineData(Transport.Kestrel, true)]
    public async Task A_body_over_the_limit_gets_413(Transport transport, bool chunked)
    {
        const string Body = """{"email":"a@example.com"}""";
        await using Api api = await Api.CreateAsync(transport, new() { MaximumBodyBytes = Body.Length });
        Assert.Equal(HttpStatusCode.OK, (await api.UpsertAsync(Body)).Status);
        HttpRequestMessage request = api.Request(Body + " ");
        request.Headers.TransferEncodingChunked = chunked;
        (await api.SendAsync(request)).IsError(HttpStatusCode.RequestEntityTooLarge, "payload_too_large");
    }
}
