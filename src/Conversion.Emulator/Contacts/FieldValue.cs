using System;
using System.Text.Json;

namespace Conversion.Emulator;

/// <summary>A field and its value, as JSON.</summary>
internal readonly struct FieldValue
{
    private static readonly byte[] s_true = [.. "true"u8];
    private static readonly byte[] s_false = [.. "false"u8];
    private static readonly byte[] s_null = [.. "null"u8];
    private static readonly byte[] s_emptyString = [.. "\"\""u8];

    private FieldValue(string key, byte[] json, bool isBlank)
    {
        Key = key;
        Json = json;
        IsBlank = isBlank;
    }

    public string Key { get; }

    /// <summary>The value; empty if the request unsets the field.</summary>
    public byte[] Json { get; }

    /// <summary>Whether <c>preserveExistingFields</c> treats the value as empty: null, or a string of white space only.</summary>
    public bool IsBlank { get; }

    public bool IsUnset => Json.Length == 0;

    public static FieldValue Null(string key) => new(key, s_null, isBlank: true);

    public static FieldValue EmptyString(string key) => new(key, s_emptyString, isBlank: true);

    public static FieldValue Unset(string key) => new(key, [], isBlank: true);

    public static FieldValue Boolean(string key, bool value) => new(key, value ? s_true : s_false, isBlank: false);

    public static FieldValue Raw(string key, ReadOnlySpan<byte> json) => new(key, json.ToArray(), isBlank: false);

    public static FieldValue String(string key, ReadOnlySpan<byte> json, bool isBlank) => new(key, json.ToArray(), isBlank);

    public static FieldValue From(string key, JsonElement value)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(value);
        return value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => Null(key),
            JsonValueKind.String => String(key, json, string.IsNullOrWhiteSpace(value.GetString())),
            _ => Raw(key, json),
        };
    }

    public JsonElement ToElement()
    {
        var reader = new Utf8JsonReader(Json);
        return JsonElement.ParseValue(ref reader);
    }
}
