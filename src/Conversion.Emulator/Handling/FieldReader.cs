using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;

namespace Conversion.Emulator;

/// <summary>Reads <c>fields</c> and <c>companyFields</c>. Create one for each request, because it reuses its list.</summary>
internal sealed class FieldReader(EmulatorSettings settings)
{
    private readonly List<FieldValue> _values = [];

    public ApiError? Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, FieldCatalog catalog, out FieldValue[] values)
    {
        values = [];
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return ApiError.InvalidRequest($"{catalog.Map} must be an object.");
        }

        _values.Clear();
        List<string>? ignored = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (ReadKey(ref reader, catalog, out string key) is { } unknown)
            {
                return unknown;
            }

            if (IsRead(key) || ignored?.Contains(key) == true)
            {
                return ApiError.InvalidRequest($"{catalog.Map}.{ApiError.Quote(key)} is duplicated.");
            }

            reader.Read();
            if (ReadValue(ref reader, body, catalog, key, out FieldValue? value) is { } error)
            {
                return error;
            }

            if (value is null)
            {
                (ignored ??= []).Add(key);
                continue;
            }

            _values.Add(value.Value);
        }

        values = _values.Count == 0 ? values : [.. _values];
        return null;
    }

    private ApiError? ReadKey(ref Utf8JsonReader reader, FieldCatalog catalog, out string key)
    {
        FieldKey? known = catalog.Find(reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan);
        key = known?.Name ?? reader.GetString()!;
        return known is null && !settings.AcceptUnknownFields ? ApiError.InvalidField(catalog.Map, key, "does not exist in this account")
            : known is { IsReadOnly: true } ? ApiError.InvalidField(catalog.Map, key, "is read-only")
            : null;
    }

    /// <summary>Reads the value; null leaves the field unchanged.</summary>
    private ApiError? ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, FieldCatalog catalog, string key, out FieldValue? value)
    {
        value = null;
        switch (reader.TokenType)
        {
            case JsonTokenType.String when reader.ValueSpan.IsEmpty:
                return Blank(settings.EmptyFieldValue, catalog, FieldValue.EmptyString(key), ref value);
            case JsonTokenType.Null:
                return Blank(settings.NullFieldValue, catalog, FieldValue.Null(key), ref value);
            case JsonTokenType.String:
                value = FieldValue.String(key, Token(ref reader, body), IsWhiteSpace(ref reader));
                return null;
            case JsonTokenType.True or JsonTokenType.False:
                value = FieldValue.Boolean(key, reader.GetBoolean());
                return null;
            case JsonTokenType.StartArray or JsonTokenType.StartObject when !settings.AcceptStructuredFieldValues:
                return ApiError.InvalidField(catalog.Map, key, "cannot hold an array or an object");
            case JsonTokenType.StartArray or JsonTokenType.StartObject:
                value = FieldValue.From(key, JsonElement.ParseValue(ref reader));
                return null;
            default:
                value = FieldValue.Raw(key, Token(ref reader, body));
                return null;
        }
    }

    private static ApiError? Blank(BlankFieldHandling handling, FieldCatalog catalog, FieldValue blank, ref FieldValue? value)
    {
        value = handling switch
        {
            BlankFieldHandling.Clear => FieldValue.Unset(blank.Key),
            BlankFieldHandling.Store => blank,
            _ => null,
        };
        return handling == BlankFieldHandling.Reject ? ApiError.InvalidField(catalog.Map, blank.Key, "cannot be blank") : null;
    }

    private static ReadOnlySpan<byte> Token(ref Utf8JsonReader reader, ReadOnlySpan<byte> body) =>
        body.Slice((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));

    /// <summary>Checks ASCII directly. Other text is decoded, which also detects a lone surrogate.</summary>
    private static bool IsWhiteSpace(ref Utf8JsonReader reader) =>
        (reader.ValueIsEscaped || reader.ValueSpan[0] is <= (byte)' ' or > 127) && string.IsNullOrWhiteSpace(reader.GetString());

    private bool IsRead(string key)
    {
        foreach (FieldValue value in _values)
        {
            if (string.Equals(value.Key, key, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
