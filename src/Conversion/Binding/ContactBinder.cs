using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using Conversion.Model;

namespace Conversion.Binding;

/// <summary>
/// Makes a request of a row: its columns by <see cref="ColumnRules"/>, then what the command line says, which wins. Every value
/// of a row is in its request, in an error of the row, or in a column that a warning names.
/// </summary>
internal sealed class ContactBinder : IDisposable
{
    // Rows may alternate between a few shapes, as those of JSON do.
    private const int MaximumPlans = 8;

    private readonly RowReader _reader = new();
    private readonly DraftSerializer _serializer;
    private readonly ContactDraft _draft;
    private readonly List<ValidationError> _errors = [];
    private readonly DraftWriter _writer;
    private readonly List<RowPlan> _plans = [];
    private readonly ColumnRules _rules;
    private readonly IReadOnlyList<Assignment> _assignments;
    private readonly BinderOptions _options;
    private readonly ColumnWarnings _warnings;
    private readonly Action<string>? _debug;
    private RowPlan? _plan;
    private bool _isWhole;
    private bool _isOfResult;

    /// <param name="rules">What columns become.</param>
    /// <param name="assignments">What the command line says of properties of the request.</param>
    /// <param name="options">The rest of what it says.</param>
    /// <param name="warn">Writes a warning.</param>
    /// <param name="debug">Writes a debug line; null where none is wanted.</param>
    /// <param name="serializer">Makes requests of drafts; null for contacts. Disposed with this.</param>
    public ContactBinder(
        ColumnRules rules,
        IReadOnlyList<Assignment> assignments,
        BinderOptions options,
        Action<string> warn,
        Action<string>? debug,
        DraftSerializer? serializer = null)
    {
        _debug = debug;
        _serializer = serializer ?? new ContactDraftSerializer();
        _draft = _serializer.Draft;
        _rules = rules;
        _assignments = assignments;
        _options = options;
        _warnings = new ColumnWarnings(rules, warn);
        _writer = new DraftWriter(_draft, _errors, options.EmptyValue, _warnings);
    }

    /// <summary>Makes a request of a row.</summary>
    /// <param name="row">The row; null where there are parameters only.</param>
    /// <exception cref="CnvException"><c>invalid_field_map</c>: two columns meet in one key.</exception>
    public BoundContact Bind(PSObject? row)
    {
        row = Read(row);
        RowRequest? request = _serializer.Serialize(_errors, out ContactIdentity? identity);
        BoundContact bound = _errors.Count == 0
            ? new BoundContact(row, request, [], request!.Email, identity)
            : new BoundContact(row, null, [.. _errors], string.IsNullOrWhiteSpace(_draft.Email) ? null : _draft.Email, _isWhole ? identity : null);
        return bound with { Event = _serializer.Describe(bound.Request), IsOfResult = _isOfResult };
    }

    /// <summary>Makes a contact of a row, to be looked at before it is sent.</summary>
    /// <param name="row">The row; null where there are parameters only.</param>
    /// <exception cref="CnvException"><c>invalid_field_map</c>: two columns meet in one key.</exception>
    public CnvContact Convert(PSObject? row)
    {
        Read(row);
        ValidationError[] unreadable = [.. _errors];
        RowRequest? request = _serializer.Serialize(_errors, out _);
        return new CnvContact(_draft, _errors.Count == 0 ? request : null, unreadable, [.. _errors]);
    }

    /// <summary>Adds the fields of the row that was bound last.</summary>
    public void AddFieldsTo(SentFields fields) => fields.Add(_draft.Fields, _draft.CompanyFields);

    /// <summary>Warns of what only the end of the list shows.</summary>
    public void Complete() => _warnings.Complete();

    /// <summary>Releases the buffers.</summary>
    public void Dispose() => _serializer.Dispose();

    // Returns the row itself, where a result of an earlier run came in its place.
    private PSObject? Read(PSObject? row)
    {
        _draft.Clear();
        _errors.Clear();
        _plan = null;
        _isWhole = true;
        _isOfResult = false;
        _writer.Current = null;
        try
        {
            if (row?.BaseObject is IRowResult result)
            {
                _isOfResult = true;
                row = InnerRow(result.InputObject);
            }

            if (row?.BaseObject is CnvContact contact)
            {
                contact.CopyTo(_draft);
                _errors.AddRange(contact.Unreadable);
            }
            else
            {
                row = ReadRow(row);
            }

            _draft.Options |= _options.SwitchedOn;
            Assign(row);
            _draft.Options &= ~_options.SwitchedOff;
        }
        catch (Exception exception) when (exception is not (PipelineStoppedException or OutOfMemoryException or CnvException))
        {
            // Reading a row runs foreign code: getters, enumerators, script blocks. It costs this row and no other.
            _isWhole = false;
            _errors.Add(new ValidationError(
                ErrorCodes.InvalidValue,
                _writer.Current is null
                    ? string.Format(CultureInfo.InvariantCulture, Messages.RowUnreadable, Describe(exception))
                    : string.Format(CultureInfo.InvariantCulture, Messages.ValueUnsendable, Printable.Text(_writer.Current, 80), Describe(exception))));
        }

        return row;
    }

    private PSObject? ReadRow(PSObject? row)
    {
        _reader.Read(row);
        _plan = FindPlan() ?? CreatePlan(row);
        if (_plan.InnerRow >= 0)
        {
            _isOfResult = true;
            return ReadRow(InnerRow(_reader[_plan.InnerRow]));
        }

        if (_plan.DuplicateColumn is string name)
        {
            throw new CellException(string.Format(CultureInfo.InvariantCulture, Messages.DuplicateColumn, ColumnName.Show(name)));
        }

        foreach (int column in _plan.Order)
        {
            _writer.Current = _plan.Columns[column].Name;
            _writer.Write(_plan.Columns[column], ReadCell(column), _plan.Columns);
        }

        return row;
    }

    private static PSObject InnerRow(object? row) => row switch
    {
        null => throw new CellException(Messages.ResultWithoutRow),
        string text when text.StartsWith("@{", StringComparison.Ordinal) => throw new CellException(Messages.ResultWithoutRow),
        _ => PSObject.AsPSObject(row),
    };

    private RowPlan? FindPlan()
    {
        foreach (RowPlan plan in _plans)
        {
            if (plan.Matches(_reader))
            {
                return plan;
            }
        }

        return null;
    }

    private RowPlan CreatePlan(PSObject? row)
    {
        RowPlan plan = RowPlan.Create(_reader, row, _rules, _assignments);
        if (_plans.Count == MaximumPlans)
        {
            _plans.RemoveAt(MaximumPlans - 1);
        }

        _plans.Insert(0, plan);
        _debug?.Invoke(plan.Describe(_assignments, _rules.FieldPrefix));
        if (row is not null && plan.InnerRow < 0)
        {
            _warnings.Examine(row, _reader, plan, _assignments);
        }

        return plan;
    }

    private object? ReadCell(int column)
    {
        object? value = Cell.UnwrapAll(_reader[column]);
        if (!Cell.IsSpreadsheetError(value))
        {
            if (value is string text && text.IndexOf('\uFFFD') >= 0)
            {
                _warnings.OtherEncoding(_plan!.Columns[column].Name);
            }

            return value;
        }

        _warnings.CountSpreadsheetError(_plan!.Columns[column].Name);
        return null;
    }

    private void Assign(PSObject? row)
    {
        for (int i = 0; i < _assignments.Count; i++)
        {
            Assignment assignment = _assignments[i];
            _writer.Current = assignment.Name;
            object? value = null;
            if (assignment.Column is null)
            {
                value = Cell.UnwrapAll(assignment.Evaluate(row));
            }
            else if (_plan is not null && _plan.Sources[i] >= 0)
            {
                value = ReadCell(_plan.Sources[i]);
            }
            else
            {
                _warnings.MappedColumnMissing(assignment);
            }

            _writer.Write(assignment, value, _plan?.Columns ?? []);
        }
    }

    private static string Describe(Exception exception) => exception is CellException
        ? exception.Message
        : string.Format(CultureInfo.InvariantCulture, Messages.ValueUnreadable, Printable.Message(exception, 200));
}

/// <summary>What the command line says beside columns and assignments.</summary>
/// <param name="EmptyValue">What a blank cell of a field sends.</param>
/// <param name="SwitchedOn">Switches that are on for every row.</param>
/// <param name="SwitchedOff">Switches that are off for every row.</param>
internal readonly record struct BinderOptions(EmptyValue EmptyValue, ContactOptions SwitchedOn, ContactOptions SwitchedOff);

/// <summary>What was made of a row.</summary>
/// <param name="Row">The row itself; null where parameters alone made the contact.</param>
/// <param name="Request">The request; null when there is an error.</param>
/// <param name="Errors">What is wrong with the row; empty when nothing is.</param>
/// <param name="Email">The address; null where there is none.</param>
/// <param name="Identity">Whose row it is, even where there is an error; null where that cannot be told.</param>
internal readonly record struct BoundContact(
    PSObject? Row, RowRequest? Request, IReadOnlyList<ValidationError> Errors, string? Email, ContactIdentity? Identity)
{
    /// <summary>What is known of its event, even where there is an error; null for a contact.</summary>
    public EventProperties? Event { get; init; }

    /// <summary>Whether a result or a comparison came, which contains the row.</summary>
    public bool IsOfResult { get; init; }
}
