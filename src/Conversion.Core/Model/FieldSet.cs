using System;
using System.Collections.Generic;

namespace Conversion.Model;

/// <summary>Field keys and their values, in the order in which they are set. Keys are case-sensitive, as in the API.</summary>
public sealed class FieldSet
{
    private readonly List<KeyValuePair<string, object?>> _fields = [];
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);

    /// <summary>The number of fields.</summary>
    public int Count => _fields.Count;

    /// <summary>The field at a position.</summary>
    public KeyValuePair<string, object?> this[int index] => _fields[index];

    /// <summary>Sets a field. A key that is set again keeps its position and gets the new value.</summary>
    /// <param name="key">The field's key.</param>
    /// <param name="value">A value that <see cref="FieldValueWriter"/> can write; null is sent as null.</param>
    public void Set(string key, object? value)
    {
        KeyValuePair<string, object?> field = new(key, value);
        if (_positions.TryGetValue(key, out int position))
        {
            _fields[position] = field;
            return;
        }

        _positions.Add(key, _fields.Count);
        _fields.Add(field);
    }

    /// <summary>Whether a field is set.</summary>
    public bool Contains(string key) => _positions.ContainsKey(key);

    /// <summary>Removes a field, where it is set.</summary>
    public void Remove(string key)
    {
        if (!_positions.TryGetValue(key, out int removed))
        {
            return;
        }

        _fields.RemoveAt(removed);
        _positions.Remove(key);
        for (int position = removed; position < _fields.Count; position++)
        {
            _positions[_fields[position].Key] = position;
        }
    }

    /// <summary>Removes all fields.</summary>
    public void Clear()
    {
        _fields.Clear();
        _positions.Clear();
    }
}
