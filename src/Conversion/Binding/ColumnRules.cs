using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Conversion.Model;

namespace Conversion.Binding;

/// <summary>
/// Decides what a column becomes: the properties of the request by name, then <c>fields.x</c> and <c>companyFields.x</c>, then
/// -CompanyProperty, then every other column as a field under its own name. Beside a map, and of a .NET object, only columns
/// that are named are sent, by the same rules.
/// </summary>
internal sealed class ColumnRules
{
    private const string CompanyFieldPrefix = "companyFields.";

    private static readonly string[] s_companyDefault = ["company_*"];

    // What remoting and jobs add to each object.
    private static readonly HashSet<string> s_remoting =
        new(["PSComputerName", "RunspaceId", "PSShowComputerName", "PSSourceJobInstanceId"], StringComparer.OrdinalIgnoreCase);

    private readonly List<(string Parameter, string Column)> _namedInFull = [];
    private readonly RowSchema _schema;
    private readonly WildcardPattern[]? _property;
    private readonly WildcardPattern[]? _excludeProperty;
    private readonly WildcardPattern[] _companyProperty;
    private readonly bool _companyPropertyGiven;

    /// <param name="property">-Property; null where it is not given.</param>
    /// <param name="excludeProperty">-ExcludeProperty; null where it is not given.</param>
    /// <param name="companyProperty">-CompanyProperty; null where it is not given.</param>
    /// <param name="schema">What columns can be; null for those of contacts.</param>
    public ColumnRules(string[]? property, string[]? excludeProperty, string[]? companyProperty, RowSchema? schema = null)
    {
        _schema = schema ?? RowSchema.Contacts;
        _property = property is null ? null : Patterns(property);
        _excludeProperty = excludeProperty is null ? null : Patterns(excludeProperty);
        _companyProperty = Patterns(companyProperty ?? (_schema.HasCompany ? s_companyDefault : []));
        _companyPropertyGiven = companyProperty is not null;
        AddNamedInFull("Property", property);
        AddNamedInFull("CompanyProperty", companyProperty);
    }

    /// <summary>Whether the rows are contacts.</summary>
    public bool AreContacts => _schema == RowSchema.Contacts;

    /// <summary>What the rows call a field: <c>fields.</c>, or <c>data.</c> of an event.</summary>
    public string FieldPrefix => _schema.FieldPrefix;

    /// <summary>Whether a map is given: then columns are sent only where something names them.</summary>
    public bool HasMap { get; init; }

    /// <summary>-SnakeCase.</summary>
    public bool SnakeCase { get; init; }

    /// <summary>The properties of the request that the command line gives. No column gives these.</summary>
    public IReadOnlyCollection<ColumnKind> Given { get; init; } = [];

    /// <summary>Whether -Property or -ExcludeProperty is given, which shows that columns are left out on purpose.</summary>
    public bool ShowsIntent => _property is not null || _excludeProperty is not null;

    /// <summary>What each column of a row becomes.</summary>
    /// <param name="names">The names of the columns, in order.</param>
    /// <param name="isMadeOfColumns">True for a custom object, dictionary or DataRow; false for any other .NET object.</param>
    /// <exception cref="CnvException"><c>invalid_field_map</c>: -SnakeCase makes one key of two columns.</exception>
    public Column[] Decide(IReadOnlyList<string> names, bool isMadeOfColumns)
    {
        Column[] columns = new Column[names.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = Decide(names[i], isMadeOfColumns);
        }

        ChooseAddress(columns, isMadeOfColumns);
        if (SnakeCase)
        {
            RefuseEqualKeys(columns);
        }

        return columns;
    }

    /// <summary>What a key of a map sets.</summary>
    /// <param name="key">The key.</param>
    /// <param name="ofCompany">Whether it stands in -CompanyFieldMap.</param>
    public (ColumnKind Kind, string Key) DecideKey(string key, bool ofCompany)
    {
        if (!ofCompany && string.Equals(key, "Email", StringComparison.OrdinalIgnoreCase))
        {
            return (ColumnKind.Email, string.Empty);
        }

        if (!ofCompany && _schema.Properties.TryGetValue(key, out ColumnKind kind) && kind is ColumnKind.CnvContactId or ColumnKind.SubscriptionStatus)
        {
            return (kind, string.Empty);
        }

        if (After(CompanyFieldPrefix, key) is string companyKey)
        {
            return (ColumnKind.CompanyField, companyKey);
        }

        return ofCompany || IsMatch(_companyProperty, key) ? (ColumnKind.CompanyField, key) : (ColumnKind.Field, After(_schema.FieldPrefix, key) ?? key);
    }

    /// <summary>The columns that -Property and -CompanyProperty name without wildcards and that a row does not have.</summary>
    /// <param name="names">The columns of the row.</param>
    public IEnumerable<(string Parameter, string Column)> MissingFrom(IReadOnlyList<string> names) =>
        _namedInFull.Where(named => !names.Any(name => IsSame(name, named.Column)));

    /// <summary>Whether two names are those of one column: in any case, white space and invisible characters around them aside.</summary>
    public static bool IsSame(string name, string other) =>
        string.Equals(name, other, StringComparison.OrdinalIgnoreCase)
        || string.Equals(Printable.TrimInvisible(name), Printable.TrimInvisible(other), StringComparison.OrdinalIgnoreCase);

    private void AddNamedInFull(string parameter, string[]? texts) => _namedInFull.AddRange(
        (texts ?? []).Where(static text => !WildcardPattern.ContainsWildcardCharacters(text)).Select(text => (parameter, WildcardPattern.Unescape(text))));

    private Column Decide(string name, bool isMadeOfColumns)
    {
        string trimmed = Printable.TrimInvisible(name);
        if (_schema.Properties.TryGetValue(trimmed, out ColumnKind property))
        {
            return Given.Contains(property)
                ? new Column(name, ColumnKind.Ignored) { Unsent = Unsent.GivenByParameter }
                : new Column(name, property, Precedence: property is ColumnKind.Fields or ColumnKind.CompanyFields ? 2 : 0);
        }

        if (s_remoting.Contains(trimmed) || (_excludeProperty is not null && IsMatch(_excludeProperty, name, trimmed)))
        {
            return new Column(name, ColumnKind.Ignored);
        }

        string key = SnakeCase && !ColumnName.CanBeKey(trimmed) && ColumnName.ToSnakeCase(trimmed) is { Length: > 0 } snake ? snake : trimmed;
        bool isCompanys = IsMatch(_companyProperty, name, key);
        bool isNamed = (_property is not null && IsMatch(_property, name, trimmed)) || (_companyPropertyGiven && isCompanys);
        if (!isNamed && (HasMap || !isMadeOfColumns))
        {
            return new Column(name, ColumnKind.Ignored)
            {
                Unsent = ShowsIntent ? Unsent.AsAsked : HasMap ? Unsent.NotMapped : Unsent.NotNamed,
            };
        }

        return _schema.HasCompany && After(CompanyFieldPrefix, trimmed) is string companyKey ? new Column(name, ColumnKind.CompanyField, companyKey, Precedence: 1)
            : After(_schema.FieldPrefix, trimmed) is string fieldKey ? new Column(name, ColumnKind.Field, fieldKey, Precedence: 1)
            : isCompanys ? new Column(name, ColumnKind.CompanyField, key)
            : new Column(name, isNamed || _property is null ? ColumnKind.Field : ColumnKind.Ignored, key.Length > 0 ? key : name);
    }

    // The best name gives the address. The others are not sent, unless -Property or -CompanyProperty names them.
    private void ChooseAddress(Column[] columns, bool isMadeOfColumns)
    {
        List<(int Rank, int Position)> addresses = [];
        for (int i = 0; i < columns.Length; i++)
        {
            if (ColumnName.AddressRank(Printable.TrimInvisible(columns[i].Name)) is int rank)
            {
                addresses.Add((rank, i));
            }
        }

        if (addresses.Count == 0)
        {
            return;
        }

        bool isGiven = Given.Contains(ColumnKind.Email);
        int best = addresses.Min(static address => address.Rank);
        foreach ((int rank, int position) in addresses)
        {
            string name = columns[position].Name;
            string trimmed = Printable.TrimInvisible(name);
            if (rank == best && !isGiven)
            {
                columns[position] = new Column(name, ColumnKind.Email);
            }
            else if (!(_property is not null && IsMatch(_property, name, trimmed) && columns[position].Kind is ColumnKind.Field or ColumnKind.CompanyField)
                && !(_excludeProperty is not null && IsMatch(_excludeProperty, name, trimmed)))
            {
                columns[position] = new Column(name, ColumnKind.Ignored)
                {
                    Unsent = isGiven ? Unsent.GivenByParameter : isMadeOfColumns ? Unsent.OtherAddress : Unsent.AsAsked,
                };
            }
        }
    }

    private static void RefuseEqualKeys(Column[] columns)
    {
        Dictionary<(ColumnKind, string), string> seen = [];
        foreach (Column column in columns)
        {
            if (column.Kind is not (ColumnKind.Field or ColumnKind.CompanyField) || column.Precedence > 0)
            {
                continue;
            }

            if (seen.TryGetValue((column.Kind, column.Key), out string? other))
            {
                throw new CnvException(CnvErrors.InvalidFieldMap, string.Format(
                    CultureInfo.InvariantCulture, Messages.ColumnsMeetInOneKey, ColumnName.Show(other), ColumnName.Show(column.Name), column.Key));
            }

            seen.Add((column.Kind, column.Key), column.Name);
        }
    }

    private static string? After(string prefix, string name) =>
        name.Length > prefix.Length && name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? name.Substring(prefix.Length) : null;

    private static WildcardPattern[] Patterns(string[] texts) =>
        Array.ConvertAll(texts, text => WildcardPattern.Get(text, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant));

    private static bool IsMatch(WildcardPattern[] patterns, string name, string? other = null) =>
        Array.Exists(patterns, pattern => pattern.IsMatch(name) || (other is not null && pattern.IsMatch(other)));
}
