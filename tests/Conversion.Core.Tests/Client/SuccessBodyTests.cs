using System;
using System.Text;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Client;

/// <summary>A 200 is a success only if its body has the complete documented format.</summary>
public sealed class SuccessBodyTests
{
    private const string Id = "\"cnvContactId\":\"3f2504e0-4f89-41d3-9a0c-0305e82c3301\"";

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("<html><body>Welcome</body></html>")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("\"ok\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"data\":null}")]
    [InlineData("{\"data\":{}}")]
    [InlineData("{\"data\":[]}")]
    [InlineData("{\"data\":true}")]
    [InlineData("{\"data\":[{" + Id + ",\"contactCreated\":true}]}")]
    [InlineData("[{\"data\":{" + Id + ",\"contactCreated\":true}}]")]
    [InlineData("{" + Id + ",\"contactCreated\":true}")]
    [InlineData("{\"Data\":{" + Id + ",\"contactCreated\":true}}")]
    [InlineData("{\"data\":{\"data\":{" + Id + ",\"contactCreated\":true}}}")]
    [InlineData("{\"data\":{" + Id + "}}")]
    [InlineData("{\"data\":{\"contactCreated\":true}}")]
    [InlineData("{\"data\":{" + Id + ",\"contactCreated\":\"true\"}}")]
    [InlineData("{\"data\":{" + Id + ",\"contactCreated\":1}}")]
    [InlineData("{\"data\":{" + Id + ",\"contactCreated\":null}}")]
    [InlineData("{\"data\":{\"cnvContactId\":12,\"contactCreated\":true}}")]
    [InlineData("{\"data\":{\"cnvContactId\":null,\"contactCreated\":true}}")]
    [InlineData("{\"data\":{\"cnvContactId\":\"\",\"contactCreated\":true}}")]
    [InlineData("{\"data\":{\"cnvContactId\":\"ada\",\"contactCreated\":true}}")]
    [InlineData("{\"data\":{\"cnvContactId\":\"{3f2504e0-4f89-41d3-9a0c-0305e82c3301}\",\"contactCreated\":true}}")]
    [InlineData("{\"data\":{\"cnvContactId\":\"3f2504e04f8941d39a0c0305e82c3301\",\"contactCreated\":true}}")]
    [InlineData("{\"data\":{" + Id + ",\"contactCreated\":true}")]
    [InlineData("{\"data\":{" + Id + ",\"contactCreated\":tru")]
    [InlineData("{\"data\":{" + Id + ",\"contactCreated\":true,}}")]
    [InlineData("{\"data\":{" + Id + ",\"contactCreated\":true}}x")]
    [InlineData("{\"data\":{" + Id + ",\"contactCreated\":true}}{}")]
    [InlineData("{\"data\":{" + Id + ",\"contactCreated\":true}}/* */")]
    [InlineData("{\"data\":{" + Id + "," + Id + ",\"contactCreated\":true}}")]
    [InlineData("{\"data\":{" + Id + ",\"contactCreated\":true,\"contactCreated\":false}}")]
    [InlineData("{\"data\":{" + Id + ",\"contactCreated\":true},\"data\":{" + Id + ",\"contactCreated\":true}}")]
    [InlineData("{\"data\":null,\"data\":{" + Id + ",\"contactCreated\":true}}")]
    [InlineData("{\"data\":{" + Id + ",\"contactCreated\":true,\"cnvContact\\u0049d\":\"3f2504e0-4f89-41d3-9a0c-0305e82c3301\"}}")]
    [InlineData("{\"data\":{" + Id + ",\"contactCreated\":true},\"error\":{\"code\":\"upsert_failed\"}}")]
    [InlineData("{\"error\":{\"code\":\"internal_error\"},\"data\":{" + Id + ",\"contactCreated\":true}}")]
    [InlineData("{\"data\":{" + Id + ",\"contactCreated\":true},\"error\":\"failed\"}")]
    [InlineData("{\"error\":{\"code\":\"internal_error\",\"message\":\"no\"}}")]
    public Task A_200_in_any_other_format_is_Unknown(string body) => AssertUnknown(Encoding.UTF8.GetBytes(body));

    [Theory]
    [InlineData("{\"message\":\"It failed.\"}")]
    [InlineData("{\"code\":\"It failed!\"}")]
    [InlineData("{}")]
    public Task A_200_with_both_data_and_an_error_is_Unknown(string error) =>
        AssertUnknown(Encoding.UTF8.GetBytes("{\"data\":{" + Id + ",\"contactCreated\":true},\"error\":" + error + "}"));

    [Fact]
    public Task A_body_in_another_encoding_is_Unknown() => AssertUnknown(Encoding.Unicode.GetBytes(Bodies.Success()));

    [Fact]
    public Task An_id_that_is_not_valid_UTF_8_is_Unknown()
    {
        byte[] body = Encoding.UTF8.GetBytes(Bodies.Success());
        body[Array.IndexOf(body, (byte)'3')] = 0xFF;
        return AssertUnknown(body);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public Task A_deeply_nested_body_is_Unknown(string open, string close)
    {
        StringBuilder deep = new("{\"deep\":");
        for (int i = 0; i < 100_000; i++)
        {
            deep.Append(open);
        }

        deep.Append('1');
        for (int i = 0; i < 100_000; i++)
        {
            deep.Append(close);
        }

        return AssertUnknown(Encoding.UTF8.GetBytes(deep + "," + Bodies.Success().Substring(1)));
    }

    [Theory]
    [InlineData("{\"data\":{" + Id + ",\"contactCreated\":true}}\r\n")]
    [InlineData(" \t\r\n{ \"data\" : { \"contactCreated\" : true , " + Id + " } } ")]
    [InlineData("{\"data\":{" + Id + ",\"contactCreated\":true},\"error\":null}")]
    [InlineData("{\"requestId\":\"a\",\"data\":{\"email\":[{}]," + Id + ",\"contactCreated\":true,\"more\":{\"data\":1}}}")]
    [InlineData("{\"data\":{" + Id + ",\"contact\\u0043reated\":true}}")]
    [InlineData("{\"data\":{\"cnvContactId\":\"3F2504E0-4F89-41D3-9A0C-0305E82C3301\",\"contactCreated\":true}}")]
    [InlineData("\uFEFF{\"data\":{" + Id + ",\"contactCreated\":true}}")]
    public async Task Additional_properties_and_white_space_are_accepted(string body)
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RawBody(200, body));

        Assert.Equal((UpsertStatus.Created, Bodies.Id), (outcome.Status, outcome.CnvContactId));
    }

    [Fact]
    public async Task The_media_type_is_ignored()
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RawBody(200, Bodies.Success(), contentType: null));

        Assert.Equal(UpsertStatus.Created, outcome.Status);
    }

    private static async Task AssertUnknown(byte[] body)
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RawBody(200, body, "application/json"));

        Assert.Equal(
            (UpsertStatus.Unknown, "invalid_response", null, 200),
            (outcome.Status, outcome.ErrorCode, outcome.CnvContactId, outcome.StatusCode));
    }
}
