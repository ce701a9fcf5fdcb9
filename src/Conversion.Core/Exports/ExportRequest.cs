using System;
using System.Globalization;
using System.Text.Json;
using Conversion.Model;

namespace Conversion.Exports;

/// <summary>What is read from an export. Immutable.</summary>
public sealed record ExportRequest
{
    /// <summary>The most items in a page, 1 or more. The server may return fewer.</summary>
    public int PageSize { get; init; } = 1000;

    /// <summary>The export.</summary>
    public required ExportKind Kind { get; init; }

    /// <summary>The type of email events (<c>eventType</c>); null for other exports.</summary>
    public string? EventType { get; init; }

    /// <summary>The time of the first custom event (<c>occurredAt.start</c>), sent with the first page only; null for all.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>The property of the response that holds the items.</summary>
    internal string ItemsName => Kind == ExportKind.Contacts ? "contacts" : "events";

    /// <summary>Returns the body of the request for a page.</summary>
    /// <param name="cursor">The cursor of the page; null for the first.</param>
    internal ReadOnlyMemory<byte> Write(string? cursor)
    {
        JsonBuffer body = new();
        using (Utf8JsonWriter json = new(body))
        {
            json.WriteStartObject();
            json.WriteNumber("limit"u8, PageSize);
            if (EventType is not null)
            {
                json.WriteString("eventType"u8, EventType);
            }

            if (cursor is not null)
            {
                json.WriteString("cursor"u8, cursor);
            }
            else if (Start is DateTimeOffset start)
            {
                json.WriteStartObject("occurredAt"u8);
                json.WriteString("start"u8, start.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return body.ToArray();
    }
}

/// <summary>The exports of the API.</summary>
public enum ExportKind
{
    /// <summary><c>POST /v2/exports/contacts</c>.</summary>
    Contacts,

    /// <summary><c>POST /v2/exports/email-events</c>.</summary>
    EmailEvents,

    /// <summary><c>POST /v2/exports/custom-events</c>.</summary>
    CustomEvents,
}
