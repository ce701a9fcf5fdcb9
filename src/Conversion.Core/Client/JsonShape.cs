using System.Text.Json;

namespace Conversion.Client;

/// <summary>Reads JSON of a known format. For any other format the methods throw a <see cref="JsonException"/>, or an exception of the reader.</summary>
internal static class JsonShape
{
    /// <summary>Moves to the name of the next property. False at the end of the object.</summary>
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

    /// <summary>Reads true or false. Throws if the property is duplicated.</summary>
    public static void ReadOnce(ref this Utf8JsonReader reader, ref bool? value)
    {
        Require(value is null && reader.Read());
        value = reader.GetBoolean();
    }

    /// <summary>Reads a string, or null as an empty string. Throws if the property is duplicated.</summary>
    public static void ReadOnce(ref this Utf8JsonReader reader, ref string? value)
    {
        Require(value is null && reader.Read());
        value = reader.GetString() ?? string.Empty;
    }

    /// <summary>Reads a UUID. Throws if the property is duplicated.</summary>
    public static void ReadOnce(ref this Utf8JsonReader reader, ref System.Guid? value)
    {
        Require(value is null && reader.Read() && reader.TryGetGuid(out _));
        value = reader.GetGuid();
    }

    /// <summary>Marks a property as seen. Throws if the property is duplicated.</summary>
    public static void MarkSeen(ref bool seen)
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
