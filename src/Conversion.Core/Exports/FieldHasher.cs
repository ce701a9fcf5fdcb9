using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Conversion.Journal;

namespace Conversion.Exports;

/// <summary>
/// Hashes fields so that a value of a row and the same value of the account have one hash, whichever type the account gives it: a number
/// and its text are equal. A blank value has none. Not thread-safe.
/// </summary>
internal sealed class FieldHasher
{
    private readonly byte[] _key = Guid.NewGuid().ToByteArray();
    private readonly List<ulong> _hashes = [];

    /// <summary>The hashes of all fields that have a value: of each key, and of each key with its value.</summary>
    public ulong[] Compute(ExportObject? fields)
    {
        _hashes.Clear();
        foreach (KeyValuePair<string, object?> field in fields?.Properties ?? [])
        {
            if (ToText(field.Value) is string text)
            {
                _hashes.Add(Compute(field.Key));
                _hashes.Add(Compute(field.Key + '\0' + text));
            }
        }

        return [.. _hashes];
    }

    /// <summary>The hash of a key.</summary>
    public ulong Compute(string key) => SipHash.Compute(_key, MemoryMarshal.AsBytes(key.AsSpan()));

    /// <summary>The hash of a key with a value; null if the value is blank.</summary>
    public ulong? Compute(string key, JsonElement value) => ToText(value) is string text ? Compute(key + '\0' + text) : null;

    private static string? ToText(object? value) => value switch
    {
        null => null,
        string text => OfString(text),
        bool flag => flag ? "true" : "false",
        decimal number => Normalize(number),
        long number => Normalize(number),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        ExportObject nested => Describe(nested),
        object?[] items => Describe(items),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static string? ToText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => OfString(value.GetString()!),
        JsonValueKind.Number when value.TryGetDecimal(out decimal number) => Normalize(number),
        JsonValueKind.Number => value.GetDouble().ToString("R", CultureInfo.InvariantCulture),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => ToText(new ExportObjectReader().ReadValue(Encoding.UTF8.GetBytes(value.GetRawText()))),
    };

    // Leading zeros are part of a text and never of a number.
    private static string? OfString(string text)
    {
        string trimmed = text.Trim();
        return trimmed.Length == 0 ? null
            : trimmed[0] is (>= '0' and <= '9') or '-' && decimal.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
                && !HasLeadingZero(trimmed) ? Normalize(number)
            : trimmed.Equals("true", StringComparison.OrdinalIgnoreCase) ? "true"
            : trimmed.Equals("false", StringComparison.OrdinalIgnoreCase) ? "false"
            : text;
    }

    private static bool HasLeadingZero(string number)
    {
        int first = number[0] == '-' ? 1 : 0;
        return number.Length > first + 1 && number[first] == '0' && char.IsDigit(number[first + 1]);
    }

    private static string Normalize(decimal number) => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);

    private static string Describe(ExportObject nested)
    {
        StringBuilder text = new("{");
        foreach (KeyValuePair<string, object?> property in nested.Properties)
        {
            text.Append(property.Key).Append('\0').Append(ToText(property.Value)).Append('\0');
        }

        return text.Append('}').ToString();
    }

    private static string Describe(object?[] items)
    {
        StringBuilder text = new("[");
        foreach (object? item in items)
        {
            text.Append(ToText(item)).Append('\0');
        }

        return text.Append(']').ToString();
    }
}
