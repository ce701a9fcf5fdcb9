using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text.Json;
using System.Threading.Tasks;
using Conversion.Emulator;
using Xunit;

namespace Conversion.Core.Tests.Emulator;

/// <summary>The exports: <c>POST /v2/exports/contacts</c>, <c>email-events</c> and <c>custom-events</c>.</summary>
public sealed class ExportTests
{
    private const string Contacts = "/v2/exports/contacts";
    private const string EmailEvents = "/v2/exports/email-events";
    private const string CustomEvents = "/v2/exports/custom-events";

    public static TheoryData<string> Paths => [Contacts, EmailEvents, CustomEvents];

    private static DateTimeOffset Day(int day) => new(2026, 11, day, 8, 0, 0, TimeSpan.Zero);

    private static Api WithContacts(int count, EmulatorSettings? settings = null)
    {
        Api api = Api.Create(settings);
        for (int number = 1; number <= count; number++)
        {
            api.Emulator.Contacts.Put(new Contact(Guid.NewGuid(), $"{number}@example.com"));
        }

        return api;
    }

    private static string Body(string path, string cursor = "") =>
        $$"""{"limit":4{{(path == EmailEvents ? ",\"eventType\":\"EMAIL_BOUNCE\"" : "")}}{{(cursor.Length > 0 ? $",\"cursor\":\"{cursor}\"" : "")}}}""";

    /// <summary>Reads pages as the contract says: until the cursor is null or does not move.</summary>
    private static async Task<List<JsonElement[]>> ReadAllAsync(Api api, string path, string list, string? first = null)
    {
        List<JsonElement[]> pages = [];
        string? cursor = null;
        while (true)
        {
            ApiResponse response = await api.SendAsync(api.Request(cursor is null && first is not null ? first : Body(path, cursor ?? ""), path));
            Assert.Equal(HttpStatusCode.OK, response.Status);
            JsonElement root = JsonDocument.Parse(response.Text).RootElement;
            pages.Add([.. root.GetProperty("data").GetProperty(list).EnumerateArray()]);
            string? next = root.GetProperty("pagination").GetProperty("nextCursor").GetString();
            if (next is null || next == cursor)
            {
                return pages;
            }

            cursor = next;
        }
    }

    [Theory]
    [InlineData(Transport.InProcess)]
    [InlineData(Transport.Kestrel)]
    public async Task A_contact_is_exported_with_its_ids_times_and_fields(Transport transport)
    {
        await using Api api = await Api.CreateAsync(transport, new() { UtcNow = static () => Day(1).AddTicks(1_234_567) });
        Guid id = (await api.UpsertAsync(
            """{"email":"a@example.com","subscriptionStatus":"SUBSCRIBED","syncToCRM":true,"fields":{"first_name":"Zoë","city":null}}""")).Id;
        ApiResponse response = await api.SendAsync(api.Request("{}", Contacts));
        JsonElement root = JsonDocument.Parse(response.Text).RootElement;
        JsonElement contact = root.GetProperty("data").GetProperty("contacts")[0];
        Assert.Equal(
            ["id", "email", "subscriptionStatus", "createdAt", "updatedAt", "sfdcLeadId", "sfdcContactId", "sfdcAccountId", "fields"],
            contact.EnumerateObject().Select(static property => property.Name));
        Assert.Equal((id, "a@example.com", "SUBSCRIBED"),
            (contact.GetProperty("id").GetGuid(), contact.GetProperty("email").GetString(), contact.GetProperty("subscriptionStatus").GetString()));
        Assert.Matches(@"^2026-11-01T08:00:00\.1234567\d{0,2}Z$", contact.GetProperty("createdAt").GetString());
        Assert.StartsWith("00Q", contact.GetProperty("sfdcLeadId").GetString(), StringComparison.Ordinal);
        Assert.Equal("""{"first_name":"Zoë"}""", contact.GetProperty("fields").GetRawText());
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (root.GetProperty("pagination").GetProperty("nextCursor").ValueKind, root.GetProperty("error").ValueKind));
    }

    [Theory]
    [InlineData(ExportPages.Full, "4,4,2")]
    [InlineData(ExportPages.Short, "4,3,3")]
    [InlineData(ExportPages.Empty, "4,0,4,0,2")]
    public async Task Pages_have_the_size_that_the_setting_says_and_no_contact_is_missing(ExportPages setting, string sizes)
    {
        Api api = WithContacts(10, new() { ExportPages = setting });
        List<JsonElement[]> pages = await ReadAllAsync(api, Contacts, "contacts");
        Assert.Equal(sizes, string.Join(',', pages.Select(static page => page.Length)));
        Assert.Equal(
            Enumerable.Range(1, 10).Select(static number => $"{number}@example.com"),
            pages.SelectMany(static page => page).Select(static contact => contact.GetProperty("email").GetString()));
    }

    [Fact]
    public async Task The_last_cursor_can_stay_where_it_is_and_goes_on_with_later_contacts()
    {
        Api api = WithContacts(5, new() { LastCursor = LastCursor.Unmoved, ExportPages = ExportPages.Full });
        List<JsonElement[]> pages = await ReadAllAsync(api, Contacts, "contacts");
        Assert.Equal([4, 1, 0], pages.Select(static page => page.Length));
        string cursor = JsonDocument.Parse(api.Emulator.Requests.Snapshot()[^1].Body).RootElement.GetProperty("cursor").GetString()!;
        api.Emulator.Contacts.Put(new Contact(Guid.NewGuid(), "late@example.com"));
        ApiResponse response = await api.SendAsync(api.Request(Body(Contacts, cursor), Contacts));
        Assert.Contains("late@example.com", response.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("5@example.com", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limit_is_capped()
    {
        Api api = WithContacts(5, new() { MaximumPageSize = 2 });
        ApiResponse response = await api.SendAsync(api.Request("""{"limit":1000}""", Contacts));
        Assert.Equal(2, response.Data.GetProperty("contacts").GetArrayLength());
    }

    [Fact]
    public async Task An_update_changes_updatedAt_and_keeps_createdAt()
    {
        int day = 1;
        Api api = Api.Create(new() { UtcNow = () => Day(day) });
        await api.UpsertAsync("""{"email":"a@example.com"}""");
        day = 2;
        await api.UpsertAsync("""{"email":"a@example.com","fields":{"city":"Oslo"}}""");
        Contact contact = Assert.Single(api.Emulator.Contacts);
        Assert.Equal((Day(1), Day(2)), (contact.CreatedAt, contact.UpdatedAt));
    }

    [Fact]
    public async Task An_opt_out_becomes_an_email_event_once()
    {
        Api api = Api.Create();
        await api.UpsertAsync("""{"email":"a@example.com"}""");
        await api.UpsertAsync("""{"email":"a@example.com","subscriptionStatus":"UNSUBSCRIBED"}""");
        await api.UpsertAsync("""{"email":"a@example.com","subscriptionStatus":"UNSUBSCRIBED"}""");
        ApiResponse response = await api.SendAsync(api.Request("""{"limit":10,"eventType":"EMAIL_UNSUBSCRIBE_ALL"}""", EmailEvents));
        JsonElement one = Assert.Single(response.Data.GetProperty("events").EnumerateArray());
        Assert.Equal(("EMAIL_UNSUBSCRIBE_ALL", "a@example.com"), (one.GetProperty("eventType").GetString(), one.GetProperty("email").GetString()));
    }

    [Theory]
    [InlineData("UNSUBSCRIBED", EmailEventTypes.UnsubscribeAll)]
    [InlineData("BOUNCED", EmailEventTypes.Bounce)]
    [InlineData("COMPLAINED", EmailEventTypes.Complaint)]
    public void A_status_that_is_put_into_the_account_adds_the_event_that_leads_to_it(string status, string type)
    {
        using var store = new ContactStore();
        store.Put(new Contact(Guid.NewGuid(), "a@example.com", status));
        Assert.Equal(type, Assert.Single(store.EmailEvents()).EventType);
    }

    [Fact]
    public async Task A_type_has_its_events_only()
    {
        Api api = WithContacts(1);
        foreach (string type in (string[])["EMAIL_BOUNCE", "EMAIL_OPEN", "EMAIL_BOUNCE"])
        {
            api.Emulator.Contacts.Add(new EmailEvent(Guid.NewGuid(), type, Guid.NewGuid(), "1@example.com", Day(1)));
        }

        List<JsonElement[]> pages = await ReadAllAsync(api, EmailEvents, "events");
        Assert.Equal(["EMAIL_BOUNCE", "EMAIL_BOUNCE"], pages.SelectMany(static page => page).Select(static one => one.GetProperty("eventType").GetString()));
    }

    [Fact]
    public async Task Custom_events_begin_at_the_start_of_the_first_page()
    {
        Api api = WithContacts(1);
        for (int day = 1; day <= 9; day++)
        {
            api.Emulator.Contacts.Put(new CustomEvent(Guid.NewGuid(), $"event {day}", Guid.NewGuid(), "1@example.com", Day(day)));
        }

        List<JsonElement[]> pages = await ReadAllAsync(
            api, CustomEvents, "events", """{"limit":4,"occurredAt":{"start":"2026-11-03T08:00:00Z"}}""");
        Assert.Equal(
            Enumerable.Range(3, 7).Select(static day => $"event {day}"),
            pages.SelectMany(static page => page).Select(static one => one.GetProperty("event").GetString()));
    }

    [Fact]
    public async Task A_start_beside_a_cursor_is_refused()
    {
        Api api = WithContacts(1);
        for (int day = 1; day <= 5; day++)
        {
            api.Emulator.Contacts.Put(new CustomEvent(Guid.NewGuid(), "e", Guid.NewGuid(), "1@example.com", Day(day)));
        }

        ApiResponse first = await api.SendAsync(api.Request("""{"limit":1}""", CustomEvents));
        string cursor = JsonDocument.Parse(first.Text).RootElement.GetProperty("pagination").GetProperty("nextCursor").GetString()!;
        ApiResponse second = await api.SendAsync(api.Request(
            $$$"""{"limit":1,"cursor":"{{{cursor}}}","occurredAt":{"start":"2026-11-03T08:00:00Z"}}""", CustomEvents));
        second.IsError(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Theory]
    [InlineData(ExportedEventShape.Flat, "id,eventType,cnvContactId,email,occurredAt")]
    [InlineData(ExportedEventShape.Nested, "id,type,contact,timestamp")]
    public async Task The_shape_of_an_event_is_a_setting(ExportedEventShape shape, string properties)
    {
        Api api = WithContacts(1, new() { ExportedEventShape = shape });
        api.Emulator.Contacts.Add(new EmailEvent(Guid.NewGuid(), "EMAIL_BOUNCE", Guid.NewGuid(), "1@example.com", Day(1)));
        List<JsonElement[]> pages = await ReadAllAsync(api, EmailEvents, "events");
        Assert.Equal(properties, string.Join(',', pages[0][0].EnumerateObject().Select(static property => property.Name)));
    }

    [Theory]
    [InlineData(Contacts, """{"limit":0}""")]
    [InlineData(Contacts, """{"limit":"5"}""")]
    [InlineData(Contacts, """{"limit":1.5}""")]
    [InlineData(Contacts, """{"limit":5,"limit":5}""")]
    [InlineData(Contacts, """{"offset":5}""")]
    [InlineData(Contacts, """{"cursor":""}""")]
    [InlineData(Contacts, """{"cursor":5}""")]
    [InlineData(Contacts, "[]")]
    [InlineData(Contacts, "")]
    [InlineData(EmailEvents, """{"limit":5}""")]
    [InlineData(EmailEvents, """{"eventType":"EMAIL_NONSENSE"}""")]
    [InlineData(EmailEvents, """{"eventType":"UNSUBSCRIBE_ALL"}""")]
    [InlineData(EmailEvents, """{"eventType":"EMAIL_OPEN","occurredAt":{}}""")]
    [InlineData(CustomEvents, """{"occurredAt":"2026-11-01"}""")]
    [InlineData(CustomEvents, """{"occurredAt":{"start":"yesterday"}}""")]
    [InlineData(CustomEvents, """{"occurredAt":{"end":"2026-11-01T00:00:00Z"}}""")]
    public async Task What_is_not_documented_is_refused(string path, string body)
    {
        Api api = WithContacts(1);
        (await api.SendAsync(api.Request(body, path))).IsError(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_cursor_of_another_export_is_refused(string path)
    {
        Api api = WithContacts(9);
        ApiResponse first = await api.SendAsync(api.Request("""{"limit":1}""", Contacts));
        string cursor = JsonDocument.Parse(first.Text).RootElement.GetProperty("pagination").GetProperty("nextCursor").GetString()!;
        ApiResponse response = await api.SendAsync(api.Request(Body(path, path == Contacts ? "nonsense" : cursor), path));
        response.IsError(HttpStatusCode.BadRequest, "invalid_cursor");
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task An_account_may_have_no_exports(string path)
    {
        Api forbidden = WithContacts(1, new() { Exports = ExportAccess.Forbidden });
        (await forbidden.SendAsync(forbidden.Request(Body(path), path))).IsError(HttpStatusCode.Forbidden, "forbidden");
        Api notFound = WithContacts(1, new() { Exports = ExportAccess.NotFound });
        (await notFound.SendAsync(notFound.Request(Body(path), path))).IsError(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Keys_rates_and_faults_apply_to_exports(string path)
    {
        Api api = WithContacts(1, new() { RequestsPerSecond = 0.001 });
        (await api.SendAsync(api.Request(Body(path), path, key: "nonsense"))).IsError(HttpStatusCode.Unauthorized, "unauthorized");
        api.Emulator.Faults.Enqueue(Fault.Status(503));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await api.SendAsync(api.Request(Body(path), path))).Status);
        Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(api.Request(Body(path), path))).Status);
        (await api.SendAsync(api.Request(Body(path), path))).IsError(HttpStatusCode.TooManyRequests, "rate_limited");
    }
}
