using System;
using System.Collections.Generic;
using System.Globalization;
using Conversion.Model;

namespace Conversion.Binding;

/// <summary>What the user should know of columns, said once for each.</summary>
internal sealed class ColumnWarnings(Action<string> warn)
{
    // Rows may have as many names as there are rows; who has read so many warnings knows.
    private const int Enough = 100;

    private readonly HashSet<string> _named = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A column that a map names and the row has not got.</summary>
    public void Missing(MappedField field)
    {
        if (_named.Add(field.Column!))
        {
            warn(string.Format(CultureInfo.InvariantCulture, Messages.MappedColumnMissing, field.Column, field.Key));
        }
    }

    /// <summary>A column that a parameter names and the first row has not got.</summary>
    public void Missing(string parameter, string column)
    {
        if (_named.Add(column))
        {
            warn(string.Format(CultureInfo.InvariantCulture, Messages.NamedColumnMissing, column, parameter));
        }
    }

    /// <summary>Names the columns that no field would take: a key holds no white space.</summary>
    public void Look(RowPlan plan)
    {
        foreach (Column column in plan.Columns)
        {
            if (column.Kind is ColumnKind.Field or ColumnKind.CompanyField && !FieldKeyNames.CanBe(column.Key) && _named.Count < Enough && _named.Add(column.Name))
            {
                string name = "'" + Printable.Text(column.Name, 80).Replace("'", "''") + "'";
                string map = column.Kind == ColumnKind.Field ? "-FieldMap" : "-CompanyFieldMap";
                warn(string.Format(CultureInfo.InvariantCulture, Messages.ColumnIsNoField, name, map, FieldKeyNames.From(column.Key)));
            }
        }
    }
}
