using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;

namespace Conversion.Binding;

/// <summary>The entries of a dictionary, in an order that is the same in every process.</summary>
internal static class DictionaryEntries
{
    /// <summary>
    /// The entries as they come where the dictionary keeps their order; otherwise in ordinal order of their keys. .NET shuffles
    /// a hashtable differently in each process, and the same row must be the same request.
    /// </summary>
    /// <exception cref="CellException">There are more than a row may have.</exception>
    public static List<KeyValuePair<string, object?>> InOrder(IDictionary dictionary)
    {
        List<KeyValuePair<string, object?>> entries = [];
        foreach (DictionaryEntry entry in dictionary)
        {
            if (entries.Count == Cell.MaximumValues)
            {
                throw new CellException(string.Format(CultureInfo.InvariantCulture, Messages.ValueTooLarge, Cell.MaximumValues));
            }

            entries.Add(new(entry.Key as string ?? LanguagePrimitives.ConvertTo<string>(entry.Key), entry.Value));
        }

        if (!KeepsOrder(dictionary))
        {
            entries.Sort(static (one, other) => string.CompareOrdinal(one.Key, other.Key));
        }

        return entries;
    }

    private static bool KeepsOrder(IDictionary dictionary) =>
        dictionary is IOrderedDictionary || dictionary.GetType().Namespace == "System.Collections.Generic";
}
