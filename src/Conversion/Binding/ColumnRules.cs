using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Conversion.Binding;

/// <summary>
/// Decides what a column becomes: the request's own properties by name, then <c>fields.x</c> and <c>companyFields.x</c>,
/// then -CompanyProperty, then everything else as a field under its own name. Beside a map, and of an object that is not made
/// of columns, only what is named is sent, and by the same rules.
/// </summary>
internal sealed class ColumnRules
{
    private const string FieldPrefix = "fields.";
    private const string CompanyFieldPrefix = "companyFields.";

    private static readonly string[] s_emailNames = ["Email", "EmailAddress", "Mail"];
    private static readonly string[] s_companyDefault = ["company_*"];

    private static readonly Dictionary<string, ColumnKind> s_properties = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CnvContactId"] = ColumnKind.CnvContactId,
        ["SubscriptionStatus"] = ColumnKind.SubscriptionStatus,
        ["Fields"] = ColumnKind.Fields,
        ["CompanyFields"] = ColumnKind.CompanyFields,
        ["UpdateOnly"] = ColumnKind.UpdateOnly,
        ["SyncToCRM"] = ColumnKind.SyncToCRM,
        ["PreserveExistingFields"] = ColumnKind.PreserveExistingFields,
    };

    private readonly List<(string Parameter, string Column)> _namedInFull = [];
    private readonly WildcardPattern[]? _property;
    private readonly WildcardPattern[] _excludeProperty;
    private readonly WildcardPattern[] _companyProperty;
    private readonly bool _companyPropertyGiven;
    private readonly bool _mapped;

    /// <param name="property">-Property; null where it is not given.</param>
    /// <param name="excludeProperty">-ExcludeProperty; null where it is not given.</param>
    /// <param name="companyProperty">-CompanyProperty; null where it is not given.</param>
    /// <param name="mapped">Whether a map is given: then columns are sent only where something names them.</param>
    public ColumnRules(string[]? property, string[]? excludeProperty, string[]? companyProperty, bool mapped)
    {
        _property = property is null ? null : Patterns(property);
        _excludeProperty = Patterns(excludeProperty ?? []);
        _companyProperty = Patterns(companyProperty ?? s_companyDefault);
        _companyPropertyGiven = companyProperty is not null;
        _mapped = mapped;
        AddNamedInFull("Property", property);
        AddNamedInFull("CompanyProperty", companyProperty);
    }

    /// <summary>Whether a column of this name is one of the request's own properties.</summary>
    public static bool IsProperty(string name) => s_properties.ContainsKey(name) || s_emailNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>What each column of a shape becomes.</summary>
    /// <param name="names">The columns' names, in order.</param>
    /// <param name="madeOfColumns">True for a custom object, dictionary or DataRow; false for any other .NET object.</param>
    public Column[] Decide(IReadOnlyList<string> names, bool madeOfColumns)
    {
        string? email = FindEmail(names);
        Column[] columns = new Column[names.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = string.Equals(names[i], email, StringComparison.OrdinalIgnoreCase)
                ? new Column(names[i], ColumnKind.Email, names[i])
                : Decide(names[i], madeOfColumns);
        }

        return columns;
    }

    /// <summary>The columns that -Property and -CompanyProperty name without wildcards and that a row has not got.</summary>
    /// <param name="names">The row's columns.</param>
    public IEnumerable<(string Parameter, string Column)> MissingFrom(IReadOnlyList<string> names) =>
        _namedInFull.Where(named => !names.Contains(named.Column, StringComparer.OrdinalIgnoreCase));

    private void AddNamedInFull(string parameter, string[]? texts) => _namedInFull.AddRange(
        (texts ?? []).Where(static text => !WildcardPattern.ContainsWildcardCharacters(text)).Select(text => (parameter, WildcardPattern.Unescape(text))));

    private Column Decide(string name, bool madeOfColumns)
    {
        if (s_properties.TryGetValue(name, out ColumnKind property))
        {
            return new Column(name, property, name);
        }

        if (IsMatch(_excludeProperty, name))
        {
            return new Column(name, ColumnKind.Ignored, name);
        }

        bool isCompanys = IsMatch(_companyProperty, name);
        bool isNamed = (_property is not null && IsMatch(_property, name)) || (_companyPropertyGiven && isCompanys);
        if (!isNamed && (_mapped || !madeOfColumns))
        {
            return new Column(name, ColumnKind.Ignored, name);
        }

        if (After(CompanyFieldPrefix, name) is string companyKey)
        {
            return new Column(name, ColumnKind.CompanyField, companyKey);
        }

        if (After(FieldPrefix, name) is string key)
        {
            return new Column(name, ColumnKind.Field, key);
        }

        if (isCompanys)
        {
            return new Column(name, ColumnKind.CompanyField, name);
        }

        return new Column(name, isNamed || _property is null ? ColumnKind.Field : ColumnKind.Ignored, name);
    }

    // The name itself before its aliases; an alias that is not needed is a column like any other.
    private static string? FindEmail(IReadOnlyList<string> names)
    {
        foreach (string wanted in s_emailNames)
        {
            foreach (string name in names)
            {
                if (string.Equals(name, wanted, StringComparison.OrdinalIgnoreCase))
                {
                    return name;
                }
            }
        }

        return null;
    }

    private static string? After(string prefix, string name) =>
        name.Length > prefix.Length && name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? name.Substring(prefix.Length) : null;

    private static WildcardPattern[] Patterns(string[] texts) =>
        Array.ConvertAll(texts, text => WildcardPattern.Get(text, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant));

    private static bool IsMatch(WildcardPattern[] patterns, string name) => Array.Exists(patterns, pattern => pattern.IsMatch(name));
}
