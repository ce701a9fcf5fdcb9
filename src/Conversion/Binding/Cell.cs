using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;

namespace Conversion.Binding;

/// <summary>A cell's value, freed of PowerShell's wrapping.</summary>
internal static class Cell
{
    private const int MaximumDepth = 32;

    /// <summary>Null, empty or white space.</summary>
    public static bool IsBlank(object? bare) => bare is null or DBNull || (bare is string text && string.IsNullOrWhiteSpace(text));

    /// <summary>The object itself; a custom object stays wrapped, since its wrapping is all there is of it.</summary>
    public static object? Unwrap(object? value) =>
        value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value;

    /// <summary>The value with nothing of PowerShell left in it, at any depth: custom objects become dictionaries.</summary>
    /// <exception cref="CellException">It is nested too deeply, or in a circle.</exception>
    public static object? Bare(object? value, int depth = 0)
    {
        object? bare = Unwrap(value);
        switch (bare)
        {
            case null or string or ValueType:
                return bare;
            case PSObject custom:
                return BareObject(custom, Deeper(depth));
            case IDictionary dictionary:
                return BareDictionary(dictionary, Deeper(depth));
            case IEnumerable sequence:
                return BareArray(sequence, Deeper(depth));
            default:
                return bare;
        }
    }

    /// <summary>A dictionary or custom object as a dictionary; null where it is neither.</summary>
    public static IDictionary? AsDictionary(object? value) => Unwrap(value) switch
    {
        IDictionary dictionary => dictionary,
        PSObject custom => BareObject(custom, depth: 1),
        _ => null,
    };

    private static OrderedDictionary BareObject(PSObject custom, int depth)
    {
        OrderedDictionary bare = new(StringComparer.Ordinal);
        foreach (PSPropertyInfo property in custom.Properties)
        {
            bare[property.Name] = Bare(property.Value, depth);
        }

        return bare;
    }

    private static OrderedDictionary BareDictionary(IDictionary dictionary, int depth)
    {
        OrderedDictionary bare = new(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in dictionary)
        {
            bare[LanguagePrimitives.ConvertTo<string>(entry.Key)] = Bare(entry.Value, depth);
        }

        return bare;
    }

    private static List<object?> BareArray(IEnumerable sequence, int depth)
    {
        List<object?> bare = [];
        foreach (object? item in sequence)
        {
            bare.Add(Bare(item, depth));
        }

        return bare;
    }

    private static int Deeper(int depth) =>
        depth < MaximumDepth ? depth + 1 : throw new CellException(string.Format(CultureInfo.InvariantCulture, Messages.ValueTooDeep, MaximumDepth));
}
