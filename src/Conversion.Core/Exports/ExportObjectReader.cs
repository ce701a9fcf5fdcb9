using System;
using System.Collections.Generic;
using System.Text.Json;

namespace Conversion.Exports;

/// <summary>Reads JSON objects, and keeps the names of their properties: objects of one export mostly have the same. Not thread-safe.</summary>
internal sealed class ExportObjectReader
{
    // Names may be as many as values, where an account uses keys as data.
    private const int MaximumNames = 256;

    private readonly List<string> _names = [];
    private readonly Stack<List<KeyValuePair<string, object?>>> _lists = new();
    private int _expected;

    /// <summary>Reads an object.</summary>
    /// <param name="json">The object and nothing else; well-formed.</param>
    /// <exception cref="InvalidOperationException">It contains text that is not valid Unicode.</exception>
    public ExportObject Read(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        reader.Read();
        return ReadObject(ref reader);
    }

    /// <summary>Reads any value.</summary>
    /// <param name="json">The value and nothing else; well-formed.</param>
    public object? ReadValue(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        reader.Read();
        return ReadValue(ref reader);
    }

    private ExportObject ReadObject(ref Utf8JsonReader reader)
    {
        List<KeyValuePair<string, object?>> properties = _lists.Count > 0 ? _lists.Pop() : [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = ReadName(ref reader);
            reader.Read();
            properties.Add(new(name, ReadValue(ref reader)));
        }

        ExportObject result = new(properties.ToArray());
        properties.Clear();
        _lists.Push(properties);
        return result;
    }

    private object? ReadValue(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => ReadObject(ref reader),
        JsonTokenType.StartArray => ReadArray(ref reader),
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Number => ReadNumber(ref reader),
        _ => null,
    };

    private object?[] ReadArray(ref Utf8JsonReader reader)
    {
        List<object?> items = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadValue(ref reader));
        }

        return [.. items];
    }

    private static object ReadNumber(ref Utf8JsonReader reader) =>
        reader.TryGetInt64(out long whole) ? whole
        : reader.TryGetDecimal(out decimal exact) ? exact
        : reader.GetDouble();

    private string ReadName(ref Utf8JsonReader reader)
    {
        for (int i = 0; i < _names.Count; i++)
        {
            int candidate = (_expected + i) % _names.Count;
            if (reader.ValueTextEquals(_names[candidate]))
            {
                _expected = candidate + 1;
                return _names[candidate];
            }
        }

        string name = reader.GetString()!;
        if (_names.Count < MaximumNames)
        {
            _names.Add(name);
            _expected = _names.Count;
        }

        return name;
    }
}
