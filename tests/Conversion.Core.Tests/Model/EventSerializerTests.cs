using System;
using System.Collections.Generic;
using System.Linq;
using Conversion.Model;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Model;

public sealed class EventSerializerTests
{
    private static EventRequest? Serialize(EventDraft draft, out List<ValidationError> errors)
    {
        using EventSerializer serializer = new();
        return serializer.Serialize(draft, errors = []);
    }

    private static EventDraft Draft(Action<EventDraft>? change = null)
    {
        EventDraft draft = new() { Event = "signed_up", Email = "ada@example.com", Timestamp = "2026-11-28T08:00:00Z" };
        draft.Fields.Set("plan", "pro");
        draft.Fields.Set("Seats", 5);
        change?.Invoke(draft);
        return draft;
    }

    private static string IdOf(Action<EventDraft>? change = null) => Serialize(Draft(change), out _)!.EventId;

    [Fact]
    public void The_body_is_that_of_the_API()
    {
        EventRequest request = Serialize(Draft(draft => { draft.EventId = "e1"; draft.UserId = "u1"; }), out _)!;
        Assert.Equal(
            """{"event":"signed_up","userId":"u1","email":"ada@example.com","timestamp":"2026-11-28T08:00:00Z","data":{"Seats":5,"plan":"pro"},"eventId":"e1"}""",
            request.ToJson());
    }

    /// <summary>The id is part of what other runs compare with: it must never change.</summary>
    [Fact]
    public void An_id_is_derived_that_is_the_same_in_every_process()
    {
        Assert.Equal("row-ed8c", IdOf()[..8]);
        using (new Cultures("tr-TR"))
        {
            Assert.Equal(IdOf(), IdOf());
        }
    }

    [Fact]
    public void Neither_the_order_of_the_data_nor_the_case_of_the_address_makes_another_event()
    {
        EventDraft other = new() { Event = "signed_up", Email = " ADA@Example.com ", Timestamp = "2026-11-28T08:00:00Z" };
        other.Fields.Set("Seats", 5);
        other.Fields.Set("plan", "pro");
        Assert.Equal(IdOf(), Serialize(other, out _)!.EventId);
    }

    [Fact]
    public void Every_difference_makes_another_event()
    {
        string[] ids =
        [
            IdOf(),
            IdOf(draft => draft.Event = "signed_off"),
            IdOf(draft => draft.Email = "bob@example.com"),
            IdOf(draft => draft.UserId = "u1"),
            IdOf(draft => { draft.UserId = "ada@example.com"; draft.Email = null; }),
            IdOf(draft => draft.Timestamp = null),
            IdOf(draft => draft.Timestamp = "2026-11-28T08:00:01Z"),
            IdOf(draft => draft.Fields.Set("plan", "free")),
            IdOf(draft => draft.Fields.Set("Seats", "5")),
            IdOf(draft => draft.Fields.Set("more", null)),
        ];
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    /// <summary>Every short text of the characters that could pass for the end of a value, in every place.</summary>
    [Fact]
    public void No_two_rows_have_the_same_id_whatever_characters_their_values_have()
    {
        string[] texts = [.. Enumerable.Range(1, 4).Aggregate((string[])["n"], (all, _) => [.. all, .. all.SelectMany(text => (string[])[text + "\0", text + "\u0001", text + "\u0002", "\0" + text])]).Distinct().Take(120)];
        Dictionary<string, (string, string?)> rows = [];
        foreach (string name in texts)
        {
            foreach (string? userId in (string?[])[null, .. texts])
            {
                string id = Serialize(new EventDraft { Event = name, UserId = userId ?? "none" }, out _)!.EventId;
                Assert.True(rows.TryAdd(id, (name, userId)), $"{name} and {userId} have the id of {(rows.TryGetValue(id, out var other) ? other : default)}.");
            }
        }
    }

    [Property(MaxTest = 1000)]
    public void Values_that_differ_make_different_ids(bool[] name, bool[] userId, bool[] otherName, bool[] otherUserId)
    {
        (string, string) one = (Text(name), Text(userId));
        (string, string) other = (Text(otherName), Text(otherUserId));
        Assert.Equal(one == other, IdOf(one) == IdOf(other));

        static string Text(bool[]? characters) => "\0" + new string([.. (characters ?? []).Select(isNul => isNul ? '\0' : 'a')]);

        static string IdOf((string Event, string UserId) row) => Serialize(new EventDraft { Event = row.Event, UserId = row.UserId }, out _)!.EventId;
    }

    [Theory]
    [InlineData("tomorrow")]
    [InlineData("28.11.2026 08:00")]
    [InlineData("1764316800")]
    [InlineData("2026-11-28 10:00")]
    [InlineData("2026-11-28 10:00:00Z")]
    [InlineData("2026-11-28T10:00 pm")]
    [InlineData("2026-11-28t10:00:00z")]
    [InlineData("2026-11-28T10:00:00 +01:00")]
    [InlineData("2026-11-28T25:00:00Z")]
    [InlineData("2026-02-30T10:00:00Z")]
    [InlineData("2026-11-28T10:00:00Z\"")]
    [InlineData("\u0032026-11-28T10:00:00Z\\")]
    public void A_timestamp_that_is_no_time_in_ISO_8601_is_invalid(string timestamp)
    {
        Assert.Null(Serialize(Draft(draft => draft.Timestamp = timestamp), out List<ValidationError> errors));
        Assert.Equal("invalid_timestamp", errors.Single().Code);
    }

    [Theory]
    [InlineData("2026-11-28T08:00:00.123456789Z")]
    [InlineData("2026-11-28T08:00:00+01:00")]
    [InlineData("2026-11-28T08:00")]
    [InlineData("2026-11-28")]
    public void A_timestamp_is_sent_as_it_is(string timestamp) =>
        Assert.Contains($"\"timestamp\":\"{timestamp}\"", Serialize(Draft(draft => draft.Timestamp = timestamp), out _)!.ToJson(), StringComparison.Ordinal);

    [Fact]
    public void A_time_is_never_shifted()
    {
        DateTimeOffset time = new(2026, 11, 28, 9, 0, 0, 500, TimeSpan.FromHours(5.5));
        Assert.Contains("\"2026-11-28T09:00:00.5+05:30\"", Serialize(Draft(draft => draft.Timestamp = time), out _)!.ToJson(), StringComparison.Ordinal);
        Assert.Contains("\"2026-11-28T09:00:00.5\"", Serialize(Draft(draft => draft.Timestamp = time.DateTime), out _)!.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "ada@example.com", null, "missing_event")]
    [InlineData(" ", "ada@example.com", null, "missing_event")]
    [InlineData("e", null, null, "missing_identifier")]
    [InlineData("e", "nonsense", "u1", "invalid_email")]
    public void What_is_wrong_is_found_before_it_is_sent(string? name, string? email, string? userId, string code)
    {
        EventDraft draft = new() { Event = name, Email = email, UserId = userId };
        Assert.Null(Serialize(draft, out List<ValidationError> errors));
        Assert.Equal(code, errors.Single().Code);
    }

    [Theory]
    [InlineData("a\uFFFDb")]
    [InlineData("System.Object[]")]
    public void Text_that_was_lost_is_found_before_it_is_sent(string text)
    {
        foreach (Action<EventDraft> change in (Action<EventDraft>[])[draft => draft.Event = text, draft => draft.UserId = text, draft => draft.EventId = text, draft => draft.Fields.Set("plan", text)])
        {
            Assert.Null(Serialize(Draft(change), out List<ValidationError> errors));
            Assert.Equal("invalid_value", errors.Single().Code);
        }
    }

    [Fact]
    public void Half_of_a_character_is_found_before_it_is_sent()
    {
        Assert.Null(Serialize(Draft(draft => draft.UserId = "\ud800"), out List<ValidationError> errors));
        Assert.Equal("invalid_value", errors.Single().Code);
    }
}
