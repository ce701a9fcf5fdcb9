using System.Text.Json;

namespace Conversion.Client;

/// <summary>Reading JSON of which the shape is known. Where it has another one, these throw, a <see cref="JsonException"/> or what the reader throws.</summary>
internal static class JsonShape
{
    /// <summary>Goes to the next property's name; false at the end of the object.</summary>
    public static bool NextProperty(ref this Utf8JsonReader reader)
    {
        Require(reader.Read());
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Moves to the value. False when it is null; throws when it is not an object.</summary>
    public static bool EnterObject(ref this Utf8JsonReader reader)
    {
        reader.Read();
        Require(reader.TokenType is JsonTokenType.StartObject or JsonTokenType.Null);
        return reader.TokenType == JsonTokenType.StartObject;
    }

    /// <summary>Reads a value that is true or false, and was not there before.</summary>
    public static void ReadOnce(ref this Utf8JsonReader reader, ref bool? value)
    {
        Require(value is null && reader.Read());
        value = reader.GetBoolean();
    }

    /// <summary>Reads a value that is text or null, which reads as empty, and was not there before.</summary>
    public static void ReadOnce(ref this Utf8JsonReader reader, ref string? value)
    {
        Require(value is null && reader.Read());
        value = reader.GetString() ?? string.Empty;
    }

    /// <summary>Reads a value that is a UUID, and was not there before.</summary>
    public static void ReadOnce(ref this Utf8JsonReader reader, ref System.Guid? value)
    {
        Require(value is null && reader.Read() && reader.TryGetGuid(out _));
        value = reader.GetGuid();
    }

    /// <summary>Marks a property as seen; throws when it was seen before.</summary>
    public static void Once(ref bool seen)
    {
        Require(!seen);
        seen = true;
    }

    public static void Require(bool condition)
    {
        if (!condition)
        {
            throw new JsonException();
        }
    }
}
