using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using Conversion.Model;

namespace Conversion.Binding;

/// <summary>Writes the values of columns and assignments into the draft of a contact.</summary>
/// <param name="draft">The draft.</param>
/// <param name="errors">Takes what is wrong with a value.</param>
/// <param name="emptyValue">What a blank value of a field sends.</param>
/// <param name="warnings">Takes what one value overrides.</param>
internal sealed class DraftWriter(ContactDraft draft, ICollection<ValidationError> errors, EmptyValue emptyValue, ColumnWarnings warnings)
{
    /// <summary>What is being written, for the message of an exception; null before the first value of a row.</summary>
    public string? Current { get; set; }

    /// <summary>Writes the value of a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="value">Its value.</param>
    /// <param name="columns">All columns of the row.</param>
    /// <exception cref="CellException">The value does not fit.</exception>
    public void Write(Column column, object? value, Column[] columns)
    {
        switch (column.Kind)
        {
            case ColumnKind.Field:
                SetField(draft.Fields, column.Key, value);
                break;
            case ColumnKind.CompanyField:
                SetField(draft.CompanyFields, column.Key, value);
                break;
            case ColumnKind.Email:
                draft.Email = ToText(value);
                break;
            case ColumnKind.CnvContactId:
                draft.CnvContactId = ToText(value);
                break;
            case ColumnKind.SubscriptionStatus:
                draft.SubscriptionStatus = column.IsOfRecord ? ToSettableStatus(value) : ToText(value);
                break;
            case ColumnKind.Fields:
                SetFields(draft.Fields, column.Name, value, columns, isAssigned: false);
                break;
            case ColumnKind.CompanyFields:
                SetFields(draft.CompanyFields, column.Name, value, columns, isAssigned: false);
                break;
            case ColumnKind.Event or ColumnKind.UserId or ColumnKind.EventId or ColumnKind.Timestamp:
                SetOfEvent((EventDraft)draft, column.Kind, column.Kind == ColumnKind.Timestamp ? value : ToText(value));
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

    /// <summary>Writes what the command line says. It decides alone: where it is blank, the value of a column does not stay.</summary>
    /// <param name="assignment">What it says.</param>
    /// <param name="value">Its value for the row.</param>
    /// <param name="columns">All columns of the row.</param>
    /// <exception cref="CellException">The value does not fit.</exception>
    public void Write(Assignment assignment, object? value, Column[] columns)
    {
        switch (assignment.Kind)
        {
            case ColumnKind.Email:
                draft.Email = ToSingleText(value);
                break;
            case ColumnKind.CnvContactId:
                draft.CnvContactId = ToSingleText(value);
                break;
            case ColumnKind.SubscriptionStatus:
                draft.SubscriptionStatus = ToSingleText(value);
                break;
            case ColumnKind.Fields:
                SetFields(draft.Fields, assignment.Name, value, columns, isAssigned: true);
                break;
            case ColumnKind.CompanyFields:
                SetFields(draft.CompanyFields, assignment.Name, value, columns, isAssigned: true);
                break;
            case ColumnKind.Event or ColumnKind.UserId or ColumnKind.EventId or ColumnKind.Timestamp:
                SetOfEvent((EventDraft)draft, assignment.Kind, assignment.Kind == ColumnKind.Timestamp && value is not IEnumerable ? value : ToSingleText(value));
                break;
            case ColumnKind.CompanyField:
                AssignField(draft.CompanyFields, assignment.Key, value);
                break;
            default:
                AssignField(draft.Fields, assignment.Key, value);
                break;
        }
    }

    private static void SetOfEvent(EventDraft draft, ColumnKind kind, object? value)
    {
        switch (kind)
        {
            case ColumnKind.Event:
                draft.Event = (string?)value;
                break;
            case ColumnKind.UserId:
                draft.UserId = (string?)value;
                break;
            case ColumnKind.EventId:
                draft.EventId = (string?)value;
                break;
            default:
                draft.Timestamp = value;
                break;
        }
    }

    private void AssignField(FieldSet fields, string key, object? value)
    {
        fields.Remove(key);
        SetField(fields, key, value);
    }

    private void SetField(FieldSet fields, string key, object? value)
    {
        if (!Cell.IsBlank(value))
        {
            fields.Set(key, value);
        }
        else if (emptyValue != EmptyValue.Omit)
        {
            fields.Set(key, emptyValue == EmptyValue.Null ? null : string.Empty);
        }
    }

    private void SetFields(FieldSet fields, string name, object? value, Column[] columns, bool isAssigned)
    {
        if (Cell.IsBlank(value))
        {
            return;
        }

        if (value is not IDictionary dictionary)
        {
            errors.Add(new ValidationError(ErrorCodes.InvalidValue, string.Format(CultureInfo.InvariantCulture, Messages.ColumnIsNoDictionary, name)));
            return;
        }

        foreach (KeyValuePair<string, object?> entry in DictionaryEntries.InOrder(dictionary))
        {
            Current = entry.Key;
            if (fields.Contains(entry.Key))
            {
                warnings.Overridden(FindColumn(fields, entry.Key, columns) ?? entry.Key, name);
            }

            if (isAssigned)
            {
                AssignField(fields, entry.Key, entry.Value);
            }
            else
            {
                SetField(fields, entry.Key, entry.Value);
            }
        }
    }

    private string? FindColumn(FieldSet fields, string key, Column[] columns)
    {
        ColumnKind kind = ReferenceEquals(fields, draft.Fields) ? ColumnKind.Field : ColumnKind.CompanyField;
        foreach (Column column in columns)
        {
            if (column.Kind == kind && column.Key == key)
            {
                return column.Name;
            }
        }

        return null;
    }

    private void SetOption(string column, ContactOptions option, object? value)
    {
        if (!SwitchValue.TryRead(value, out bool? on))
        {
            errors.Add(new ValidationError(
                ErrorCodes.InvalidValue,
                string.Format(CultureInfo.InvariantCulture, Messages.ColumnIsNoSwitch, column, Printable.Text(ToText(value) ?? string.Empty, 80))));
        }
        else if (on == true)
        {
            draft.Options |= option;
        }
    }

    // A status that only the system sets says what happened to the contact. It is not a value to write back.
    private string? ToSettableStatus(object? value)
    {
        string? status = ToText(value);
        if (ContactRecordColumns.IsSystemStatus(status))
        {
            warnings.SystemStatus(status!);
            return null;
        }

        return status;
    }

    private static string? ToText(object? value) => value as string ?? LanguagePrimitives.ConvertTo<string>(value);

    private static string? ToSingleText(object? value) => value is IEnumerable and not string
        ? throw new CellException(string.Format(CultureInfo.InvariantCulture, Messages.BlockGivesSeveral, value is ICollection several ? several.Count : 2))
        : ToText(value);
}
