using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text.Json;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Emulator;

/// <summary><c>POST /v2/events</c> and <c>POST /v2/events/batch</c>.</summary>
public sealed class EventTests
{
    private const string Events = "/v2/events";
    private const string Batch = "/v2/events/batch";

    private static readonly Guid s_ada = new("11111111-1111-1111-1111-111111111111");

    private static Api WithAda(EmulatorSettings? settings = null, string? userId = null)
    {
        Api api = Api.Create(settings);
        api.Emulator.Contacts.Put(new Contact(s_ada, "ada@example.com") { UserId = userId });
        return api;
    }

    private static Task<ApiResponse> TrackAsync(Api api, string json, string path = Events) => api.SendAsync(api.Request(json, path));

    [Theory]
    [InlineData(Transport.InProcess)]
    [InlineData(Transport.Kestrel)]
    public async Task The_documented_request_gets_the_documented_response(Transport transport)
    {
        await using Api api = await Api.CreateAsync(transport);
        api.Emulator.Contacts.Put(new Contact(s_ada, "ada@example.com"));
        ApiResponse response = await TrackAsync(
            api, """{"event":"signed_up","email":"ADA@example.com","eventId":"e1","data":{"Plan":"pro","seats":5},"timestamp":"2026-11-01T08:00:00Z"}""");
        CustomEvent stored = Assert.Single(api.Emulator.Contacts.CustomEvents());
        Assert.Equal($$$"""{"data":{"cnvEventId":"{{{stored.Id}}}","cnvContactId":"{{{s_ada}}}"}}""", response.Text);
        Assert.Equal(("signed_up", "e1", "ada@example.com"), (stored.Event, stored.EventId, stored.Email));
        Assert.Equal(["plan", "seats"], stored.Data.Keys);
        Assert.Equal(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero), stored.OccurredAt);
    }

    /// <summary>What the check before sending and the API accept is the same.</summary>
    [Theory]
    [InlineData("2026-11-28")]
    [InlineData("2026-11-28T10:00")]
    [InlineData("2026-11-28T10:00:00")]
    [InlineData("2026-11-28T10:00:00.123456789+05:30")]
    [InlineData("2026-11-28T10:00:00Z")]
    [InlineData("2026-11-28T10:00Z")]
    [InlineData("2026-11-28 10:00")]
    [InlineData("2026-11-28 10:00:00Z")]
    [InlineData("2026-11-28T10")]
    [InlineData("20261128T100000Z")]
    [InlineData("2026-11-28T10:00:00z")]
    [InlineData("2026-11-28T10:00:00 Z")]
    [InlineData("2026-11-28T24:00:00Z")]
    [InlineData("2026-11-28T10:00:00+1")]
    [InlineData("2026-11-28T10:00:00+0100")]
    [InlineData("2026-11-28T10:00:00,5Z")]
    [InlineData("0000-11-28T10:00:00Z")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("2026-11-28T10:00:00.Z")]
    [InlineData("28/11/2026")]
    public async Task A_timestamp_is_accepted_before_it_is_sent_where_the_API_accepts_it(string timestamp)
    {
        Api api = WithAda();
        ApiResponse response = await TrackAsync(api, JsonSerializer.Serialize(new { @event = "a", email = "ada@example.com", timestamp }));
        using EventSerializer serializer = new();
        List<ValidationError> errors = [];
        serializer.Serialize(new EventDraft { Event = "a", Email = "ada@example.com", Timestamp = timestamp }, errors);
        Assert.Equal(response.Status == HttpStatusCode.OK, errors.Count == 0);
    }

    [Fact]
    public async Task A_repeated_event_id_updates_its_event_in_place()
    {
        Api api = WithAda();
        ApiResponse first = await TrackAsync(api, """{"event":"a","email":"ada@example.com","eventId":"e1","data":{"x":1}}""");
        ApiResponse second = await TrackAsync(api, """{"event":"b","email":"ada@example.com","eventId":"e1"}""");
        Assert.Equal(first.Text, second.Text);
        CustomEvent stored = Assert.Single(api.Emulator.Contacts.CustomEvents());
        Assert.Equal("b", stored.Event);
        Assert.Empty(stored.Data);
    }

    [Fact]
    public async Task Events_without_an_id_are_all_stored()
    {
        Api api = WithAda();
        await TrackAsync(api, """{"event":"a","email":"ada@example.com"}""");
        await TrackAsync(api, """{"event":"a","email":"ada@example.com"}""");
        Assert.Equal(2, api.Emulator.Contacts.CustomEvents().Count);
    }

    [Fact]
    public async Task An_event_never_creates_a_contact()
    {
        Api api = WithAda();
        (await TrackAsync(api, """{"event":"a","email":"nobody@example.com"}""")).IsError(HttpStatusCode.NotFound, "contact_not_found");
        (await TrackAsync(api, """{"event":"a","userId":"u9"}""")).IsError(HttpStatusCode.NotFound, "contact_not_found");
        Assert.Single(api.Emulator.Contacts);
    }

    [Fact]
    public async Task The_user_id_is_matched_first()
    {
        Api api = WithAda(userId: "u1");
        api.Emulator.Contacts.Put(new Contact(Guid.NewGuid(), "other@example.com"));
        ApiResponse response = await TrackAsync(api, """{"event":"a","userId":"u1","email":"other@example.com"}""");
        Assert.Equal(s_ada, response.Id);
    }

    [Fact]
    public async Task An_address_whose_contact_has_another_user_id_conflicts()
    {
        Api api = WithAda(userId: "u1");
        (await TrackAsync(api, """{"event":"a","userId":"u2","email":"ada@example.com"}""")).IsError(HttpStatusCode.BadRequest, "conflicting_identifier");
        Assert.Empty(api.Emulator.Contacts.CustomEvents());
    }

    [Theory]
    [InlineData(true, "u1")]
    [InlineData(false, null)]
    public async Task Whether_a_contact_gets_the_user_id_is_a_setting(bool assign, string? expected)
    {
        Api api = WithAda(new() { AssignUserId = assign });
        Assert.Equal(HttpStatusCode.OK, (await TrackAsync(api, """{"event":"a","userId":"u1","email":"ada@example.com"}""")).Status);
        Assert.Equal(expected, api.Emulator.Contacts.Find(s_ada)!.UserId);
    }

    [Fact]
    public async Task The_timestamp_defaults_to_now()
    {
        DateTimeOffset now = new(2026, 11, 28, 9, 0, 0, TimeSpan.Zero);
        Api api = WithAda(new() { UtcNow = () => now });
        await TrackAsync(api, """{"event":"a","email":"ada@example.com"}""");
        Assert.Equal(now, Assert.Single(api.Emulator.Contacts.CustomEvents()).OccurredAt);
    }

    [Theory]
    [InlineData("""{"event":"a"}""", "missing_identifier")]
    [InlineData("""{"event":"a","email":"nonsense"}""", "invalid_email")]
    [InlineData("""{"email":"ada@example.com"}""", "invalid_request")]
    [InlineData("""{"event":" ","email":"ada@example.com"}""", "invalid_request")]
    [InlineData("""{"event":"a","email":"ada@example.com","timestamp":"yesterday"}""", "invalid_request")]
    [InlineData("""{"event":"a","email":"ada@example.com","data":[]}""", "invalid_request")]
    [InlineData("""{"event":"a","email":"ada@example.com","fields":{}}""", "invalid_request")]
    [InlineData("""{"event":"a","event":"b","email":"ada@example.com"}""", "invalid_request")]
    [InlineData("nonsense", "invalid_request")]
    public async Task What_is_not_documented_is_refused(string body, string code) =>
        (await TrackAsync(WithAda(), body)).IsError(HttpStatusCode.BadRequest, code);

    [Fact]
    public async Task The_items_of_a_batch_are_independent()
    {
        Api api = WithAda();
        ApiResponse response = await TrackAsync(
            api, """{"events":[{"event":"a","email":"ada@example.com"},{"event":"b"},{"event":"c","email":"ada@example.com"}]}""", Batch);
        Assert.Equal((3, 2, 1), (Number(response, "processed"), Number(response, "tracked"), Number(response, "failed")));
        Assert.Equal([true, false, true], response.Results.EnumerateArray().Select(static item => item.GetProperty("success").GetBoolean()));
        Assert.Equal("missing_identifier", response.Results[1].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(["a", "c"], api.Emulator.Contacts.CustomEvents().Select(static one => one.Event));
    }

    [Theory]
    [InlineData(EventErrorPlacement.ErrorsList, 1)]
    [InlineData(EventErrorPlacement.Both, 2)]
    public async Task The_errors_of_a_batch_can_be_a_list(EventErrorPlacement placement, int results)
    {
        Api api = WithAda(new() { EventErrorPlacement = placement });
        ApiResponse response = await TrackAsync(api, """{"events":[{"event":"a","email":"ada@example.com"},{"event":"b"}]}""", Batch);
        Assert.Equal(results, response.Results.GetArrayLength());
        JsonElement error = Assert.Single(response.Data.GetProperty("errors").EnumerateArray());
        Assert.Equal((1, "missing_identifier"), (error.GetProperty("index").GetInt32(), error.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(201)]
    public async Task A_batch_holds_1_to_200_events(int count)
    {
        string events = string.Join(',', Enumerable.Repeat("""{"event":"a","email":"ada@example.com"}""", count));
        (await TrackAsync(WithAda(), $$"""{"events":[{{events}}]}""", Batch)).IsError(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task An_invalid_item_can_reject_the_batch()
    {
        Api api = WithAda(new() { InvalidBatchItem = InvalidBatchItemHandling.RejectBatch });
        ApiResponse response = await TrackAsync(api, """{"events":[{"event":"a","email":"ada@example.com"},{"event":"b"}]}""", Batch);
        response.IsError(HttpStatusCode.BadRequest, "missing_identifier");
        Assert.Empty(api.Emulator.Contacts.CustomEvents());
    }

    [Fact]
    public async Task Faults_apply_to_events()
    {
        Api api = WithAda();
        const string Two = """{"events":[{"event":"a","email":"ada@example.com"},{"event":"b","email":"ada@example.com"}]}""";
        api.Emulator.Faults.Enqueue(Fault.FailedItems(1), Fault.WrongResultCount(1), Fault.Status(500));
        Assert.Equal("tracking_failed", (await TrackAsync(api, Two, Batch)).Results[1].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(3, (await TrackAsync(api, Two, Batch)).Results.GetArrayLength());
        (await TrackAsync(api, """{"event":"a","email":"ada@example.com"}""")).IsError(HttpStatusCode.InternalServerError, "internal_error");
        Assert.Equal(3, api.Emulator.Contacts.CustomEvents().Count);
    }

    [Fact]
    public async Task Events_times_and_user_ids_persist_after_reopening()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Path("account.json");
        string before;
        using (ContactStore store = ContactStore.Open(path))
        {
            Api api = Api.Create(contacts: store);
            await api.UpsertAsync("""{"email":"ada@example.com","subscriptionStatus":"UNSUBSCRIBED","syncToCRM":true}""");
            await TrackAsync(api, """{"event":"a","userId":"u1","email":"ada@example.com","eventId":"e1","data":{"x":[1]}}""");
            await TrackAsync(api, """{"event":"b","userId":"u1","eventId":"e1","data":{"x":[2]}}""");
            before = Describe(store);
        }

        for (int i = 0; i < 2; i++)
        {
            using ContactStore again = ContactStore.Open(path);
            Assert.Equal(before, Describe(again));
        }

        Assert.Equal(4, File.ReadAllText(path).TrimEnd('\n').Split('\n').Length);
    }

    private static string Describe(ContactStore store) => JsonSerializer.Serialize(new
    {
        Contacts = store.Select(static contact => new { contact.Id, contact.UserId, contact.CreatedAt, contact.UpdatedAt, contact.SfdcLeadId }),
        EmailEvents = store.EmailEvents(),
        CustomEvents = store.CustomEvents().Select(static one => new { one.Id, one.Event, one.EventId, one.UserId, one.Email, one.OccurredAt, Data = one.Data.Text("x") }),
    });

    private static int Number(ApiResponse response, string name) => response.Data.GetProperty(name).GetInt32();
}
