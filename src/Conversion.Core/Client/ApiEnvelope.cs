using System;
using System.Text.Json;

namespace Conversion.Client;

/// <summary>
/// What an answer's body says: <c>{"data": {"cnvContactId", "contactCreated"}}</c>, <c>{"data": {"results": […]}}</c> or
/// <c>{"error": {"code", "message"}}</c>. Properties beside these are passed over; a known one of the wrong type, or there
/// twice, makes the body malformed.
/// </summary>
internal readonly record struct ApiEnvelope
{
    /// <summary>The contact that went through; null where the body has none that is well-formed.</summary>
    public UpsertedContact? Contact { get; init; }

    /// <summary>The results of a batch; null where the body has none that are well-formed, each of them.</summary>
    public BatchItem[]? Results { get; private init; }

    /// <summary>The error; null where the body has none that is well-formed.</summary>
    public ApiError? Error { get; private init; }

    /// <summary>What an error says, with a code or without, <c>{"error": "…"}</c> or <c>{"error": {"message": "…"}}</c>; null where there is none.</summary>
    public string? Message { get; private init; }

    /// <summary>Whether the body is a JSON object, whatever it holds.</summary>
    public bool IsJson { get; private init; }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a body. One that is no such form gives an envelope with nothing in it.</summary>
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
            // Not JSON, of another shape, or text that is no UTF-8, which is found when it is decoded.
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
                JsonShape.Once(ref sawData);
                envelope = ReadData(ref reader) with { Error = envelope.Error, Message = envelope.Message };
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                JsonShape.Once(ref sawError);
                envelope = envelope with { Error = ApiError.Read(ref reader, out hasError, out string? message), Message = message };
            }
            else
            {
                reader.Skip();
            }
        }

        // Anything after the object is malformed: this throws.
        while (reader.Read())
        {
        }

        // Data beside an error, whatever the error says, is neither.
        return hasError && (envelope.Contact is not null || envelope.Results is not null) ? default : envelope;
    }

    private static ApiEnvelope ReadData(ref Utf8JsonReader reader)
    {
        Guid? id = null;
        bool? created = null;
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
            else
            {
                reader.Skip();
            }
        }

        return new ApiEnvelope
        {
            Contact = id is Guid contactId && created is bool contactCreated ? new UpsertedContact(contactId, contactCreated) : null,
            Results = results,
        };
    }
}

/// <summary>What the API says of a contact that went through: <c>cnvContactId</c> and <c>contactCreated</c>.</summary>
internal readonly record struct UpsertedContact(Guid CnvContactId, bool ContactCreated);
