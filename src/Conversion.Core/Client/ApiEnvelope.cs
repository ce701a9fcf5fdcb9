using System;
using System.Text.Json;

namespace Conversion.Client;

/// <summary>
/// What an answer's body says: <c>{"data": {"cnvContactId", "contactCreated"}}</c> or <c>{"error": {"code", "message"}}</c>.
/// Properties beside these are passed over; a known one of the wrong type, or there twice, makes the body malformed.
/// </summary>
internal readonly record struct ApiEnvelope
{
    /// <summary>The contact's id and whether it was created; null where the body has no well-formed data.</summary>
    public UpsertedContact? Contact { get; private init; }

    /// <summary>The error's code; null where the body has no well-formed error.</summary>
    public string? ErrorCode { get; private init; }

    /// <summary>The error's message, as the server wrote it; null where it has none.</summary>
    public string? ErrorMessage { get; private init; }

    /// <summary>Reads a body. One that is neither form gives an envelope with nothing in it.</summary>
    public static ApiEnvelope Read(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith(ByteOrderMark))
        {
            body = body.Slice(ByteOrderMark.Length);
        }

        try
        {
            Utf8JsonReader reader = new(body);
            return Read(ref reader);
        }
        catch (JsonException)
        {
            return default;
        }
        catch (InvalidOperationException)
        {
            // Text that is no UTF-8, found when it is decoded.
            return default;
        }
    }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private static ApiEnvelope Read(ref Utf8JsonReader reader)
    {
        UpsertedContact? contact = null;
        string? code = null;
        string? message = null;
        bool sawData = false;
        bool sawError = false;
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("data"u8))
            {
                Once(ref sawData);
                contact = ReadData(ref reader);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                Once(ref sawError);
                (code, message) = ReadError(ref reader);
            }
            else
            {
                Pass(ref reader);
            }
        }

        // Anything after the object is malformed: this throws.
        while (reader.Read())
        {
        }

        return contact is not null && code is not null
            ? default
            : new ApiEnvelope { Contact = contact, ErrorCode = code, ErrorMessage = message };
    }

    private static UpsertedContact? ReadData(ref Utf8JsonReader reader)
    {
        Guid? id = null;
        bool? created = null;
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Require(reader.TokenType == JsonTokenType.StartObject);
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("cnvContactId"u8))
            {
                Require(id is null);
                Expect(ref reader, JsonTokenType.String);
                Require(reader.TryGetGuid(out Guid uuid));
                id = uuid;
            }
            else if (reader.ValueTextEquals("contactCreated"u8))
            {
                Require(created is null);
                reader.Read();
                Require(reader.TokenType is JsonTokenType.True or JsonTokenType.False);
                created = reader.GetBoolean();
            }
            else
            {
                Pass(ref reader);
            }
        }

        return id is Guid contactId && created is bool contactCreated ? new UpsertedContact(contactId, contactCreated) : null;
    }

    private static (string? Code, string? Message) ReadError(ref Utf8JsonReader reader)
    {
        string? code = null;
        string? message = null;
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return default;
        }

        Require(reader.TokenType == JsonTokenType.StartObject);
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("code"u8))
            {
                Require(code is null);
                Expect(ref reader, JsonTokenType.String);
                code = reader.GetString();
            }
            else if (reader.ValueTextEquals("message"u8))
            {
                Require(message is null);
                reader.Read();
                message = reader.TokenType == JsonTokenType.Null ? null : reader.GetString();
            }
            else
            {
                Pass(ref reader);
            }
        }

        return IsCode(code) ? (code, message) : default;
    }

    // A code becomes part of an error id, so it must look like one.
    private static bool IsCode(string? code)
    {
        if (code is null || code.Length is 0 or > 64)
        {
            return false;
        }

        foreach (char character in code)
        {
            if (character is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-' or '.'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool NextProperty(ref Utf8JsonReader reader)
    {
        Require(reader.Read());
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    private static void Pass(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token) => Require(reader.Read() && reader.TokenType == token);

    private static void Once(ref bool seen)
    {
        Require(!seen);
        seen = true;
    }

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new JsonException();
        }
    }
}
