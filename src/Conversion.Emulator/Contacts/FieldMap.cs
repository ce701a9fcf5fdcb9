using System;
using System.Collections;
using System.Collections.Generic;
using System.Text.Json;

namespace Conversion.Emulator;

/// <summary>The fields of a contact or of its company, in the order in which they were first written. Immutable.</summary>
public sealed class FieldMap : IReadOnlyDictionary<string, JsonElement>
{
    internal FieldMap(FieldValue[] values) => Values = values;

    /// <inheritdoc/>
    public int Count => Values.Length;

    /// <inheritdoc/>
    public IEnumerable<string> Keys
    {
        get
        {
            foreach (FieldValue value in Values)
            {
                yield return value.Key;
            }
        }
    }

    internal static FieldMap Empty { get; } = new([]);

    internal FieldValue[] Values { get; }

    /// <inheritdoc/>
    IEnumerable<JsonElement> IReadOnlyDictionary<string, JsonElement>.Values
    {
        get
        {
            foreach (FieldValue value in Values)
            {
                yield return value.ToElement();
            }
        }
    }

    /// <inheritdoc/>
    public JsonElement this[string key] =>
        TryGetValue(key, out JsonElement value) ? value : throw new KeyNotFoundException($"The field '{key}' is not set.");

    /// <inheritdoc/>
    public bool ContainsKey(string key) => IndexOf(Values, key) >= 0;

    /// <inheritdoc/>
    public bool TryGetValue(string key, out JsonElement value)
    {
        int index = IndexOf(Values, key);
        value = index < 0 ? default : Values[index].ToElement();
        return index >= 0;
    }

    /// <summary>The value as text: a string without quotes, any other value as JSON; null if the field is unset.</summary>
    public string? Text(string key) => TryGetValue(key, out JsonElement value) ? value.ToString() : null;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, JsonElement>> GetEnumerator()
    {
        foreach (FieldValue value in Values)
        {
            yield return new(value.Key, value.ToElement());
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static int IndexOf(FieldValue[] values, string key)
    {
        for (int index = 0; index < values.Length; index++)
        {
            if (string.Equals(values[index].Key, key, StringComparison.Ordinal))
            {
                return index;
            }
        }

        return -1;
    }

    internal static FieldMap From(IEnumerable<KeyValuePair<string, JsonElement>>? fields)
    {
        if (fields is null)
        {
            return Empty;
        }

        var values = new List<FieldValue>();
        foreach (KeyValuePair<string, JsonElement> field in fields)
        {
            values.Add(FieldValue.From(field.Key, field.Value));
        }

        return new([.. values]);
    }

    /// <summary>Returns the fields after a request has written <paramref name="incoming"/>.</summary>
    internal FieldMap Merge(FieldValue[] incoming, bool preserve)
    {
        if (incoming.Length == 0)
        {
            return this;
        }

        if (Values.Length == 0 && !Array.Exists(incoming, static value => value.IsUnset))
        {
            return new(incoming);
        }

        var merged = new FieldValue[Values.Length + incoming.Length];
        Values.CopyTo(merged, 0);
        int count = Values.Length;
        foreach (FieldValue value in incoming)
        {
            int index = IndexOf(Values, value.Key);
            if (index < 0)
            {
                merged[count++] = value;
            }
            else if (!preserve || Values[index].IsBlank)
            {
                merged[index] = value;
            }
        }

        return new(RemoveUnset(merged, count));
    }

    private static FieldValue[] RemoveUnset(FieldValue[] values, int count)
    {
        int kept = 0;
        for (int index = 0; index < count; index++)
        {
            if (!values[index].IsUnset)
            {
                values[kept++] = values[index];
            }
        }

        Array.Resize(ref values, kept);
        return values;
    }
}
