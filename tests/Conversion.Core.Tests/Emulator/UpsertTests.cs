using System;
using System.Net;
using System.Threading.Tasks;
using Conversion.Emulator;
using Xunit;

namespace Conversion.Core.Tests.Emulator;

public sealed class UpsertTests
{
    private readonly Api _api = Api.Create();

    [Theory]
    [InlineData(Transport.InProcess)]
    [InlineData(Transport.Kestrel)]
    public async Task The_documented_request_gets_the_documented_response(Transport transport)
    {
        await using Api api = await Api.CreateAsync(transport);
        ApiResponse response = await api.UpsertAsync("""
            {
              "email": "jane@example.com",
              "subscriptionStatus": "SUBSCRIBED",
              "fields": { "first_name": "Jane", "last_name": "Smith", "job_title": "VP of Marketing" },
              "companyFields": { "company_name": "Acme Corp" }
            }
            """);
        Assert.Equal(HttpStatusCode.OK, response.Status);
        Assert.Equal("application/json", response.MediaType);
        Assert.Equal($$$"""{"data":{"cnvContactId":"{{{response.Id}}}","contactCreated":true}}""", response.Text);
        Contact jane = api.Emulator.Contacts.Find(response.Id)!;
        Assert.Equal("jane@example.com", jane.Email);
        Assert.Equal("SUBSCRIBED", jane.SubscriptionStatus);
        Assert.Equal(["first_name", "last_name", "job_title"], jane.Fields.Keys);
        Assert.Equal("VP of Marketing", jane.Fields.Text("job_title"));
        Assert.Equal("Acme Corp", jane.CompanyFields.Text("company_name"));
        Assert.False(jane.SyncedToCrm);
    }

    [Fact]
    public async Task A_second_upsert_finds_the_contact_by_its_address_in_any_case()
    {
        ApiResponse first = await _api.UpsertAsync("""{"email":"jane@example.com"}""");
        ApiResponse second = await _api.UpsertAsync("""{"email":"JANE@Example.com","fields":{"city":"Oslo"}}""");
        Assert.Equal((first.Id, false), (second.Id, second.Created));
        Contact jane = Assert.Single(_api.Emulator.Contacts);
        Assert.Equal("jane@example.com", jane.Email);
        Assert.Equal("Oslo", jane.Fields.Text("city"));
    }

    [Fact]
    public async Task The_id_identifies_and_the_email_changes_the_address()
    {
        Guid id = (await _api.UpsertAsync("""{"email":"old@example.com"}""")).Id;
        ApiResponse response = await _api.UpsertAsync($$"""{"cnvContactId":"{{id}}","email":"new@example.com"}""");
        Assert.Equal((id, false), (response.Id, response.Created));
        Assert.Null(_api.Emulator.Contacts.Find("old@example.com"));
        Assert.Equal(id, _api.Emulator.Contacts.Find("new@example.com")!.Id);
    }

    [Fact]
    public async Task The_case_of_an_address_can_be_changed_by_id()
    {
        Guid id = (await _api.UpsertAsync("""{"email":"jane@example.com"}""")).Id;
        await _api.UpsertAsync($$"""{"cnvContactId":"{{id}}","email":"Jane@example.com"}""");
        Assert.Equal("Jane@example.com", _api.Emulator.Contacts.Find(id)!.Email);
    }

    [Fact]
    public async Task The_id_alone_is_enough_and_its_case_does_not_matter()
    {
        Guid id = (await _api.UpsertAsync("""{"email":"jane@example.com"}""")).Id;
        ApiResponse response = await _api.UpsertAsync($$$"""{"cnvContactId":"{{{id.ToString().ToUpperInvariant()}}}","fields":{"city":"Oslo"}}""");
        Assert.Equal(id, response.Id);
        Assert.Equal("Oslo", _api.Emulator.Contacts.Find(id)!.Fields.Text("city"));
    }

    [Fact]
    public async Task A_new_contact_without_status_has_none_and_an_update_without_status_keeps_it()
    {
        Guid id = (await _api.UpsertAsync("""{"email":"a@example.com"}""")).Id;
        Assert.Equal("NO_STATUS", _api.Emulator.Contacts.Find(id)!.SubscriptionStatus);
        await _api.UpsertAsync("""{"email":"a@example.com","subscriptionStatus":"UNSUBSCRIBED"}""");
        await _api.UpsertAsync("""{"email":"a@example.com","fields":{"city":"Oslo"}}""");
        Assert.Equal("UNSUBSCRIBED", _api.Emulator.Contacts.Find(id)!.SubscriptionStatus);
    }

    [Fact]
    public async Task UpdateOnly_rejects_an_unknown_contact_and_updates_an_existing_one()
    {
        const string Body = """{"email":"a@example.com","updateOnly":true,"fields":{"city":"Oslo"}}""";
        (await _api.UpsertAsync(Body)).IsError(HttpStatusCode.NotFound, "contact_not_found");
        Assert.Empty(_api.Emulator.Contacts);
        await _api.UpsertAsync("""{"email":"a@example.com"}""");
        Assert.Equal(HttpStatusCode.OK, (await _api.UpsertAsync(Body)).Status);
        Assert.Equal("Oslo", _api.Emulator.Contacts.Find("a@example.com")!.Fields.Text("city"));
    }

    [Fact]
    public async Task An_unknown_id_with_updateOnly_is_not_found_and_writes_nothing()
    {
        ApiResponse response = await _api.UpsertAsync($$"""{"cnvContactId":"{{Guid.NewGuid()}}","updateOnly":true}""");
        response.IsError(HttpStatusCode.NotFound, "contact_not_found");
        Assert.Empty(_api.Emulator.Contacts);
    }

    [Fact]
    public async Task SyncToCRM_is_permanent()
    {
        await _api.UpsertAsync("""{"email":"a@example.com","syncToCRM":true}""");
        await _api.UpsertAsync("""{"email":"a@example.com","syncToCRM":false}""");
        Assert.True(Assert.Single(_api.Emulator.Contacts).SyncedToCrm);
    }

    [Fact]
    public async Task Values_of_every_type_are_stored_unchanged()
    {
        await using Api api = Api.Create(new() { ContactFields = ["score", "vip", "tags"] });
        await api.UpsertAsync("""
            {"email":"a@example.com","fields":{"score":1.50,"vip":false,"tags":[ "a", {"b": 1} ],"city":"Troms\u00f8 \"N\"","country":"Ñandú 🦤"}}
            """);
        FieldMap fields = Assert.Single(api.Emulator.Contacts).Fields;
        Assert.Equal("1.50", fields["score"].GetRawText());
        Assert.False(fields["vip"].GetBoolean());
        Assert.Equal("""["a",{"b":1}]""", fields["tags"].GetRawText());
        Assert.Equal("Tromsø \"N\"", fields.Text("city"));
        Assert.Equal("Ñandú 🦤", fields.Text("country"));
    }

    [Fact]
    public async Task Upserts_of_one_address_from_many_threads_create_one_contact()
    {
        await Parallel.ForAsync(0, 200, async (number, _) =>
            await _api.UpsertAsync($$$"""{"email":"{{{(number % 2 == 0 ? "A" : "a")}}}@example.com","fields":{"city":"{{{number}}}"}}"""));
        Assert.Single(_api.Emulator.Contacts);
        Assert.Equal(200, _api.Emulator.Requests.Count);
    }
}
