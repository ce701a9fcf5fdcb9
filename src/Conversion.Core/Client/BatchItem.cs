using System;
using System.Collections.Generic;
using System.Text.Json;
using Conversion.Model;

namespace Conversion.Client;

/// <summary>
/// An item of <c>data.results</c>: a contact that was upserted, an event that was tracked, or an error. The format of a failed item is not documented, so
/// each likely one is accepted: <c>error.code</c>, <c>errorCode</c>, <c>code</c>, or <c>error</c> as a string.
/// </summary>
internal readonly record struct BatchItem(UpsertedContact? Contact, TrackedEvent? Event, ApiError? Error)
{
    /// <summary>Reads the array. A malformed item makes the whole array malformed, because results are paired by position.</summary>
    public static BatchItem[] ReadAll(ref Utf8JsonReader reader)
    {
        JsonShape.Require(reader.Read() && reader.TokenType == JsonTokenType.StartArray);
        List<BatchItem> items = [];
        while (true)
        {
            JsonShape.Require(reader.Read());
            if (reader.TokenType == JsonTokenType.EndArray)
            {
                return [.. items];
            }

            JsonShape.Require(reader.TokenType == JsonTokenType.StartObject);
            items.Add(Read(ref reader));
        }
    }

    private static BatchItem Read(ref Utf8JsonReader reader)
    {
        bool? success = null;
        Guid? id = null;
        bool? created = null;
        string? eventId = null;
        ApiError? error = null;
        string? text = null;
        string? errorCode = null;
        string? errorMessage = null;
        string? code = null;
        string? message = null;
        bool sawId = false;
        bool sawCreated = false;
        bool sawError = false;
        bool hasError = false;
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("success"u8))
            {
                reader.ReadOnce(ref success);
            }
            else if (reader.ValueTextEquals("cnvContactId"u8))
            {
                JsonShape.MarkSeen(ref sawId);
                ReadIdOrNull(ref reader, ref id);
            }
            else if (reader.ValueTextEquals("contactCreated"u8))
            {
                JsonShape.MarkSeen(ref sawCreated);
                ReadCreatedOrNull(ref reader, ref created);
            }
            else if (reader.ValueTextEquals("cnvEventId"u8))
            {
                reader.ReadOnce(ref eventId);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                JsonShape.MarkSeen(ref sawError);
                error = ApiError.Read(ref reader, out hasError, out text);
            }
            else if (reader.ValueTextEquals("errorCode"u8))
            {
                reader.ReadOnce(ref errorCode);
            }
            else if (reader.ValueTextEquals("errorMessage"u8))
            {
                reader.ReadOnce(ref errorMessage);
            }
            else if (reader.ValueTextEquals("code"u8))
            {
                reader.ReadOnce(ref code);
            }
            else if (reader.ValueTextEquals("message"u8))
            {
                reader.ReadOnce(ref message);
            }
            else
            {
                reader.Skip();
            }
        }

        if (success == true)
        {
            // A success that also has an error, in any format, is malformed.
            JsonShape.Require(id is not null && !hasError && !HasText(errorCode) && !HasText(errorMessage) && !HasText(code));
            JsonShape.Require(created is not null || HasText(eventId));
            return new BatchItem(UpsertedContact.Create(id, created), TrackedEvent.Create(eventId, id), Error: null);
        }

        JsonShape.Require(success == false);
        error ??= ApiError.Create(errorCode, errorMessage) ?? ApiError.Create(code, message)
            ?? new ApiError(ErrorCodes.UpsertFailed, HasText(text) ? text : HasText(errorMessage) ? errorMessage : message);
        return new BatchItem(Contact: null, Event: null, error);
    }

    private static bool HasText(string? text) => !string.IsNullOrEmpty(text);

    // A failed item can have null here.
    private static void ReadIdOrNull(ref Utf8JsonReader reader, ref Guid? id)
    {
        Utf8JsonReader ahead = reader;
        if (ahead.Read() && ahead.TokenType == JsonTokenType.Null)
        {
            reader = ahead;
            return;
        }

        reader.ReadOnce(ref id);
    }

    private static void ReadCreatedOrNull(ref Utf8JsonReader reader, ref bool? created)
    {
        Utf8JsonReader ahead = reader;
        if (ahead.Read() && ahead.TokenType == JsonTokenType.Null)
        {
            reader = ahead;
            return;
        }

        reader.ReadOnce(ref created);
    }
}
