using System;
using System.Collections.Generic;
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
            if (column.Kind is ColumnKind.Field or ColumnKind.CompanyField && !FieldKeyNames.CanBe(column.Key) && _named.Add(column.Name))
            {
                string name = "'" + Printable.Text(column.Name, 80).Replace("'", "''") + "'";
                string map = column.Kind == ColumnKind.Field ? "-FieldMap" : "-CompanyFieldMap";
                warn($"The column {name} is sent as a field of that name, and no field is called so. "
                    + $"Map it, as in {map} @{{ {FieldKeyNames.Of(column.Key)} = {name} }}, or leave it out with -ExcludeProperty {name}.");
            }
        }
    }
}
