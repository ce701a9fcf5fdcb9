using System;
using System.Net;
using System.Threading.Tasks;
using Conversion.Emulator;
using Xunit;

namespace Conversion.Core.Tests.Emulator;

/// <summary>The settings for undocumented behavior.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("null", BlankFieldHandling.Clear, null)]
    [InlineData("null", BlankFieldHandling.Store, "")]
    [InlineData("null", BlankFieldHandling.Ignore, "Oslo")]
    [InlineData("\"\"", BlankFieldHandling.Clear, null)]
    [InlineData("\"\"", BlankFieldHandling.Store, "")]
    [InlineData("\"\"", BlankFieldHandling.Ignore, "Oslo")]
    public async Task A_blank_value_does_what_its_setting_says(string blank, BlankFieldHandling handling, string? expected)
    {
        Api api = Api.Create(new() { NullFieldValue = handling, EmptyFieldValue = handling });
        await api.UpsertAsync("""{"email":"a@example.com","fields":{"city":"Oslo"}}""");
        await api.UpsertAsync($$$"""{"email":"a@example.com","fields":{"city":{{{blank}}}}}""");
        FieldMap fields = Assert.Single(api.Emulator.Contacts).Fields;
        Assert.Equal(expected, fields.Text("city"));
        Assert.Equal(expected is not null, fields.ContainsKey("city"));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    public async Task A_blank_value_can_be_rejected(string blank)
    {
        Api api = Api.Create(new() { NullFieldValue = BlankFieldHandling.Reject, EmptyFieldValue = BlankFieldHandling.Reject });
        ApiResponse response = await api.UpsertAsync($$$"""{"email":"a@example.com","fields":{"city":{{{blank}}}}}""");
        response.IsError(HttpStatusCode.BadRequest, "invalid_field");
    }

    [Fact]
    public async Task By_default_null_clears_and_an_empty_string_is_stored()
    {
        Api api = Api.Create();
        await api.UpsertAsync("""{"email":"a@example.com","fields":{"city":"Oslo","country":"Norway"}}""");
        await api.UpsertAsync("""{"email":"a@example.com","fields":{"city":null,"country":""}}""");
        Assert.Equal(["country"], Assert.Single(api.Emulator.Contacts).Fields.Keys);
    }

    [Fact]
    public async Task An_ignored_blank_still_counts_as_a_duplicate()
    {
        Api api = Api.Create(new() { NullFieldValue = BlankFieldHandling.Ignore });
        ApiResponse response = await api.UpsertAsync("""{"email":"a@example.com","fields":{"city":null,"city":"Oslo"}}""");
        response.IsError(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task The_account_can_have_fields_of_its_own()
    {
        Api api = Api.Create(new() { ContactFields = ["lead_score", "größe"], CompanyFields = ["arr"] });
        ApiResponse response = await api.UpsertAsync(
            """{"email":"a@example.com","fields":{"lead_score":7,"gr\u00f6\u00dfe":"XL","city":"Oslo"},"companyFields":{"arr":1e6}}""");
        Assert.Equal(HttpStatusCode.OK, response.Status);
        Contact contact = Assert.Single(api.Emulator.Contacts);
        Assert.Equal(("7", "XL", "1e6"), (contact.Fields.Text("lead_score"), contact.Fields.Text("größe"), contact.CompanyFields.Text("arr")));
    }

    [Fact]
    public async Task A_read_only_field_is_invalid()
    {
        Api api = Api.Create(new() { ReadOnlyContactFields = ["created_at"] });
        ApiResponse response = await api.UpsertAsync("""{"email":"a@example.com","fields":{"created_at":"x"}}""");
        response.IsError(HttpStatusCode.BadRequest, "invalid_field");
        Assert.Contains("read-only", response.Text);
    }

    [Fact]
    public async Task Unknown_fields_can_be_accepted()
    {
        Api api = Api.Create(new() { AcceptUnknownFields = true });
        await api.UpsertAsync("""{"email":"a@example.com","fields":{"anything":1}}""");
        Assert.Equal("1", Assert.Single(api.Emulator.Contacts).Fields.Text("anything"));
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{\"a\":1}")]
    public async Task Arrays_and_objects_can_be_rejected(string value)
    {
        Api api = Api.Create(new() { AcceptStructuredFieldValues = false });
        ApiResponse response = await api.UpsertAsync($$$"""{"email":"a@example.com","fields":{"city":{{{value}}}}}""");
        response.IsError(HttpStatusCode.BadRequest, "invalid_field");
    }

    [Fact]
    public async Task A_duplicate_address_is_rejected_and_nothing_changes()
    {
        Api api = Api.Create();
        Guid id = (await api.UpsertAsync("""{"email":"a@example.com"}""")).Id;
        await api.UpsertAsync("""{"email":"b@example.com"}""");
        ApiResponse response = await api.UpsertAsync($$$"""{"cnvContactId":"{{{id}}}","email":"B@example.com","fields":{"city":"Oslo"}}""");
        response.IsError(HttpStatusCode.BadRequest, "email_taken");
        Assert.Equal("a@example.com", api.Emulator.Contacts.Find(id)!.Email);
        Assert.Empty(api.Emulator.Contacts.Find(id)!.Fields);
    }

    [Fact]
    public async Task A_contact_can_keep_its_address_if_the_new_one_is_a_duplicate()
    {
        Api api = Api.Create(new() { DuplicateEmail = DuplicateEmailHandling.KeepEmail });
        Guid id = (await api.UpsertAsync("""{"email":"a@example.com"}""")).Id;
        await api.UpsertAsync("""{"email":"b@example.com"}""");
        ApiResponse response = await api.UpsertAsync($$$"""{"cnvContactId":"{{{id}}}","email":"b@example.com","fields":{"city":"Oslo"}}""");
        Assert.Equal(id, response.Id);
        Contact contact = api.Emulator.Contacts.Find(id)!;
        Assert.Equal(("a@example.com", "Oslo"), (contact.Email, contact.Fields.Text("city")));
    }

    [Fact]
    public async Task An_unknown_id_is_not_found_even_with_an_address()
    {
        Api api = Api.Create();
        await api.UpsertAsync("""{"email":"a@example.com"}""");
        ApiResponse response = await api.UpsertAsync($$"""{"cnvContactId":"{{Guid.NewGuid()}}","email":"a@example.com"}""");
        response.IsError(HttpStatusCode.NotFound, "contact_not_found");
    }

    [Fact]
    public async Task An_unknown_id_can_fall_back_to_the_address()
    {
        Guid fresh = Guid.NewGuid();
        Api api = Api.Create(new() { UnknownContactId = UnknownContactIdHandling.FallBackToEmail, NewId = () => fresh });
        string body = $$"""{"cnvContactId":"{{Guid.NewGuid()}}","email":"a@example.com"}""";
        ApiResponse created = await api.UpsertAsync(body);
        ApiResponse found = await api.UpsertAsync(body);
        Assert.Equal((fresh, true, fresh, false), (created.Id, created.Created, found.Id, found.Created));
        ApiResponse response = await api.UpsertAsync($$"""{"cnvContactId":"{{Guid.NewGuid()}}"}""");
        response.IsError(HttpStatusCode.NotFound, "contact_not_found");
    }

    [Fact]
    public async Task An_unknown_id_never_falls_back_under_updateOnly()
    {
        Api api = Api.Create(new() { UnknownContactId = UnknownContactIdHandling.FallBackToEmail });
        await api.UpsertAsync("""{"email":"a@example.com"}""");
        ApiResponse response = await api.UpsertAsync($$"""{"cnvContactId":"{{Guid.NewGuid()}}","email":"a@example.com","updateOnly":true}""");
        response.IsError(HttpStatusCode.NotFound, "contact_not_found");
    }

    [Fact]
    public async Task The_base_path_is_a_setting()
    {
        Api api = Api.Create(new() { BasePath = "/eu/api/" });
        ApiResponse response = await api.SendAsync(Api.Request(new("https://eu.example.com/eu/api"), """{"email":"a@example.com"}"""));
        Assert.Equal(HttpStatusCode.OK, response.Status);
    }
}
