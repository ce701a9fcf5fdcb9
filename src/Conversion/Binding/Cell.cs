using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Xml;

namespace Conversion.Binding;

/// <summary>The value of a cell without PowerShell's wrapping.</summary>
internal static class Cell
{
    private const int MaximumDepth = 32;

    // Excel's and Google's, in English, German, French and Spanish.
    private static readonly HashSet<string> s_spreadsheetErrors = new(StringComparer.OrdinalIgnoreCase)
    {
        "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#ERROR!", "#SPILL!", "#CALC!", "#FIELD!", "#GETTING_DATA", "#BLOCKED!", "#CONNECT!", "#BUSY!",
        "#NV", "#BEZUG!", "#WERT!", "#ZAHL!", "#VALEUR!", "#NOM?", "#NOMBRE!", "#NUL!", "#¡REF!", "#¡VALOR!", "#¡DIV/0!", "#¿NOMBRE?", "#¡NUM!",
    };

    /// <summary>The most values in one cell.</summary>
    public const int MaximumValues = 1_000_000;

    /// <summary>Null, empty or white space.</summary>
    public static bool IsBlank(object? value) => value is null or DBNull || (value is string text && string.IsNullOrWhiteSpace(text));

    /// <summary>The object itself. A custom object stays wrapped, because it consists of its wrapping.</summary>
    public static object? Unwrap(object? value) =>
        value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value;

    /// <summary>
    /// The value without PowerShell's wrapping at any depth. Custom objects become dictionaries, in ordinal order of their properties:
    /// nobody can tell whether they were made from a hashtable, which has another order in each process.
    /// </summary>
    /// <exception cref="CellException">It is nested too deeply, in a circle, or has no end.</exception>
    public static object? UnwrapAll(object? value)
    {
        int left = MaximumValues;
        return UnwrapAll(value, depth: 0, ref left);
    }

    /// <summary>A dictionary or custom object as a dictionary; null where it is neither.</summary>
    public static IDictionary? AsDictionary(object? value)
    {
        int left = MaximumValues;
        return Unwrap(value) switch
        {
            IDictionary dictionary => dictionary,
            PSObject custom => UnwrapObject(custom, depth: 1, ref left),
            _ => null,
        };
    }

    /// <summary>Whether a cell holds an error of a spreadsheet instead of a value.</summary>
    public static bool IsSpreadsheetError(object? value) => value is string { Length: > 2 } text && (text[0] == '#' || char.IsWhiteSpace(text[0])) && s_spreadsheetErrors.Contains(text.Trim());

    private static object? UnwrapAll(object? value, int depth, ref int left)
    {
        object? plain = Unwrap(value);
        switch (plain)
        {
            case null or string or ValueType:
                return plain;
            case PSObject custom:
                return Sort(UnwrapObject(custom, Deeper(depth), ref left));
            case IOrderedDictionary ordered:
                return UnwrapDictionary(ordered, Deeper(depth), ref left);
            case IDictionary dictionary:
                return Sort(UnwrapDictionary(dictionary, Deeper(depth), ref left));
            // Its elements would be lists of nothing. As it is, it is refused.
            case XmlNode:
                return plain;
            case IEnumerable sequence:
                return UnwrapArray(sequence, Deeper(depth), ref left);
            default:
                return plain;
        }
    }

    private static OrderedDictionary UnwrapObject(PSObject custom, int depth, ref int left)
    {
        OrderedDictionary plain = new(StringComparer.Ordinal);
        foreach (PSPropertyInfo property in custom.Properties)
        {
            plain[property.Name] = UnwrapAll(property.Value, depth, ref left);
            Count(ref left);
        }

        return plain;
    }

    private static OrderedDictionary UnwrapDictionary(IDictionary dictionary, int depth, ref int left)
    {
        OrderedDictionary plain = new(StringComparer.Ordinal);
        foreach (KeyValuePair<string, object?> entry in DictionaryEntries.InOrder(dictionary))
        {
            plain[entry.Key] = UnwrapAll(entry.Value, depth, ref left);
            Count(ref left);
        }

        return plain;
    }

    private static OrderedDictionary Sort(OrderedDictionary plain)
    {
        string[] keys = [.. plain.Keys.Cast<string>()];
        Array.Sort(keys, StringComparer.Ordinal);
        OrderedDictionary sorted = new(plain.Count, StringComparer.Ordinal);
        Array.ForEach(keys, key => sorted[key] = plain[key]);
        return sorted;
    }

    private static List<object?> UnwrapArray(IEnumerable sequence, int depth, ref int left)
    {
        List<object?> plain = [];
        foreach (object? item in sequence)
        {
            plain.Add(UnwrapAll(item, depth, ref left));
            Count(ref left);
        }

        return plain;
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
