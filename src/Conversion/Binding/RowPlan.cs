using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Conversion.Model;

namespace Conversion.Binding;

/// <summary>What to do with rows of one shape. Decided once, because the rows of a CSV all have the same columns.</summary>
internal sealed class RowPlan
{
    private const string DeserializedContact = "Deserialized.Conversion.CnvContact";
    private static readonly string[] s_deserializedResults =
        ["Deserialized.Conversion.CnvContactResult", "Deserialized.Conversion.CnvContactComparison", "Deserialized.Conversion.CnvEventResult"];

    private readonly bool _isMadeOfColumns;

    private RowPlan(Column[] columns, bool isMadeOfColumns, int[] sources, int innerRow)
    {
        _isMadeOfColumns = isMadeOfColumns;
        Columns = columns;
        Sources = sources;
        InnerRow = innerRow;
        Order = [.. Enumerable.Range(0, columns.Length)
            .Where(column => columns[column].Kind != ColumnKind.Ignored).OrderBy(column => columns[column].Precedence)];
        DuplicateColumn = FindDuplicate(columns);
    }

    /// <summary>The columns, in the order of the row.</summary>
    public Column[] Columns { get; }

    /// <summary>
    /// Which columns are read, in which order. Where several give one field the last one wins: first the plain columns, then
    /// those with a prefix, then the dictionaries of fields.
    /// </summary>
    public int[] Order { get; }

    /// <summary>
    /// The second of two columns for one property of the request, or for one field, so that nobody can tell which is meant; null
    /// where there is none.
    /// </summary>
    public string? DuplicateColumn { get; }

    /// <summary>For each assignment, the column that gives its value; -1 where the row has none.</summary>
    public int[] Sources { get; }

    /// <summary>The column that holds the row itself, in a result that came back from a job or a file; -1 for any other row.</summary>
    public int InnerRow { get; }

    /// <summary>A plan for the row that the reader is at.</summary>
    /// <exception cref="CnvException"><c>invalid_field_map</c>.</exception>
    public static RowPlan Create(RowReader reader, PSObject? row, ColumnRules rules, IReadOnlyList<Assignment> assignments)
    {
        string? type = row is null ? null : row.TypeNames.FirstOrDefault();
        // Before it there may be the name that chose a table.
        int innerRow = row is not null && row.TypeNames.Take(2).Any(static name => Array.IndexOf(s_deserializedResults, name) >= 0) ? FindColumn(reader.Names, nameof(CnvContactResult.InputObject)) : -1;
        Column[] columns = innerRow >= 0 ? [.. reader.Names.Select(static name => new Column(name, ColumnKind.Ignored))] : rules.Decide(reader.Names, reader.IsMadeOfColumns);
        if (rules.AreContacts && ContactRecordColumns.IsRecord(type))
        {
            ContactRecordColumns.Apply(columns, rules);
        }

        if (type == DeserializedContact && FindColumn(reader.Names, nameof(CnvContact.Issues)) is >= 0 and int issues)
        {
            columns[issues] = new Column(columns[issues].Name, ColumnKind.Ignored);
        }

        int[] sources = [.. assignments.Select(assignment => assignment.Column is null ? -1 : FindColumn(reader.Names, assignment.Column))];
        MarkUnsent(columns, assignments);
        return new RowPlan(columns, reader.IsMadeOfColumns, sources, innerRow);
    }

    /// <summary>Whether the row that the reader is at has this shape.</summary>
    public bool Matches(RowReader reader)
    {
        IReadOnlyList<string> names = reader.Names;
        if (names.Count != Columns.Length || reader.IsMadeOfColumns != _isMadeOfColumns)
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

    /// <summary>What becomes of each column and what the command line gives, in one line without values.</summary>
    /// <param name="assignments">What the command line gives.</param>
    /// <param name="fieldPrefix">What the rows call a field.</param>
    public string Describe(IReadOnlyList<Assignment> assignments, string fieldPrefix)
    {
        IEnumerable<string> parts = Columns.Select(column => $"{ColumnName.Show(column.Name)} -> {column.Describe(fieldPrefix)}")
            .Concat(assignments.Select(static assignment =>
                $"{assignment.Name} <- {(assignment.Column is string column ? ColumnName.Show(column) : assignment.IsConstant ? "a value" : "a script block")}"));
        return string.Format(CultureInfo.InvariantCulture, Messages.DebugPlan, Columns.Length, string.Join("; ", parts));
    }

    private static int FindColumn(IReadOnlyList<string> names, string column)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (ColumnRules.IsSame(names[i], column))
            {
                return i;
            }
        }

        return -1;
    }

    // What an assignment reads is not left out. It is no field too, where its name is that of an address or cannot be a key.
    private static void MarkUnsent(Column[] columns, IReadOnlyList<Assignment> assignments)
    {
        bool mayReadAny = assignments.Any(static assignment => assignment.ColumnsRead is null);
        HashSet<(ColumnKind, string)> given = [.. assignments.Select(static assignment => (assignment.Kind, assignment.Key))];
        HashSet<(ColumnKind, string)> prefixed = [.. columns.Where(static column => column.Precedence == 1).Select(static column => (column.Kind, column.Key))];
        for (int i = 0; i < columns.Length; i++)
        {
            Column column = columns[i];
            bool isField = column.Kind is ColumnKind.Field or ColumnKind.CompanyField;
            if (assignments.Any(assignment => assignment.ColumnsRead?.Any(read => ColumnRules.IsSame(read, column.Name)) == true))
            {
                string name = Printable.TrimInvisible(column.Name);
                bool isOnlyRead = isField && column.Precedence == 0 && (!ColumnName.CanBeKey(name) || ColumnName.LooksLikeAddress(name));
                columns[i] = column with { Kind = isOnlyRead ? ColumnKind.Ignored : column.Kind, Unsent = Unsent.AsAsked };
            }
            else if (mayReadAny)
            {
                columns[i] = column with { Unsent = Unsent.AsAsked };
            }
            else if (isField && given.Contains((column.Kind, column.Key)))
            {
                columns[i] = column with { Unsent = Unsent.GivenByParameter };
            }
            else if (isField && column.Precedence == 0 && prefixed.Contains((column.Kind, column.Key)))
            {
                columns[i] = column with { Unsent = Unsent.Overridden };
            }
        }
    }

    private static string? FindDuplicate(Column[] columns)
    {
        HashSet<(ColumnKind, string, int)> seen = [];
        foreach (Column column in columns)
        {
            if (column.Kind != ColumnKind.Ignored && !seen.Add((column.Kind, column.Key, column.Precedence)))
            {
                return column.Name;
            }
        }

        return null;
    }
}
