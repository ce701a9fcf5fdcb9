using System.Collections;
using System.Collections.Generic;
using System.Data;
using System.Globalization;
using System.Management.Automation;

namespace Conversion.Binding;

/// <summary>
/// A row's columns: the properties of an object, or the entries of a dictionary. The only code that knows in which
/// shapes PowerShell hands us rows. Used again for every row; a value is read only when it is asked for.
/// </summary>
internal sealed class RowReader
{
    private const int MaximumColumns = 100_000;

    private readonly List<string> _names = [];
    private readonly List<object?> _cells = [];
    private readonly List<PSPropertyInfo> _properties = [];
    private readonly OwnProperties _ownProperties = new();

    /// <summary>The columns' names, in the row's order.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Whether the row is nothing but columns: a custom object, a dictionary or a DataRow.</summary>
    public bool IsMadeOfColumns { get; private set; }

    /// <summary>Turns to a row; null is a row without columns.</summary>
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
            case object native:
                IsMadeOfColumns = native is PSCustomObject;
                ReadProperties(row);
                break;
        }
    }

    /// <summary>The value in a column.</summary>
    public object? this[int column] => _properties.Count > 0 ? _properties[column].Value : _cells[column];

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
            _names.Add(column.ColumnName);
            _cells.Add(row[column]);
        }
    }

    private void ReadEntries(IDictionary dictionary)
    {
        foreach (DictionaryEntry entry in dictionary)
        {
            Add(entry.Key as string ?? LanguagePrimitives.ConvertTo<string>(entry.Key), entry.Value);
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
