using System;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Conversion.Emulator;

/// <summary>Creates the responses of both endpoints for events.</summary>
internal static class EventResponses
{
    /// <summary><c>{"data":{"cnvEventId":"…","cnvContactId":"…"}}</c></summary>
    public static EmulatorResponse Single(TrackResult result) => result.Error is not null ? result.Error.ToResponse() : Write(writer =>
    {
        writer.WriteString("cnvEventId", result.EventId);
        writer.WriteString("cnvContactId", result.ContactId);
    });

    /// <summary><c>{"data":{"processed":2,"tracked":1,"failed":1,"results":[…]}}</c>, and <c>errors</c> if the settings say so.</summary>
    public static EmulatorResponse Batch(TrackResult[] results, EventErrorPlacement placement) => Write(writer =>
    {
        int failed = results.Count(static result => result.Error is not null);
        writer.WriteNumber("processed", results.Length);
        writer.WriteNumber("tracked", results.Length - failed);
        writer.WriteNumber("failed", failed);
        writer.WriteStartArray("results");
        foreach (TrackResult result in results.Where(result => result.Error is null || placement != EventErrorPlacement.ErrorsList))
        {
            WriteResult(writer, result, hasError: placement == EventErrorPlacement.Results);
        }

        writer.WriteEndArray();
        if (placement != EventErrorPlacement.Results)
        {
            WriteErrors(writer, results);
        }
    });

    private static void WriteResult(Utf8JsonWriter writer, TrackResult result, bool hasError)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("success", result.Error is null);
        if (result.Error is null)
        {
            writer.WriteString("cnvEventId", result.EventId);
            writer.WriteString("cnvContactId", result.ContactId);
        }
        else if (hasError)
        {
            writer.WriteStartObject("error");
            writer.WriteString("code", result.Error.Code);
            writer.WriteString("message", result.Error.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteErrors(Utf8JsonWriter writer, TrackResult[] results)
    {
        writer.WriteStartArray("errors");
        for (int index = 0; index < results.Length; index++)
        {
            if (results[index].Error is { } error)
            {
                writer.WriteStartObject();
                writer.WriteNumber("index", index);
                writer.WriteString("code", error.Code);
                writer.WriteString("message", error.Message);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
    }

    private static EmulatorResponse Write(Action<Utf8JsonWriter> write)
    {
        var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body, ApiError.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("data");
            write(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return new(200, body.GetBuffer().AsMemory(0, (int)body.Length));
    }
}
