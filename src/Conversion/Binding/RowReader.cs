using System;
using System.Collections;
using System.Collections.Generic;
using System.Data;
using System.Globalization;
using System.Management.Automation;

namespace Conversion.Binding;

/// <summary>
/// The columns of a row: the properties of an object, or the entries of a dictionary. The only code that knows the shapes in
/// which PowerShell hands over rows. Reused for every row; a value is read only when it is asked for.
/// </summary>
internal sealed class RowReader
{
    private const int MaximumColumns = 100_000;

    private readonly List<string> _names = [];
    private readonly List<object?> _cells = [];
    private readonly List<PSPropertyInfo> _properties = [];
    private readonly OwnProperties _ownProperties = new();

    /// <summary>The names of the columns, in the order of the row.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Whether the row consists of columns: a custom object, a dictionary, a DataRow, or an object of a PowerShell class.</summary>
    public bool IsMadeOfColumns { get; private set; }

    /// <summary>The value in a column.</summary>
    public object? this[int column] => _properties.Count > 0 ? _properties[column].Value : _cells[column];

    /// <summary>Moves to a row. Null is a row without columns, and a string is an address.</summary>
    /// <exception cref="CellException">The row is a list of rows, or has too many columns.</exception>
    public void Read(PSObject? row)
    {
        _names.Clear();
        _cells.Clear();
        _properties.Clear();
        IsMadeOfColumns = true;
        switch (row?.BaseObject)
        {
            case null:
                break;
            case string address:
                Add("Email", address);
                break;
            case IDictionary dictionary:
                ReadEntries(dictionary);
                break;
            case IEnumerable<KeyValuePair<string, object?>> entries:
                ReadEntries(entries);
                break;
            case DataRow data:
                ReadCells(data);
                break;
            case DataRowView view:
                ReadCells(view.Row);
                break;
            case IList list:
                throw new CellException(string.Format(CultureInfo.InvariantCulture, Messages.RowIsList, list.Count));
            case object native:
                IsMadeOfColumns = native is PSCustomObject or CnvContactRecord || IsOfPowerShellClass(native.GetType());
                ReadProperties(row);
                break;
        }
    }

    // Windows PowerShell and PowerShell 7 mark the assembly in which they compile classes.
    private static bool IsOfPowerShellClass(Type type) =>
        type.Assembly.IsDynamic && type.Assembly.GetName().Name.StartsWith("PowerShell Class Assembly", StringComparison.Ordinal);

    private void ReadProperties(PSObject row)
    {
        if (!_ownProperties.TryRead(row, _properties))
        {
            _properties.AddRange(row.Properties);
        }

        foreach (PSPropertyInfo property in _properties)
        {
            _names.Add(property.Name);
        }
    }

    // Its properties are more than its columns: Table, RowState and so on.
    private void ReadCells(DataRow row)
    {
        foreach (DataColumn column in row.Table.Columns)
        {
            Add(column.ColumnName, row[column]);
        }
    }

    private void ReadEntries(IDictionary dictionary)
    {
        foreach (KeyValuePair<string, object?> entry in DictionaryEntries.InOrder(dictionary))
        {
            Add(entry.Key, entry.Value);
        }
    }

    private void ReadEntries(IEnumerable<KeyValuePair<string, object?>> entries)
    {
        foreach (KeyValuePair<string, object?> entry in entries)
        {
            Add(entry.Key, entry.Value);
        }
    }

    private void Add(string name, object? cell)
    {
        if (_names.Count == MaximumColumns)
        {
            throw new CellException(string.Format(CultureInfo.InvariantCulture, Messages.RowTooWide, MaximumColumns));
        }

        _names.Add(name);
        _cells.Add(cell);
    }
}
