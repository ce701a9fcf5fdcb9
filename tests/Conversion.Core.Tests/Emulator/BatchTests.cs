using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text.Json;
using System.Threading.Tasks;
using Conversion.Emulator;
using Xunit;

namespace Conversion.Core.Tests.Emulator;

public sealed class BatchTests
{
    private readonly Api _api = Api.Create();

    [Theory]
    [InlineData(Transport.InProcess)]
    [InlineData(Transport.Kestrel)]
    public async Task Results_come_in_the_order_of_the_contacts(Transport transport)
    {
        await using Api api = await Api.CreateAsync(transport);
        Guid known = (await api.UpsertAsync("""{"email":"b@example.com"}""")).Id;
        ApiResponse response = await api.BatchAsync("""{"contacts":[{"email":"a@example.com"},{"email":"b@example.com"},{"email":"c@example.com"}]}""");
        Assert.Equal(HttpStatusCode.OK, response.Status);
        Assert.Equal([true, false, true], response.Results.EnumerateArray().Select(result => result.GetProperty("contactCreated").GetBoolean()));
        Assert.All(response.Results.EnumerateArray(), static result => Assert.True(result.GetProperty("success").GetBoolean()));
        Assert.Equal(known, response.Results[1].GetProperty("cnvContactId").GetGuid());
        Assert.Equal(
            ["b@example.com", "a@example.com", "c@example.com"], api.Emulator.Contacts.Select(static contact => contact.Email));
    }

    [Theory]
    [InlineData("\"x\"", "invalid_request")]
    [InlineData("[[{}]]", "invalid_request")]
    [InlineData("{}", "missing_identifier")]
    [InlineData("""{"email":"x"}""", "invalid_email")]
    [InlineData("""{"email":"x@y","subscriptionStatus":"BOUNCED"}""", "invalid_subscription_status")]
    [InlineData("""{"email":"x@y","fields":{"city":"Oslo","nope":{"a":[1]}},"companyFields":{}}""", "invalid_field")]
    [InlineData("""{"email":"x@y","updateOnly":true}""", "invalid_request")]
    [InlineData("""{"email":"x@y","syncToCRM":true}""", "invalid_request")]
    [InlineData("""{"email":"x@y","preserveExistingFields":true}""", "invalid_request")]
    [InlineData("""{"cnvContactId":"a1b2c3d4-e5f6-7890-abcd-ef1234567890"}""", "contact_not_found")]
    public async Task A_bad_item_fails_alone(string item, string code)
    {
        ApiResponse response = await _api.BatchAsync($$"""{"contacts":[{"email":"a@example.com"},{{item}},{"email":"c@example.com"}]}""");
        Assert.Equal(HttpStatusCode.OK, response.Status);
        Assert.Equal([true, false, true], Successes(response));
        Assert.Equal(code, response.Results[1].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(["a@example.com", "c@example.com"], _api.Emulator.Contacts.Select(static contact => contact.Email));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"contacts":[]}""")]
    [InlineData("""{"contacts":null}""")]
    [InlineData("""{"contacts":{}}""")]
    [InlineData("""{"contacts":[{"email":"a@example.com"}],"contacts":[{"email":"b@example.com"}]}""")]
    [InlineData("""{"contacts":[{"email":"a@example.com"}],"email":"a@example.com"}""")]
    [InlineData("""{"contacts":[{"email":"a@example.com"}],"updateOnly":1}""")]
    [InlineData("""{"contacts":[{"email":"a@example.com"}""")]
    [InlineData("""{"contacts":[{"email":"a@example.com"},{"email":"x","fields":]}]}""")]
    public async Task An_invalid_batch_is_rejected_and_nothing_is_written(string body)
    {
        (await _api.BatchAsync(body)).IsError(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Empty(_api.Emulator.Contacts);
    }

    [Fact]
    public async Task A_batch_of_1000_contacts_is_accepted_and_one_of_1001_is_not()
    {
        Assert.Equal(1000, (await _api.BatchAsync(Contacts(1000))).Results.GetArrayLength());
        (await _api.BatchAsync(Contacts(1001))).IsError(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal(1000, _api.Emulator.Contacts.Count);
    }

    [Theory]
    [InlineData("""{"updateOnly":true,"contacts":[{"email":"a@example.com"}]}""")]
    [InlineData("""{"contacts":[{"email":"a@example.com"}],"updateOnly":true}""")]
    public async Task UpdateOnly_applies_to_every_contact_at_any_position_in_the_body(string body)
    {
        ApiResponse response = await _api.BatchAsync(body);
        Assert.Equal("contact_not_found", response.Results[0].GetProperty("error").GetProperty("code").GetString());
        Assert.Empty(_api.Emulator.Contacts);
    }

    [Fact]
    public async Task SyncToCRM_and_preserveExistingFields_apply_to_every_contact()
    {
        await _api.UpsertAsync("""{"email":"a@example.com","fields":{"city":"Oslo"}}""");
        await _api.BatchAsync("""
            {"contacts":[{"email":"a@example.com","fields":{"city":"Rome"}},{"email":"b@example.com"}],"syncToCRM":true,"preserveExistingFields":true}
            """);
        Assert.All(_api.Emulator.Contacts, static contact => Assert.True(contact.SyncedToCrm));
        Assert.Equal("Oslo", _api.Emulator.Contacts.Find("a@example.com")!.Fields.Text("city"));
    }

    [Theory]
    [InlineData(BatchItemErrorShape.Nested, """{"success":false,"error":{"code":"contact_not_found","message":"*"}}""")]
    [InlineData(BatchItemErrorShape.Prefixed, """{"success":false,"errorCode":"contact_not_found","errorMessage":"*"}""")]
    [InlineData(BatchItemErrorShape.Flat, """{"success":false,"code":"contact_not_found","message":"*"}""")]
    [InlineData(BatchItemErrorShape.Text, """{"success":false,"error":"contact_not_found: *"}""")]
    public async Task A_failed_item_has_the_shape_of_the_setting(BatchItemErrorShape shape, string expected)
    {
        Api api = Api.Create(new() { BatchItemErrorShape = shape });
        ApiResponse response = await api.BatchAsync("""{"contacts":[{"email":"a@example.com"}],"updateOnly":true}""");
        Assert.Equal(
            expected.Replace("*", "No existing contact matches the provided identifier.", StringComparison.Ordinal), response.Results[0].GetRawText());
    }

    [Fact]
    public async Task A_failed_item_can_always_have_the_code_upsert_failed()
    {
        Api api = Api.Create(new() { BatchItemErrorCode = BatchItemErrorCode.UpsertFailed });
        ApiResponse response = await api.BatchAsync("""{"contacts":[{"email":"x"}]}""");
        Assert.Equal("upsert_failed", response.Results[0].GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task An_invalid_item_can_reject_its_whole_batch()
    {
        Api api = Api.Create(new() { InvalidBatchItem = InvalidBatchItemHandling.RejectBatch });
        ApiResponse response = await api.BatchAsync("""{"contacts":[{"email":"a@example.com"},{"email":"x"}]}""");
        response.IsError(HttpStatusCode.BadRequest, "invalid_email");
        Assert.Contains("contacts[1]", response.Text);
        Assert.Empty(api.Emulator.Contacts);
    }

    [Fact]
    public async Task The_size_of_a_batch_is_a_setting()
    {
        Api api = Api.Create(new() { MaximumBatchSize = 2 });
        (await api.BatchAsync(Contacts(3))).IsError(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal(HttpStatusCode.OK, (await api.BatchAsync(Contacts(2))).Status);
    }

    private static string Contacts(int count) =>
        JsonSerializer.Serialize(new { contacts = Enumerable.Range(0, count).Select(static number => new { email = $"{number}@example.com" }) });

    private static IEnumerable<bool> Successes(ApiResponse response) =>
        response.Results.EnumerateArray().Select(static result => result.GetProperty("success").GetBoolean());
}
