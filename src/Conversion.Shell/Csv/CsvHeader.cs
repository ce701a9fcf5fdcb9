using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace Conversion.Shell.Csv;

/// <summary>The columns of one file and, where it names one, the type of its rows.</summary>
internal sealed class CsvHeader
{
    private const string FieldsMark = "#Fields: ";
    private const string TypeMark = "#TYPE";

    private CsvHeader(string? typeName, IReadOnlyList<string> columns)
    {
        TypeName = typeName;
        Columns = columns;
        RejectDuplicates(columns);

        string[] names = new string[columns.Count];
        int unnamed = 0;
        for (int index = 0; index < names.Length; index++)
        {
            names[index] = columns[index].Length > 0 ? columns[index] : $"H{++unnamed}";
        }

        Names = names;
        HasUnnamed = unnamed > 0;
    }

    /// <summary>What follows <c>#TYPE</c> on the first line; null when there is none.</summary>
    public string? TypeName { get; }

    /// <summary>The columns as the file has them; an unnamed one is empty.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The property names: the columns, with H1, H2… for unnamed ones.</summary>
    public string[] Names { get; }

    public bool HasUnnamed { get; }

    /// <summary>
    /// Reads up to the first data record. A first line that starts with <c>#</c> never is the header, and so is no later one
    /// before the header, except that of a W3C extended log (<c>#Fields: </c>).
    /// </summary>
    /// <param name="records">At the start of the text.</param>
    /// <param name="given">The columns, for a text without a header; null to read them.</param>
    /// <exception cref="ExtendedTypeSystemException">Two columns have one name.</exception>
    public static CsvHeader Read(CsvRecordReader records, IReadOnlyList<string>? given)
    {
        string? typeName = ReadTypeName(records);
        return new CsvHeader(typeName, given ?? ReadColumns(records));
    }

    private static string? ReadTypeName(CsvRecordReader records)
    {
        if (!records.NextIs('#'))
        {
            return null;
        }

        string line = records.ReadLine();
        if (!line.StartsWith(TypeMark, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string typeName = line[TypeMark.Length..].Trim();
        return typeName.Length == 0 ? null : typeName;
    }

    private static List<string> ReadColumns(CsvRecordReader records)
    {
        List<string> cells = [];
        while (!records.AtEnd)
        {
            records.Read(cells);
            while (cells.Count > 1 && cells[^1].Length == 0)
            {
                cells.RemoveAt(cells.Count - 1);
            }

            if (cells.Count > 0 && cells[0].StartsWith(FieldsMark, StringComparison.Ordinal))
            {
                cells[0] = cells[0][FieldsMark.Length..];
                return cells;
            }

            if (cells.Count == 0 || !cells[0].StartsWith('#'))
            {
                return cells;
            }
        }

        return [];
    }

    private static void RejectDuplicates(IReadOnlyList<string> columns)
    {
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach (string column in columns)
        {
            if (column.Length > 0 && !seen.Add(column))
            {
                throw new ExtendedTypeSystemException($"The member \"{column}\" is already present.");
            }
        }
    }
}
