using System;
using System.Linq;

namespace Conversion.Binding;

/// <summary>What may be the key of a field, and what one would be called after a column.</summary>
internal static class FieldKeyNames
{
    private static readonly char[] s_whiteSpace = [' ', '\t', '\r', '\n', '\u00a0'];

    /// <summary>Whether a column's name may be a key: those hold no white space.</summary>
    public static bool CanBe(string column) => column.Length > 0 && !column.Any(char.IsWhiteSpace);

    /// <summary>A column's name as a key: lower case, its words joined by underscores.</summary>
    public static string From(string column)
    {
        string[] words = column.ToLowerInvariant().Split(s_whiteSpace, StringSplitOptions.RemoveEmptyEntries);
        string key = string.Join("_", words.Select(static word => string.Concat(word.Where(static letter => char.IsLetterOrDigit(letter) || letter == '_'))));
        return key.Length > 0 ? key : "key";
    }
}
