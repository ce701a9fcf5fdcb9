using System;
using System.Collections.Generic;
using System.Linq;
using Conversion.Model;

namespace Conversion.Binding;

/// <summary>What the user should know of columns, said once for each.</summary>
internal sealed class ColumnWarnings(Action<string> warn)
{
    private readonly HashSet<string> _named = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A column that a map names and the row has not got.</summary>
    public void Missing(MappedField field)
    {
        if (_named.Add(field.Column!))
        {
            warn($"The column '{field.Column}', mapped to the field '{field.Key}', is not in the row: nothing is sent for it. Check its spelling.");
        }
    }

    /// <summary>Names the columns that no field would take: a key holds no white space.</summary>
    public void Look(RowPlan plan)
    {
        foreach (Column column in plan.Columns)
        {
            if (column.Kind is ColumnKind.Field or ColumnKind.CompanyField && !CanBeKey(column.Key) && _named.Add(column.Name))
            {
                string name = "'" + Printable.Text(column.Name, 80).Replace("'", "''") + "'";
                string map = column.Kind == ColumnKind.Field ? "-FieldMap" : "-CompanyFieldMap";
                warn($"The column {name} is sent as a field of that name, and no field is called so. "
                    + $"Map it, as in {map} @{{ {AsKey(column.Key)} = {name} }}, or leave it out with -ExcludeProperty {name}.");
            }
        }
    }

    private static bool CanBeKey(string name) => name.Length > 0 && !name.Any(char.IsWhiteSpace);

    private static string AsKey(string name)
    {
        string[] words = name.ToLowerInvariant().Split([' ', '\t', '\r', '\n', '\u00a0'], StringSplitOptions.RemoveEmptyEntries);
        string key = string.Join("_", words.Select(static word => string.Concat(word.Where(static letter => char.IsLetterOrDigit(letter) || letter == '_'))));
        return key.Length > 0 ? key : "key";
    }
}
