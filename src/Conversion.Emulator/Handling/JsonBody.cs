using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Conversion.Emulator;

/// <summary>Reads request bodies strictly: UTF-8, JSON, no duplicate properties, and none that the API does not document.</summary>
internal static class JsonBody
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a body, and turns the exceptions of the reader into errors.</summary>
    public static ApiError? Read<TState>(ReadOnlyMemory<byte> body, TState state, Func<ReadOnlyMemory<byte>, TState, ApiError?> read)
    {
        try
        {
            RequireUtf8(body);
            return read(body, state);
        }
        catch (JsonException exception)
        {
            return ApiError.InvalidRequest("The body is not valid JSON: " + exception.Message);
        }
        catch (DecoderFallbackException)
        {
            return ApiError.InvalidRequest("The body is not valid UTF-8.");
        }
        catch (InvalidOperationException)
        {
            // The reader throws this for \u escapes that are not valid text.
            return ApiError.InvalidRequest("The body holds text that is not valid Unicode.");
        }
    }

    /// <summary>Reads a body that is one object.</summary>
    public static ApiError? ReadObject(ReadOnlyMemory<byte> body, Func<JsonElement, ApiError?> read) => Read(body, read, static (bytes, read) =>
    {
        using JsonDocument document = JsonDocument.Parse(bytes);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? read(document.RootElement)
            : ApiError.InvalidRequest("The body must be a JSON object.");
    });

    /// <summary>Checks that an object has no other properties than these, and none of them twice.</summary>
    public static ApiError? CheckProperties(JsonElement parent, params string[] allowed)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty property in parent.EnumerateObject())
        {
            if (Array.IndexOf(allowed, property.Name) < 0)
            {
                return ApiError.InvalidRequest($"The property '{ApiError.Quote(property.Name)}' is unknown here.");
            }

            if (!seen.Add(property.Name))
            {
                return ApiError.InvalidRequest($"The property '{property.Name}' is duplicated.");
            }
        }

        return null;
    }

    /// <summary>Reads an optional property that is text and not blank.</summary>
    public static ApiError? ReadText(JsonElement parent, string name, out string? text)
    {
        text = null;
        if (!parent.TryGetProperty(name, out JsonElement value))
        {
            return null;
        }

        text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return string.IsNullOrWhiteSpace(text) ? ApiError.InvalidRequest($"{name} must be a string that is not blank.") : null;
    }

    /// <summary>Reads an optional property that is a time in ISO 8601.</summary>
    public static ApiError? ReadTime(JsonElement parent, string name, out DateTimeOffset? time)
    {
        time = null;
        if (!parent.TryGetProperty(name, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String || !value.TryGetDateTimeOffset(out DateTimeOffset read))
        {
            return ApiError.InvalidRequest($"{name} must be a time in ISO 8601.");
        }

        time = read;
        return null;
    }

    private static void RequireUtf8(ReadOnlyMemory<byte> body)
    {
        if (MemoryMarshal.TryGetArray(body, out ArraySegment<byte> segment) && segment.Array is { } bytes)
        {
            s_strictUtf8.GetCharCount(bytes, segment.Offset, segment.Count);
        }
        else
        {
            byte[] copy = body.ToArray();
            s_strictUtf8.GetCharCount(copy, 0, copy.Length);
        }
    }
}
