using System;
using System.Collections.Generic;
using System.Text.Json;
using Conversion.Model;

namespace Conversion.Client;

/// <summary>The response of the API to an event: <c>cnvEventId</c> and <c>cnvContactId</c>.</summary>
internal readonly record struct TrackedEvent(string CnvEventId, Guid CnvContactId)
{
    /// <summary>Creates it; null if a part is missing.</summary>
    public static TrackedEvent? Create(string? eventId, Guid? contactId) =>
        !string.IsNullOrEmpty(eventId) && contactId is Guid contact ? new(eventId!, contact) : null;
}

/// <summary>The counts of a batch of events: <c>processed</c>, <c>tracked</c> and <c>failed</c>.</summary>
internal record struct EventCounts
{
    private int? _processed;
    private int? _tracked;
    private int? _failed;

    /// <summary>Reads a count, if the reader is at the name of one. Any other property is not read.</summary>
    public bool TryRead(ref Utf8JsonReader reader) =>
        TryRead(ref reader, "processed"u8, ref _processed) || TryRead(ref reader, "tracked"u8, ref _tracked) || TryRead(ref reader, "failed"u8, ref _failed);

    /// <summary>Whether the counts that there are agree with the results.</summary>
    public readonly bool Agree(int rows, int failed) =>
        (_processed ?? rows) == rows && (_failed ?? failed) == failed && (_tracked ?? (rows - failed)) == rows - failed;

    private static bool TryRead(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, ref int? count)
    {
        if (!reader.ValueTextEquals(name))
        {
            return false;
        }

        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int number))
        {
            count = number;
        }
        else
        {
            reader.Skip();
        }

        return true;
    }
}

/// <summary>
/// The list of errors that a batch of events may have beside its results. Its format is not documented, so whatever looks like a code
/// and a message is taken, and whatever else it holds is no reason to doubt the results.
/// </summary>
internal static class EventErrors
{
    /// <summary>Reads the value; null if it is not a list with anything in it.</summary>
    public static IReadOnlyList<ApiError>? Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }

        JsonElement list = JsonElement.ParseValue(ref reader);
        List<ApiError> errors = [];
        foreach (JsonElement item in list.EnumerateArray())
        {
            errors.Add(Read(item));
        }

        return errors.Count > 0 ? errors : null;
    }

    private static ApiError Read(JsonElement item)
    {
        if (item.ValueKind == JsonValueKind.String)
        {
            return new ApiError(ErrorCodes.TrackingFailed, item.GetString());
        }

        if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("error", out JsonElement nested))
        {
            return Read(nested);
        }

        string? code = Text(item, "code") ?? Text(item, "errorCode");
        string? message = Text(item, "message") ?? Text(item, "errorMessage");
        return ApiError.Create(code, message) ?? new ApiError(ErrorCodes.TrackingFailed, message);
    }

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
