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
    private readonly Api _api = Api.Of();

    [Theory]
    [InlineData(Line.InProcess)]
    [InlineData(Line.Kestrel)]
    public async Task Results_come_in_the_order_of_the_contacts(Line line)
    {
        await using Api api = await Api.OverAsync(line);
        Guid known = (await api.UpsertAsync("""{"email":"b@example.com"}""")).Id;
        Answer answer = await api.BatchAsync("""{"contacts":[{"email":"a@example.com"},{"email":"b@example.com"},{"email":"c@example.com"}]}""");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal([true, false, true], answer.Results.EnumerateArray().Select(result => result.GetProperty("contactCreated").GetBoolean()));
        Assert.All(answer.Results.EnumerateArray(), static result => Assert.True(result.GetProperty("success").GetBoolean()));
        Assert.Equal(known, answer.Results[1].GetProperty("cnvContactId").GetGuid());
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
        Answer answer = await _api.BatchAsync($$"""{"contacts":[{"email":"a@example.com"},{{item}},{"email":"c@example.com"}]}""");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal([true, false, true], Successes(answer));
        Assert.Equal(code, answer.Results[1].GetProperty("error").GetProperty("code").GetString());
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
    public async Task A_body_that_is_no_batch_is_refused_and_nothing_is_written(string body)
    {
        (await _api.BatchAsync(body)).IsError(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Empty(_api.Emulator.Contacts);
    }

    [Fact]
    public async Task A_thousand_contacts_are_taken_and_one_more_is_not()
    {
        Assert.Equal(1000, (await _api.BatchAsync(Contacts(1000))).Results.GetArrayLength());
        (await _api.BatchAsync(Contacts(1001))).IsError(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal(1000, _api.Emulator.Contacts.Count);
    }

    [Theory]
    [InlineData("""{"updateOnly":true,"contacts":[{"email":"a@example.com"}]}""")]
    [InlineData("""{"contacts":[{"email":"a@example.com"}],"updateOnly":true}""")]
    public async Task UpdateOnly_holds_for_every_contact_wherever_it_stands(string body)
    {
        Answer answer = await _api.BatchAsync(body);
        Assert.Equal("contact_not_found", answer.Results[0].GetProperty("error").GetProperty("code").GetString());
        Assert.Empty(_api.Emulator.Contacts);
    }

    [Fact]
    public async Task SyncToCRM_and_preserveExistingFields_hold_for_every_contact()
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
        Api api = Api.Of(new() { BatchItemErrorShape = shape });
        Answer answer = await api.BatchAsync("""{"contacts":[{"email":"a@example.com"}],"updateOnly":true}""");
        Assert.Equal(
            expected.Replace("*", "No existing contact matches the provided identifier.", StringComparison.Ordinal), answer.Results[0].GetRawText());
    }

    [Fact]
    public async Task A_failed_item_can_carry_upsert_failed_whatever_is_wrong()
    {
        Api api = Api.Of(new() { BatchItemErrorCode = BatchItemErrorCode.UpsertFailed });
        Answer answer = await api.BatchAsync("""{"contacts":[{"email":"x"}]}""");
        Assert.Equal("upsert_failed", answer.Results[0].GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task An_invalid_item_can_refuse_its_whole_batch()
    {
        Api api = Api.Of(new() { InvalidBatchItem = InvalidBatchItemHandling.RejectBatch });
        Answer answer = await api.BatchAsync("""{"contacts":[{"email":"a@example.com"},{"email":"x"}]}""");
        answer.IsError(HttpStatusCode.BadRequest, "invalid_email");
        Assert.Contains("contacts[1]", answer.Text);
        Assert.Empty(api.Emulator.Contacts);
    }

    [Fact]
    public async Task The_size_of_a_batch_is_a_setting()
    {
        Api api = Api.Of(new() { MaximumBatchSize = 2 });
        (await api.BatchAsync(Contacts(3))).IsError(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal(HttpStatusCode.OK, (await api.BatchAsync(Contacts(2))).Status);
    }

    private static string Contacts(int count) =>
        JsonSerializer.Serialize(new { contacts = Enumerable.Range(0, count).Select(static number => new { email = $"{number}@example.com" }) });

    private static IEnumerable<bool> Successes(Answer answer) =>
        answer.Results.EnumerateArray().Select(static result => result.GetProperty("success").GetBoolean());
}
