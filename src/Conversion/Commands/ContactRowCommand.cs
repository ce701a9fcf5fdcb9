using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Conversion.Binding;
using Conversion.Completion;
using Conversion.Model;

namespace Conversion.Commands;

/// <summary>
/// The parameters that say what a row is and what its columns become. The engine binds the row as a whole and nothing else of
/// it: <see cref="ContactBinder"/> reads its columns and runs the script blocks of the command line. Binding by property name
/// would convert values silently, and a script block that the engine runs loses its row where it throws.
/// </summary>
public abstract class ContactRowCommand : PSCmdlet, IDisposable
{
    private readonly Queue<string> _warnings = new();
    private ContactBinder? _binder;
    private InputMistakes? _mistakes;

    /// <summary>The row: a custom object, a dictionary, a DataRow or any other object.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>The email address of the contact: a value, or a script block that makes it of the row, <c>$_</c>.</summary>
    [Parameter(Position = 0)]
    [Alias("EmailAddress", "Mail")]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(AddressCompleter))]
    public virtual object? Email { get; set; }

    /// <summary>The id of the contact, a UUID, or a script block. With an address too, the id identifies and the address changes.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(ContactIdCompleter))]
    public virtual object? CnvContactId { get; set; }

    /// <summary>SUBSCRIBED, UNSUBSCRIBED or NO_STATUS, or a script block.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(SubscriptionStatusCompleter))]
    public virtual object? SubscriptionStatus { get; set; }

    /// <summary>Fields of the contact: a dictionary of keys and values, or a script block.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(FieldsCompleter))]
    public virtual object? Fields { get; set; }

    /// <summary>Fields of the company of the contact: a dictionary of keys and values, or a script block.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(CompanyFieldsCompleter))]
    public virtual object? CompanyFields { get; set; }

    /// <summary>Only updates: a contact that does not exist is NotFound.</summary>
    [Parameter]
    [SwitchTransformation]
    public virtual SwitchParameter UpdateOnly { get; set; }

    /// <summary>Also creates the contact in the connected CRM, where it has no record yet.</summary>
    [Parameter]
    [SwitchTransformation]
    public virtual SwitchParameter SyncToCRM { get; set; }

    /// <summary>Keeps field values that exist, and writes only fields that are empty or unset.</summary>
    [Parameter]
    [SwitchTransformation]
    public virtual SwitchParameter PreserveExistingFields { get; set; }

    /// <summary>Which other columns become fields; wildcards.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string[]? Property { get; set; }

    /// <summary>Which columns do not become fields; wildcards.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string[]? ExcludeProperty { get; set; }

    /// <summary>Which columns become fields of the company of the contact; wildcards.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CompanyColumnCompleter))]
    public virtual string[]? CompanyProperty { get; set; }

    /// <summary>Field key to column name or script block. With a map, only mapped columns are sent.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(FieldMapCompleter))]
    public virtual IDictionary? FieldMap { get; set; }

    /// <summary>The same for fields of the company.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(CompanyFieldMapCompleter))]
    public virtual IDictionary? CompanyFieldMap { get; set; }

    /// <summary>Sends columns whose names cannot be field keys in snake case.</summary>
    [Parameter]
    public virtual SwitchParameter SnakeCase { get; set; }

    /// <summary>What a blank cell of a field sends.</summary>
    [Parameter]
    [EnumName(typeof(EmptyValue))]
    [ArgumentCompleter(typeof(EmptyValueCompleter))]
    public string EmptyValue { get; set; } = nameof(Conversion.EmptyValue.Omit);

    /// <summary>Not a parameter of this command. It is often typed, and the error names the line that was meant.</summary>
    [Parameter(DontShow = true)]
    [Alias("LiteralPath", "FilePath")]
    [AllowNull]
    public object? Path { get; set; }

    /// <summary>What the columns of a row can be.</summary>
    private protected virtual RowSchema Schema => RowSchema.Contacts;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            ColumnRules rules = new(Property, ExcludeProperty, CompanyProperty, Schema)
            {
                HasMap = FieldMap is not null || CompanyFieldMap is not null,
                SnakeCase = SnakeCase,
                Given = [.. GivenParameters().Select(static parameter => parameter.Kind), .. Switches().Where(item => IsGiven(item.Name)).Select(static item => item.Kind)],
            };
            Assignment[] assignments = [.. ReadAssignments(rules)];
            _binder = new ContactBinder(rules, assignments, ReadOptions(), _warnings.Enqueue, this.IsDebug() ? WriteDebug : null, CreateSerializer());
            _mistakes = new InputMistakes(MyInvocation.MyCommand.Name, assignments);
            if (IsGiven(nameof(Path)) || !(MyInvocation.ExpectingInput || IsGiven(nameof(InputObject))))
            {
                _mistakes.CheckParameters(IsGiven(nameof(Path)) ? Path?.ToString() ?? string.Empty : null);
            }
        }
        catch (CnvException exception)
        {
            Fail(exception, FieldMap ?? CompanyFieldMap);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what the command holds, however it ended.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _binder?.Dispose();
        }
    }

    /// <summary>Makes a request of the row that the engine has bound.</summary>
    private protected BoundContact BindRow() => Read(static (binder, row) => binder.Bind(row));

    /// <summary>Makes a contact of the row that the engine has bound.</summary>
    private protected CnvContact ConvertRow() => Read(static (binder, row) => binder.Convert(row));

    /// <summary>Adds the fields of the row that was bound last.</summary>
    private protected void AddFieldsTo(SentFields fields) => _binder!.AddFieldsTo(fields);

    /// <summary>Warns of what only the end of the list shows.</summary>
    private protected void CompleteRows()
    {
        _binder!.Complete();
        WriteWarnings();
    }

    private T Read<T>(Func<ContactBinder, PSObject?, T> read)
    {
        try
        {
            if (InputObject is not null && _mistakes is not null)
            {
                _mistakes.CheckFirstRow(InputObject);
                _mistakes = null;
            }

            T result = read(_binder!, InputObject);
            WriteWarnings();
            return result;
        }
        catch (CnvException exception)
        {
            WriteWarnings();
            Fail(exception, InputObject);
            throw;
        }
    }

    // Not while a row is read: where a warning throws, because the preference is Stop or nobody can be asked, the row has no error.
    private void WriteWarnings()
    {
        while (_warnings.Count > 0)
        {
            WriteWarning(_warnings.Dequeue());
        }
    }

    private void Fail(CnvException exception, object? target) =>
        ThrowTerminatingError(CnvErrors.From(exception.Code, exception.Message, target));

    private IEnumerable<Assignment> ReadAssignments(ColumnRules rules)
    {
        Assignment[] mapped = [.. Assignment.FromMap(FieldMap, nameof(FieldMap), rules), .. Assignment.FromMap(CompanyFieldMap, nameof(CompanyFieldMap), rules)];
        Assignment[] given = [.. GivenParameters().Select(parameter => Assignment.FromParameter(parameter.Kind, parameter.Name, parameter.Value, MyInvocation.MyCommand.Name))];
        HashSet<(ColumnKind, string)> seen = [];
        foreach (Assignment assignment in mapped.Concat(given))
        {
            yield return seen.Add((assignment.Kind, assignment.Key))
                ? assignment
                : throw new CnvException(CnvErrors.InvalidFieldMap, string.Format(
                    System.Globalization.CultureInfo.InvariantCulture, Messages.GivenTwice, assignment.Name));
        }
    }

    /// <summary>Makes requests of rows.</summary>
    private protected virtual DraftSerializer CreateSerializer() => new ContactDraftSerializer();

    /// <summary>The parameters that give a property of the request.</summary>
    private protected virtual IEnumerable<(ColumnKind Kind, string Name, object? Value)> RequestParameters() =>
    [
        (ColumnKind.Fields, nameof(Fields), Fields),
        (ColumnKind.CompanyFields, nameof(CompanyFields), CompanyFields),
        (ColumnKind.Email, nameof(Email), Email),
        (ColumnKind.CnvContactId, nameof(CnvContactId), CnvContactId),
        (ColumnKind.SubscriptionStatus, nameof(SubscriptionStatus), SubscriptionStatus),
    ];

    private IEnumerable<(ColumnKind Kind, string Name, object? Value)> GivenParameters() => RequestParameters().Where(parameter => IsGiven(parameter.Name));

    private (ColumnKind Kind, string Name, SwitchParameter Value, ContactOptions Option)[] Switches() =>
    [
        (ColumnKind.UpdateOnly, nameof(UpdateOnly), UpdateOnly, ContactOptions.UpdateOnly),
        (ColumnKind.SyncToCRM, nameof(SyncToCRM), SyncToCRM, ContactOptions.SyncToCRM),
        (ColumnKind.PreserveExistingFields, nameof(PreserveExistingFields), PreserveExistingFields, ContactOptions.PreserveExistingFields),
    ];

    private BinderOptions ReadOptions()
    {
        ContactOptions on = ContactOptions.None;
        ContactOptions off = ContactOptions.None;
        foreach ((_, string name, SwitchParameter value, ContactOptions option) in Switches())
        {
            on |= value ? option : 0;
            off |= IsGiven(name) && !value ? option : 0;
        }

        return new BinderOptions((EmptyValue)Enum.Parse(typeof(EmptyValue), EmptyValue), on, off);
    }

    /// <summary>Whether the command line gives a parameter.</summary>
    private protected bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
