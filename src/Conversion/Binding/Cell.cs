using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Xml;

namespace Conversion.Binding;

/// <summary>A cell's value, freed of PowerShell's wrapping.</summary>
internal static class Cell
{
    private const int MaximumDepth = 32;
    private const int MaximumValues = 1_000_000;

    /// <summary>Null, empty or white space.</summary>
    public static bool IsBlank(object? bare) => bare is null or DBNull || (bare is string text && string.IsNullOrWhiteSpace(text));

    /// <summary>The object itself; a custom object stays wrapped, since its wrapping is all there is of it.</summary>
    public static object? Unwrap(object? value) =>
        value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value;

    /// <summary>The value with nothing of PowerShell left in it, at any depth: custom objects become dictionaries.</summary>
    /// <exception cref="CellException">It is nested too deeply, in a circle, or has no end.</exception>
    public static object? Bare(object? value)
    {
        int left = MaximumValues;
        return Bare(value, depth: 0, ref left);
    }

    /// <summary>A dictionary or custom object as a dictionary; null where it is neither.</summary>
    public static IDictionary? AsDictionary(object? value)
    {
        int left = MaximumValues;
        return Unwrap(value) switch
        {
            IDictionary dictionary => dictionary,
            PSObject custom => BareObject(custom, depth: 1, ref left),
            _ => null,
        };
    }

    private static object? Bare(object? value, int depth, ref int left)
    {
        object? bare = Unwrap(value);
        switch (bare)
        {
            case null or string or ValueType:
                return bare;
            case PSObject custom:
                return BareObject(custom, Deeper(depth), ref left);
            case IDictionary dictionary:
                return BareDictionary(dictionary, Deeper(depth), ref left);
            // Element by element it would be lists of nothing; as it is, it is refused.
            case XmlNode:
                return bare;
            case IEnumerable sequence:
                return BareArray(sequence, Deeper(depth), ref left);
            default:
                return bare;
        }
    }

    private static OrderedDictionary BareObject(PSObject custom, int depth, ref int left)
    {
        OrderedDictionary bare = new(StringComparer.Ordinal);
        foreach (PSPropertyInfo property in custom.Properties)
        {
            bare[property.Name] = Bare(property.Value, depth, ref left);
            Count(ref left);
        }

        return bare;
    }

    private static OrderedDictionary BareDictionary(IDictionary dictionary, int depth, ref int left)
    {
        OrderedDictionary bare = new(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in dictionary)
        {
            bare[LanguagePrimitives.ConvertTo<string>(entry.Key)] = Bare(entry.Value, depth, ref left);
            Count(ref left);
        }

        return bare;
    }

    private static List<object?> BareArray(IEnumerable sequence, int depth, ref int left)
    {
        List<object?> bare = [];
        foreach (object? item in sequence)
        {
            bare.Add(Bare(item, depth, ref left));
            Count(ref left);
        }

        return bare;
    }

    private static void Count(ref int left)
    {
        if (--left == 0)
        {
            throw new CellException(string.Format(CultureInfo.InvariantCulture, Messages.ValueTooLarge, MaximumValues));
        }
    }

    private static int Deeper(int depth) =>
        depth < MaximumDepth ? depth + 1 : throw new CellException(string.Format(CultureInfo.InvariantCulture, Messages.ValueTooDeep, MaximumDepth));
}

/// <summary>A cell that cannot be read. It costs its row and no other.</summary>
internal sealed class CellException(string message) : Exception(message);
