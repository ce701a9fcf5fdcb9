using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using Conversion.Model;

namespace Conversion.Binding;

/// <summary>Makes a request of a row: its columns by <see cref="ColumnRules"/>, then the maps, then what parameters gave.</summary>
internal sealed class ContactBinder : IDisposable
{
    private readonly RowReader _row = new();
    private readonly ContactDraft _draft = new();
    private readonly ContactSerializer _serializer = new();
    private readonly List<ValidationError> _errors = [];
    private readonly ColumnWarnings _columnWarnings;
    private readonly ColumnRules _rules;
    private readonly MappedField[] _fieldMap;
    private readonly MappedField[] _companyFieldMap;
    private readonly EmptyValue _emptyValue;
    private RowPlan? _plan;
    private string? _reading;
    private bool _sawRow;

    /// <param name="rules">What columns become.</param>
    /// <param name="fieldMap">-FieldMap.</param>
    /// <param name="companyFieldMap">-CompanyFieldMap.</param>
    /// <param name="emptyValue">What a blank cell sends.</param>
    /// <param name="warn">Takes what the user should know and no row is to blame for.</param>
    public ContactBinder(
        ColumnRules rules, MappedField[] fieldMap, MappedField[] companyFieldMap, EmptyValue emptyValue, Action<string> warn)
    {
        _rules = rules;
        _fieldMap = fieldMap;
        _companyFieldMap = companyFieldMap;
        _emptyValue = emptyValue;
        _columnWarnings = new ColumnWarnings(warn);
    }

    /// <summary>Makes a request of a row.</summary>
    /// <param name="row">The row; null where there are parameters only.</param>
    /// <param name="given">What parameters gave.</param>
    public BoundContact Bind(PSObject? row, BoundValues given)
    {
        Read(row, given);
        ContactRequest? request = _serializer.Serialize(_draft, _errors);
        return _errors.Count == 0
            ? new BoundContact(request, [], _draft.Email)
            : new BoundContact(null, [.. _errors], string.IsNullOrWhiteSpace(_draft.Email) ? null : _draft.Email);
    }

    /// <summary>Makes a contact of a row, to be looked at before it is sent.</summary>
    /// <param name="row">The row; null where there are parameters only.</param>
    /// <param name="given">What parameters gave.</param>
    public CnvContact Convert(PSObject? row, BoundValues given)
    {
        Read(row, given);
        ValidationError[] unreadable = [.. _errors];
        ContactRequest? request = _serializer.Serialize(_draft, _errors);
        return new CnvContact(_draft, _errors.Count == 0 ? request : null, unreadable, [.. _errors]);
    }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose() => _serializer.Dispose();

    private void Read(PSObject? row, BoundValues given)
    {
        _draft.Clear();
        _errors.Clear();
        _reading = null;
        try
        {
            if (row?.BaseObject is CnvContact contact)
            {
                contact.CopyTo(_draft);
                _errors.AddRange(contact.Unreadable);
            }
            else
            {
                ReadRow(row);
            }

            Overlay(given);
        }
        catch (Exception exception) when (exception is not (PipelineStoppedException or OutOfMemoryException))
        {
            // Reading a row runs code that is not ours: getters, enumerators, script blocks. It costs the row and no other.
            _errors.Add(new ValidationError(
                ErrorCodes.InvalidValue,
                _reading is null
                    ? string.Format(CultureInfo.InvariantCulture, Messages.RowUnreadable, Describe(exception))
                    : string.Format(CultureInfo.InvariantCulture, Messages.ValueUnsendable, Printable.Text(_reading, 80), Describe(exception))));
        }
    }

    private void ReadRow(PSObject? row)
    {
        _row.Read(row);
        if (_plan is null || !_plan.Fits(_row))
        {
            NameMissing(row);
            _plan = RowPlan.Make(_row, _rules, _fieldMap, _companyFieldMap);
            _columnWarnings.Look(_plan);
        }

        if (_plan.Twice is string name)
        {
            throw new CellException(string.Format(CultureInfo.InvariantCulture, Messages.PropertyTwice, Printable.Text(name, 80)));
        }

        ReadColumns();
        ReadMap(_fieldMap, _plan.FieldSources, _draft.Fields, row);
        ReadMap(_companyFieldMap, _plan.CompanyFieldSources, _draft.CompanyFields, row);
    }

    // Parameters alone are a row without columns, and one that comes later may lack what the first one has.
    private void NameMissing(PSObject? row)
    {
        if (row is null || _sawRow)
        {
            return;
        }

        _sawRow = true;
        foreach ((string parameter, string column) in _rules.MissingFrom(_row.Names))
        {
            _columnWarnings.Missing(parameter, column);
        }
    }

    private void ReadColumns()
    {
        Column[] columns = _plan!.Columns;
        foreach (int column in _plan.Order)
        {
            _reading = columns[column].Name;
            SetColumn(columns[column], Cell.Bare(_row[column]));
        }
    }

    private void SetColumn(Column column, object? value)
    {
        switch (column.Kind)
        {
            case ColumnKind.Field:
                SetField(_draft.Fields, column.Key, value);
                break;
            case ColumnKind.CompanyField:
                SetField(_draft.CompanyFields, column.Key, value);
                break;
            case ColumnKind.Email:
                _draft.Email = Text(value);
                break;
            case ColumnKind.CnvContactId:
                _draft.CnvContactId = Text(value);
                break;
            case ColumnKind.SubscriptionStatus:
                _draft.SubscriptionStatus = Text(value);
                break;
            case ColumnKind.Fields:
                SetFields(_draft.Fields, column.Name, value);
                break;
            case ColumnKind.CompanyFields:
                SetFields(_draft.CompanyFields, column.Name, value);
                break;
            case ColumnKind.UpdateOnly:
                SetOption(column.Name, ContactOptions.UpdateOnly, value);
                break;
            case ColumnKind.SyncToCRM:
                SetOption(column.Name, ContactOptions.SyncToCRM, value);
                break;
            case ColumnKind.PreserveExistingFields:
                SetOption(column.Name, ContactOptions.PreserveExistingFields, value);
                break;
        }
    }

    private void ReadMap(MappedField[] map, int[] sources, FieldSet fields, PSObject? row)
    {
        for (int i = 0; i < map.Length; i++)
        {
            MappedField field = map[i];
            _reading = field.Key;
            if (field.Script is not null)
            {
                SetField(fields, field.Key, Cell.Bare(field.Evaluate(row)));
            }
            else if (sources[i] >= 0)
            {
                SetField(fields, field.Key, Cell.Bare(_row[sources[i]]));
            }
            else
            {
                _columnWarnings.Missing(field);
            }
        }
    }

    private void Overlay(BoundValues given)
    {
        _draft.Email = NotBlank(given.Email) ?? _draft.Email;
        _draft.CnvContactId = NotBlank(given.CnvContactId) ?? _draft.CnvContactId;
        _draft.SubscriptionStatus = NotBlank(given.SubscriptionStatus) ?? _draft.SubscriptionStatus;
        _draft.Options = (_draft.Options | given.Options) & ~given.Denied;
        if (given.Fields is not null)
        {
            _reading = nameof(given.Fields);
            SetFields(_draft.Fields, _reading, Cell.Bare(given.Fields));
        }

        if (given.CompanyFields is not null)
        {
            _reading = nameof(given.CompanyFields);
            SetFields(_draft.CompanyFields, _reading, Cell.Bare(given.CompanyFields));
        }
    }

    private void SetField(FieldSet fields, string key, object? value)
    {
        if (!Cell.IsBlank(value))
        {
            fields.Set(key, value);
        }
        else if (_emptyValue != EmptyValue.Omit)
        {
            fields.Set(key, _emptyValue == EmptyValue.Null ? null : string.Empty);
        }
    }

    private void SetFields(FieldSet fields, string column, object? value)
    {
        if (Cell.IsBlank(value))
        {
            return;
        }

        if (value is not IDictionary dictionary)
        {
            _errors.Add(new ValidationError(ErrorCodes.InvalidValue, string.Format(CultureInfo.InvariantCulture, Messages.ColumnIsNoDictionary, column)));
            return;
        }

        foreach (DictionaryEntry entry in dictionary)
        {
            string key = entry.Key as string ?? LanguagePrimitives.ConvertTo<string>(entry.Key);
            _reading = key;
            SetField(fields, key, Cell.Bare(entry.Value));
        }
    }

    private void SetOption(string column, ContactOptions option, object? value)
    {
        if (!SwitchValue.TryRead(value, out bool? on))
        {
            _errors.Add(new ValidationError(
                ErrorCodes.InvalidValue, string.Format(CultureInfo.InvariantCulture, Messages.ColumnIsNoSwitch, column, Printable.Text(Text(value) ?? string.Empty, 80))));
        }
        else if (on == true)
        {
            _draft.Options |= option;
        }
    }

    private static string Describe(Exception exception) =>
        exception is CellException ? exception.Message : string.Format(CultureInfo.InvariantCulture, Messages.ValueUnreadable, Printable.Message(exception, 200));

    private static string? Text(object? value) => value as string ?? LanguagePrimitives.ConvertTo<string>(value);

    private static string? NotBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

/// <summary>What was made of a row.</summary>
/// <param name="Request">The request; null when there is an error.</param>
/// <param name="Errors">What is wrong with the row; empty when nothing is.</param>
/// <param name="Email">The address as the row has it; null where it has none.</param>
internal readonly record struct BoundContact(ContactRequest? Request, IReadOnlyList<ValidationError> Errors, string? Email);
