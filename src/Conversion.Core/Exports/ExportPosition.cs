using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Conversion.Exports;

/// <summary>Where an export goes on.</summary>
/// <param name="Cursor">The cursor of the next page to read; null for the first page.</param>
/// <param name="Start">The time that the first page began at; null if there was none.</param>
/// <param name="Seen">The hashes of the items of that page that were returned already.</param>
public sealed record ExportPosition(string? Cursor, DateTimeOffset? Start, IReadOnlyCollection<string> Seen)
{
    internal static ExportPosition Read(JsonElement position) => new(
        position.GetProperty("cursor").GetString(),
        position.GetProperty("start") is { ValueKind: JsonValueKind.String } start ? start.GetDateTimeOffset() : null,
        [.. position.GetProperty("seen").EnumerateArray().Select(static hash => hash.GetString()!)]);

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("cursor"u8, Cursor);
        if (Start is DateTimeOffset start)
        {
            json.WriteString("start"u8, start);
        }
        else
        {
            json.WriteNull("start"u8);
        }

        json.WriteStartArray("seen"u8);
        foreach (string hash in Seen)
        {
            json.WriteStringValue(hash);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
