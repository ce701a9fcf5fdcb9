using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;

namespace Conversion.Emulator;

/// <summary><c>POST /v2/exports/email-events</c>: the email events of one type.</summary>
internal sealed class EmailEventExport(EmulatorSettings settings, ContactStore store)
    : EventExport<EmailEvent>(settings, "email-events", store.EmailEvents)
{
    protected override string[] Properties => ["limit", "eventType", "cursor"];

    protected override ApiError? ReadFilter(JsonElement body, ExportCursor? cursor, out string filter)
    {
        ApiError? error = JsonBody.ReadText(body, "eventType", out string? type);
        filter = type ?? string.Empty;
        return error is not null ? error
            : Array.IndexOf(EmailEventTypes.All, filter) < 0 ? ApiError.InvalidRequest("eventType must be one of " + string.Join(", ", EmailEventTypes.All) + ".")
            : cursor is { } begun && begun.Filter != filter ? InvalidCursor
            : null;
    }

    protected override bool Matches(EmailEvent item, string filter) => item.EventType == filter;

    protected override void Write(Utf8JsonWriter writer, EmailEvent item)
    {
        writer.WriteString("id", item.Id);
        writer.WriteString(IsNested ? "type" : "eventType", item.EventType);
        WriteContact(writer, item.ContactId, item.Email, item.OccurredAt, item.Id);
    }
}

/// <summary><c>POST /v2/exports/custom-events</c>: the custom events since a time.</summary>
internal sealed class CustomEventExport(EmulatorSettings settings, ContactStore store)
    : EventExport<CustomEvent>(settings, "custom-events", store.CustomEvents)
{
    protected override string[] Properties => ["limit", "occurredAt", "cursor"];

    protected override ApiError? ReadFilter(JsonElement body, ExportCursor? cursor, out string filter)
    {
        filter = cursor?.Filter ?? string.Empty;
        if (!body.TryGetProperty("occurredAt", out JsonElement occurredAt))
        {
            return null;
        }

        if (cursor is not null)
        {
            return ApiError.InvalidRequest("occurredAt is allowed on the first page only.");
        }

        if (occurredAt.ValueKind != JsonValueKind.Object)
        {
            return ApiError.InvalidRequest("occurredAt must be an object.");
        }

        if (JsonBody.CheckProperties(occurredAt, "start") is { } unknown)
        {
            return unknown;
        }

        ApiError? error = JsonBody.ReadTime(occurredAt, "start", out DateTimeOffset? start);
        filter = start?.UtcTicks.ToString(CultureInfo.InvariantCulture) ?? string.Empty;
        return error;
    }

    protected override bool Matches(CustomEvent item, string filter) =>
        filter.Length == 0 || item.OccurredAt.UtcTicks >= long.Parse(filter, CultureInfo.InvariantCulture);

    protected override void Write(Utf8JsonWriter writer, CustomEvent item)
    {
        writer.WriteString("id", item.Id);
        writer.WriteString("event", item.Event);
        writer.WriteString("eventId", item.EventId);
        writer.WriteString("userId", item.UserId);
        WriteContact(writer, item.ContactId, item.Email, item.OccurredAt, item.Id);
        writer.WriteStartObject("data");
        foreach (FieldValue field in item.Data.Values)
        {
            writer.WritePropertyName(field.Key);
            writer.WriteRawValue(field.Json, skipInputValidation: true);
        }

        writer.WriteEndObject();
    }
}

/// <summary>An export of events.</summary>
internal abstract class EventExport<TEvent>(EmulatorSettings settings, string export, Func<IReadOnlyList<TEvent>> read)
    : ExportEndpoint(settings, export, "events")
{
    protected bool IsNested => Settings.ExportedEventShape == ExportedEventShape.Nested;

    protected abstract bool Matches(TEvent item, string filter);

    protected abstract void Write(Utf8JsonWriter writer, TEvent item);

    protected override int WriteItems(Utf8JsonWriter writer, ExportCursor cursor, int count, out bool isEnd)
    {
        IReadOnlyList<TEvent> events = read();
        int position = cursor.Position;
        int end = position;
        int written = 0;
        for (; position < events.Count; position++)
        {
            if (!Matches(events[position], cursor.Filter))
            {
                continue;
            }

            if (written == count)
            {
                isEnd = false;
                return end;
            }

            writer.WriteStartObject();
            Write(writer, events[position]);
            writer.WriteEndObject();
            written++;
            end = position + 1;
        }

        isEnd = true;
        return end;
    }

    protected void WriteContact(Utf8JsonWriter writer, Guid contactId, string email, DateTimeOffset occurredAt, Guid id)
    {
        string time = ExportTime.Format(occurredAt, id);
        if (IsNested)
        {
            writer.WriteStartObject("contact");
            writer.WriteString("id", contactId);
            writer.WriteString("email", email);
            writer.WriteEndObject();
            writer.WriteString("timestamp", time);
        }
        else
        {
            writer.WriteString("cnvContactId", contactId);
            writer.WriteString("email", email);
            writer.WriteString("occurredAt", time);
        }
    }
}
