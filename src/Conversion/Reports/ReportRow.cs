using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;

namespace Conversion.Reports;

/// <summary>A row that did not go through, with its cells: for -IncludeRow. Its text is cut, so its memory is bounded.</summary>
internal sealed class ReportRow
{
    private const int MaximumCells = 30;
    private const int MaximumLength = 200;

    public ReportRow(in RowResult result)
    {
        Row = result.Row;
        Email = Cut(result.Email);
        Status = result.Status;
        ErrorCode = Cut(result.ErrorCode);
        ErrorMessage = Cut(result.ErrorMessage);
        Cells = [.. ReadCells(result.InputObject)];
    }

    public long? Row { get; }

    public string? Email { get; }

    public ResultStatus Status { get; }

    public string? ErrorCode { get; }

    public string? ErrorMessage { get; }

    /// <summary>The columns of the row and their values.</summary>
    public IReadOnlyList<(string Name, string Value)> Cells { get; }

    private static IEnumerable<(string Name, string Value)> ReadCells(object? row)
    {
        if (row is null)
        {
            yield break;
        }

        int count = 0;
        PSObject item = PSObject.AsPSObject(row);
        if (item.BaseObject is IDictionary dictionary)
        {
            foreach (DictionaryEntry entry in dictionary)
            {
                if (count++ == MaximumCells)
                {
                    yield break;
                }

                yield return (TextOf(() => entry.Key), TextOf(() => entry.Value));
            }

            yield break;
        }

        if (item.BaseObject is string text)
        {
            yield return (string.Empty, Cut(text)!);
            yield break;
        }

        foreach (PSPropertyInfo property in item.Properties)
        {
            // Script properties are code: a report runs none.
            if (property.MemberType is not (PSMemberTypes.NoteProperty or PSMemberTypes.Property))
            {
                continue;
            }

            if (count++ == MaximumCells)
            {
                yield break;
            }

            yield return (Cut(property.Name)!, TextOf(() => property.Value));
        }
    }

    // A value may be an object of any class, whose code may fail.
    private static string TextOf(Func<object?> read)
    {
        try
        {
            object? value = read();
            return Cut(Convert.ToString(value is PSObject item ? item.BaseObject is PSCustomObject ? item.ToString() : item.BaseObject : value, CultureInfo.InvariantCulture)) ?? string.Empty;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return "(cannot be read)";
        }
    }

    private static string? Cut(string? text) => text?.Length > MaximumLength ? text.Substring(0, MaximumLength) + "…" : text;
}
