using System;
using System.Collections.Generic;
using System.Linq;

namespace Conversion.Binding;

/// <summary>What is to be done with rows of one shape: worked out once, since the rows of a CSV all have the same.</summary>
internal sealed class RowPlan
{
    private readonly bool _madeOfColumns;

    private RowPlan(Column[] columns, bool madeOfColumns, int[] fieldSources, int[] companyFieldSources)
    {
        _madeOfColumns = madeOfColumns;
        Columns = columns;
        Order = [.. Enumerable.Range(0, columns.Length)
            .Where(column => columns[column].Kind != ColumnKind.Ignored).OrderBy(column => PrecedenceOf(columns[column]))];
        Twice = FindTwice(columns);
        FieldSources = fieldSources;
        CompanyFieldSources = companyFieldSources;
    }

    /// <summary>The columns, in the row's order.</summary>
    public Column[] Columns { get; }

    /// <summary>
    /// Which columns are read, in which order. Where several give one field the last has it, and a dictionary has no order that
    /// could say which that is: so the plain columns come first, then those with a prefix, then the dictionaries of fields.
    /// </summary>
    public int[] Order { get; }

    /// <summary>
    /// The second of two columns that give one property of the request, or one field by a prefix; null where there is none. Only
    /// names that differ by case alone can be two, and which of them is meant nobody can tell.
    /// </summary>
    public string? Twice { get; }

    /// <summary>For each entry of -FieldMap, the column it names; -1 where the row has none.</summary>
    public int[] FieldSources { get; }

    /// <summary>The same for -CompanyFieldMap.</summary>
    public int[] CompanyFieldSources { get; }

    public static RowPlan Make(RowReader row, ColumnRules rules, MappedField[] fields, MappedField[] companyFields)
    {
        Column[] columns = rules.Decide(row.Names, row.IsMadeOfColumns);
        int Source(MappedField field) => Array.FindIndex(
            columns, column => string.Equals(column.Name, field.Column, StringComparison.OrdinalIgnoreCase));
        return new RowPlan(columns, row.IsMadeOfColumns, Array.ConvertAll(fields, Source), Array.ConvertAll(companyFields, Source));
    }

    public bool Fits(RowReader row)
    {
        IReadOnlyList<string> names = row.Names;
        if (names.Count != Columns.Length || row.IsMadeOfColumns != _madeOfColumns)
        {
            return false;
        }

        for (int i = 0; i < Columns.Length; i++)
        {
            if (!string.Equals(names[i], Columns[i].Name, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static int PrecedenceOf(Column column) =>
        column.Kind is ColumnKind.Fields or ColumnKind.CompanyFields ? 2 : column.IsPrefixed ? 1 : 0;

    private static string? FindTwice(Column[] columns)
    {
        HashSet<(ColumnKind, string? Key)> seen = [];
        foreach (Column column in columns)
        {
            bool isField = column.Kind is ColumnKind.Field or ColumnKind.CompanyField;
            bool mayBeTwo = isField ? column.IsPrefixed : column.Kind != ColumnKind.Ignored;
            if (mayBeTwo && !seen.Add((column.Kind, isField ? column.Key : null)))
            {
                return column.Name;
            }
        }

        return null;
    }
}
