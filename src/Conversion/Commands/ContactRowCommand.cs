using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using System.Text;
using Conversion.Binding;
using Conversion.Completion;
using Conversion.Model;

namespace Conversion.Commands;

/// <summary>The parameters that say what a row is and what its columns become, and the binding of rows by them.</summary>
public abstract class ContactRowCommand : PSCmdlet, IDisposable
{
    /// <summary>
    /// The set of a row, the default. The engine binds the row as a whole, and <see cref="ContactBinder"/> reads its columns:
    /// by-property-name binding would look for each parameter in each row, which costs more than all that we do with it, and
    /// coerces in silence. Of a parameter that is in this set and bound by name in another, the engine thinks at every row;
    /// so those that are seldom given have a set of their own.
    /// </summary>
    internal const string RowSet = "Row";

    /// <summary>The set of a row of which the command line gives some properties. The row is mandatory: without one, it is the next set.</summary>
    internal const string RowAndPropertySet = "RowAndProperty";

    /// <summary>The set of a contact given by parameters. It lets the engine take script blocks for those, to be run on each row.</summary>
    internal const string PropertySet = "Property";

    // Those whose values the command line itself holds. What script blocks make of a row shows in the row.
    private static readonly string[] s_options =
    [
        nameof(SubscriptionStatus), nameof(Fields), nameof(CompanyFields), nameof(UpdateOnly), nameof(SyncToCRM),
        nameof(PreserveExistingFields), nameof(Property), nameof(ExcludeProperty), nameof(CompanyProperty), nameof(FieldMap),
        nameof(CompanyFieldMap), nameof(EmptyValue),
    ];

    private readonly BoundValues _given = new();
    private ContactOptions _decided;
    private ContactBinder? _binder;

    /// <summary>The row: a custom object, a dictionary, a DataRow or any other object.</summary>
    [Parameter(ParameterSetName = RowSet, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = RowAndPropertySet, Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>The contact's email address.</summary>
    [Parameter(ParameterSetName = RowAndPropertySet, Position = 0)]
    [Parameter(ParameterSetName = PropertySet, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("EmailAddress", "Mail")]
    [AllowNull]
    [AllowEmptyString]
    public string? Email { get; set; }

    /// <summary>The contact's id, a UUID. With an email address too, the id identifies and the address changes.</summary>
    [Parameter(ParameterSetName = RowAndPropertySet)]
    [Parameter(ParameterSetName = PropertySet, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? CnvContactId { get; set; }

    /// <summary>SUBSCRIBED, UNSUBSCRIBED or NO_STATUS.</summary>
    [Parameter(ParameterSetName = RowAndPropertySet)]
    [Parameter(ParameterSetName = PropertySet, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(SubscriptionStatusCompleter))]
    public string? SubscriptionStatus { get; set; }

    /// <summary>Contact fields: key and value.</summary>
    [Parameter(ParameterSetName = RowAndPropertySet)]
    [Parameter(ParameterSetName = PropertySet, ValueFromPipelineByPropertyName = true)]
    [DictionaryTransformation]
    [AllowNull]
    [ArgumentCompleter(typeof(FieldsCompleter))]
    public IDictionary? Fields { get; set; }

    /// <summary>Fields of the contact's company: key and value.</summary>
    [Parameter(ParameterSetName = RowAndPropertySet)]
    [Parameter(ParameterSetName = PropertySet, ValueFromPipelineByPropertyName = true)]
    [DictionaryTransformation]
    [AllowNull]
    [ArgumentCompleter(typeof(CompanyFieldsCompleter))]
    public IDictionary? CompanyFields { get; set; }

    /// <summary>Only updates: a contact that is not there is NotFound.</summary>
    [Parameter(ParameterSetName = RowSet)]
    [Parameter(ParameterSetName = RowAndPropertySet)]
    [Parameter(ParameterSetName = PropertySet, ValueFromPipelineByPropertyName = true)]
    [SwitchTransformation]
    public SwitchParameter UpdateOnly { get; set; }

    /// <summary>Also creates the contact in the connected CRM, where it has no record yet.</summary>
    [Parameter(ParameterSetName = RowSet)]
    [Parameter(ParameterSetName = RowAndPropertySet)]
    [Parameter(ParameterSetName = PropertySet, ValueFromPipelineByPropertyName = true)]
    [SwitchTransformation]
    public SwitchParameter SyncToCRM { get; set; }

    /// <summary>Keeps field values that are there; writes only what is empty or unset.</summary>
    [Parameter(ParameterSetName = RowSet)]
    [Parameter(ParameterSetName = RowAndPropertySet)]
    [Parameter(ParameterSetName = PropertySet, ValueFromPipelineByPropertyName = true)]
    [SwitchTransformation]
    public SwitchParameter PreserveExistingFields { get; set; }

    /// <summary>Which other columns become fields; wildcards.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string[]? Property { get; set; }

    /// <summary>Which columns do not; wildcards.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string[]? ExcludeProperty { get; set; }

    /// <summary>Which columns become fields of the contact's company; wildcards.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string[]? CompanyProperty { get; set; }

    /// <summary>Field key to column name or script block. With a map, only mapped columns are sent.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(FieldMapCompleter))]
    public IDictionary? FieldMap { get; set; }

    /// <summary>The same for fields of the contact's company.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(FieldMapCompleter))]
    public IDictionary? CompanyFieldMap { get; set; }

    /// <summary>What a blank cell of a field sends.</summary>
    [Parameter]
    public EmptyValue EmptyValue { get; set; } = EmptyValue.Omit;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _decided = Decided(nameof(UpdateOnly), ContactOptions.UpdateOnly)
            | Decided(nameof(SyncToCRM), ContactOptions.SyncToCRM)
            | Decided(nameof(PreserveExistingFields), ContactOptions.PreserveExistingFields);
        try
        {
            _binder = new ContactBinder(
                new ColumnRules(Property, ExcludeProperty, CompanyProperty, FieldMap is not null || CompanyFieldMap is not null),
                MappedField.ReadMap(FieldMap, nameof(FieldMap)),
                MappedField.ReadMap(CompanyFieldMap, nameof(CompanyFieldMap)),
                EmptyValue,
                WriteWarning);
        }
        catch (CnvException exception)
        {
            ThrowTerminatingError(CnvErrors.From(exception.Code, exception.Message, FieldMap ?? CompanyFieldMap));
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
    private protected BoundContact BindRow() => _binder!.Bind(InputObject, Given());

    /// <summary>Makes a contact of the row that the engine has bound.</summary>
    private protected CnvContact ConvertRow() => _binder!.Convert(InputObject, Given());

    /// <summary>The parameters that change what is sent for a row, as text. They are the same whenever the same line is run.</summary>
    private protected string DescribeOptions()
    {
        StringBuilder text = new();
        foreach (string name in s_options)
        {
            // To say that blanks are omitted is to say nothing: it is the default.
            if (MyInvocation.BoundParameters.TryGetValue(name, out object? value) && value is not EmptyValue.Omit)
            {
                text.Append(name).Append('=').Append(Describe(value)).Append('\n');
            }
        }

        return text.ToString();
    }

    private BoundValues Given()
    {
        ContactOptions on = (UpdateOnly ? ContactOptions.UpdateOnly : 0)
            | (SyncToCRM ? ContactOptions.SyncToCRM : 0)
            | (PreserveExistingFields ? ContactOptions.PreserveExistingFields : 0);
        _given.Email = Email;
        _given.CnvContactId = CnvContactId;
        _given.SubscriptionStatus = SubscriptionStatus;
        _given.Fields = Fields;
        _given.CompanyFields = CompanyFields;
        _given.Options = on;
        _given.Denied = _decided & ~on;
        return _given;
    }

    private static string Describe(object? value) => value switch
    {
        IDictionary map => string.Join(";", map.Keys.Cast<object>()
            .Select(key => key + ":" + Describe(map[key])).OrderBy(entry => entry, StringComparer.Ordinal)),
        string[] texts => string.Join(",", texts),
        _ => LanguagePrimitives.ConvertTo<string>(value),
    };

    // Before the first record, only what the command line gave is bound.
    private ContactOptions Decided(string parameter, ContactOptions option) =>
        MyInvocation.BoundParameters.ContainsKey(parameter) ? option : ContactOptions.None;
}
