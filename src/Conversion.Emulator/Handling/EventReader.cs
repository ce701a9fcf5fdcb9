using System;
using System.Collections.Generic;
using System.Text.Json;

namespace Conversion.Emulator;

/// <summary>Reads an event: the body of <c>POST /v2/events</c>, or an item of a batch.</summary>
internal static class EventReader
{
    public static ApiError? Read(JsonElement body, out EventInput? input)
    {
        input = null;
        if (body.ValueKind != JsonValueKind.Object)
        {
            return ApiError.InvalidRequest("An event must be a JSON object.");
        }

        ApiError? error = JsonBody.CheckProperties(body, "event", "userId", "email", "eventId", "data", "timestamp");
        if (error is not null)
        {
            return error;
        }

        error = JsonBody.ReadText(body, "event", out string? name);
        string? userId = null, email = null, eventId = null;
        DateTimeOffset? timestamp = null;
        FieldValue[] data = [];
        error ??= name is null ? ApiError.InvalidRequest("event is required.") : null;
        error ??= JsonBody.ReadText(body, "userId", out userId);
        error ??= JsonBody.ReadText(body, "email", out email);
        error ??= email is null ? null : EmailValidator.Validate(email);
        error ??= userId is null && email is null ? ApiError.MissingEventIdentifier : null;
        error ??= JsonBody.ReadText(body, "eventId", out eventId);
        error ??= JsonBody.ReadTime(body, "timestamp", out timestamp);
        error ??= ReadData(body, out data);
        input = error is null ? new(name!, userId, email, eventId, timestamp, data) : null;
        return error;
    }

    // Keys are in lower case from here on, so two keys may become one. The last value counts.
    private static ApiError? ReadData(JsonElement body, out FieldValue[] data)
    {
        data = [];
        if (!body.TryGetProperty("data", out JsonElement given))
        {
            return null;
        }

        if (given.ValueKind != JsonValueKind.Object)
        {
            return ApiError.InvalidRequest("data must be an object.");
        }

        var values = new List<FieldValue>();
        foreach (JsonProperty property in given.EnumerateObject())
        {
            string key = property.Name.ToLowerInvariant();
            int index = values.FindIndex(value => value.Key == key);
            FieldValue value = FieldValue.From(key, property.Value);
            if (index < 0)
            {
                values.Add(value);
            }
            else
            {
                values[index] = value;
            }
        }

        data = [.. values];
        return null;
    }
}

/// <summary>A valid event of a request.</summary>
internal sealed record EventInput(string Name, string? UserId, string? Email, string? EventId, DateTimeOffset? Timestamp, FieldValue[] Data);
