using System;
using System.Collections.Generic;
using System.Text.Json;

namespace Conversion.Client;

/// <summary>
/// The parsed body of a response: <c>{"data": {"cnvContactId", "contactCreated"}}</c>, <c>{"data": {"results": […]}}</c> or
/// <c>{"error": {"code", "message"}}</c>. Other properties are ignored. A known property that is duplicated or has the wrong
/// type makes the body malformed.
/// </summary>
internal readonly record struct ApiEnvelope
{
    /// <summary>The contact that was upserted; null if the body has no well-formed one.</summary>
    public UpsertedContact? Contact { get; init; }

    /// <summary>The event that was tracked; null if the body has no well-formed one.</summary>
    public TrackedEvent? Event { get; init; }

    /// <summary>The errors of a batch of events that stand beside its results; null if there are none.</summary>
    public IReadOnlyList<ApiError>? Errors { get; private init; }

    /// <summary>The counts of a batch of events; null where the body has none.</summary>
    public EventCounts Counts { get; private init; }

    /// <summary>The results of a batch; null if the body has none or any of them is malformed.</summary>
    public BatchItem[]? Results { get; private init; }

    /// <summary>The error; null if the body has no well-formed one.</summary>
    public ApiError? Error { get; private init; }

    /// <summary>The message of an error, with or without a code: <c>{"error": "…"}</c> or <c>{"error": {"message": "…"}}</c>; null if there is none.</summary>
    public string? Message { get; private init; }

    /// <summary>Whether the body is a JSON object, whatever it holds.</summary>
    public bool IsJson { get; private init; }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a body. For any other format it returns an empty envelope.</summary>
    public static ApiEnvelope Read(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith(ByteOrderMark))
        {
            body = body.Slice(ByteOrderMark.Length);
        }

        try
        {
            Utf8JsonReader reader = new(body);
            return Read(ref reader) with { IsJson = true };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, another format, or not UTF-8, which is found when text is decoded.
            return default;
        }
    }

    private static ApiEnvelope Read(ref Utf8JsonReader reader)
    {
        ApiEnvelope envelope = default;
        bool sawData = false;
        bool sawError = false;
        bool hasError = false;
        JsonShape.Require(reader.Read() && reader.TokenType == JsonTokenType.StartObject);
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("data"u8))
            {
                JsonShape.MarkSeen(ref sawData);
                envelope = ReadData(ref reader) with { Error = envelope.Error, Message = envelope.Message };
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                JsonShape.MarkSeen(ref sawError);
                envelope = envelope with { Error = ApiError.Read(ref reader, out hasError, out string? message), Message = message };
            }
            else
            {
                reader.Skip();
            }
        }

        // Throws if anything follows the object.
        while (reader.Read())
        {
        }

        // A body with both data and an error is neither.
        return hasError && (envelope.Contact is not null || envelope.Event is not null || envelope.Results is not null) ? default : envelope;
    }

    private static ApiEnvelope ReadData(ref Utf8JsonReader reader)
    {
        Guid? id = null;
        bool? created = null;
        string? eventId = null;
        EventCounts counts = default;
        IReadOnlyList<ApiError>? errors = null;
        BatchItem[]? results = null;
        if (!reader.EnterObject())
        {
            return default;
        }

        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("cnvContactId"u8))
            {
                reader.ReadOnce(ref id);
            }
            else if (reader.ValueTextEquals("contactCreated"u8))
            {
                reader.ReadOnce(ref created);
            }
            else if (reader.ValueTextEquals("results"u8))
            {
                JsonShape.Require(results is null);
                results = BatchItem.ReadAll(ref reader);
            }
            else if (reader.ValueTextEquals("cnvEventId"u8))
            {
                reader.ReadOnce(ref eventId);
            }
            else if (reader.ValueTextEquals("errors"u8))
            {
                errors = EventErrors.Read(ref reader);
            }
            else if (counts.TryRead(ref reader))
            {
                // That was one of them.
            }
            else
            {
                reader.Skip();
            }
        }

        return new ApiEnvelope
        {
            Contact = UpsertedContact.Create(id, created),
            Event = TrackedEvent.Create(eventId, id),
            Counts = counts,
            Errors = errors,
            Results = results,
        };
    }
}

/// <summary>The response of the API to a contact that was upserted: <c>cnvContactId</c> and <c>contactCreated</c>.</summary>
internal readonly record struct UpsertedContact(Guid CnvContactId, bool ContactCreated)
{
    /// <summary>Creates it; null if a part is missing.</summary>
    public static UpsertedContact? Create(Guid? id, bool? created) => id is Guid contact && created is bool isNew ? new(contact, isNew) : null;
}
