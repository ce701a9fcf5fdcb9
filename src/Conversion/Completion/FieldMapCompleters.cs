using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Language;
using Conversion.Binding;
using Conversion.Model;

namespace Conversion.Completion;

/// <summary>A column, and what it becomes in a map that is offered.</summary>
internal static class MappedColumn
{
    private static readonly ColumnRules s_rules = new(property: null, excludeProperty: null, companyProperty: null) { SnakeCase = true };

    /// <summary>What a column becomes by its name.</summary>
    public static Column ByName(string name) => s_rules.Decide([name], isMadeOfColumns: true)[0];

    /// <summary>The key that sets a field in a map; null where none does.</summary>
    public static string? KeyOf(Column column, bool ofCompany)
    {
        string prefixed = (column.Kind == ColumnKind.CompanyField ? "companyFields." : "fields.") + column.Key;
        // A field may be called Email, or a contact's field company_size.
        string[] keys = [column.Key, prefixed];
        return keys.FirstOrDefault(key => s_rules.DecideKey(key, ofCompany) == (column.Kind, column.Key));
    }
}

/// <summary>
/// Offers a map of all columns of that file, each where it belongs. Columns that give a property of the request by their name
/// need no map. What the line already gives is left out, because nothing may be given twice.
/// </summary>
internal class FieldMapCompleter : ChoiceCompleter
{
    /// <inheritdoc/>
    protected sealed override IEnumerable<Choice> Choices(CommandAst command)
    {
        Dictionary<string, CommandElementAst?> given = Arguments(command);
        IReadOnlyList<CsvColumn> columns = [.. CsvSample.Before(command).Where(column => !IsGiven(column.Name, given))];
        List<(Column Column, string Key)> entries = Entries(columns, given);
        string map = "@{ " + string.Join("; ", entries.Select(static entry => $"{KeyLiteral(entry.Key)} = {ColumnName.ToLiteral(entry.Column.Name)}")) + " }";
        return entries.Count > 0 ? [new Choice(map, map)] : [];
    }

    /// <summary>The entries of the map.</summary>
    /// <param name="columns">The columns that the line does not give yet.</param>
    /// <param name="given">The parameters of the line and their arguments.</param>
    private protected virtual List<(Column Column, string Key)> Entries(IReadOnlyList<CsvColumn> columns, IReadOnlyDictionary<string, CommandElementAst?> given)
    {
        string? address = given.ContainsKey("Email") ? null : FindAddress(columns);
        List<(Column, string)> entries = address is null ? [] : [(new Column(address, ColumnKind.Email), "Email")];
        entries.AddRange(Fields(columns.Where(column => column.Name != address), ofCompany: false)
            .Where(entry => entry.Column.Kind == ColumnKind.Field || !given.ContainsKey("CompanyFieldMap")));
        return entries;
    }

    /// <summary>The columns that become fields, one for each field, in the order of the file.</summary>
    private protected static IEnumerable<(Column Column, string Key)> Fields(IEnumerable<CsvColumn> columns, bool ofCompany)
    {
        List<(Column Column, string Key)> entries = [.. columns.Select(static column => MappedColumn.ByName(column.Name))
            .Where(static column => column.Kind is ColumnKind.Field or ColumnKind.CompanyField)
            .Select(column => (column, MappedColumn.KeyOf(column, ofCompany)!)).Where(static entry => entry.Item2 is not null)];
        // Of several columns for one field, the one that would win without a map, then the one with the very name.
        HashSet<(Column, string)> winners = [.. entries.GroupBy(static entry => (entry.Column.Kind, entry.Column.Key.ToUpperInvariant()))
            .Select(static group => group.OrderByDescending(static entry => entry.Column.Precedence)
                .ThenByDescending(static entry => Printable.TrimInvisible(entry.Column.Name) == entry.Column.Key).First())];
        // Keys of a hashtable differ by more than case.
        HashSet<string> keys = new(StringComparer.OrdinalIgnoreCase);
        return entries.Where(winners.Contains).Where(entry => keys.Add(entry.Key)).ToList();
    }

    // The address is found without a map by its name. Any other column that holds addresses needs one.
    private static string? FindAddress(IReadOnlyList<CsvColumn> columns)
    {
        if (columns.Any(static column => ColumnName.AddressRank(Printable.TrimInvisible(column.Name)) is not null))
        {
            return null;
        }

        CsvColumn[] likely = [.. columns.Where(AddressCompleter.HoldsAddresses), .. columns.Where(static column => ColumnName.LooksLikeAddress(column.Name))];
        return likely.Length > 0 ? likely.OrderBy(static column => AddressCompleter.HoldsAddresses(column) ? 0 : 1).First().Name : null;
    }

    // Which columns the arguments of the line name.
    private static bool IsGiven(string column, Dictionary<string, CommandElementAst?> given) => given.Any(argument =>
        argument.Key is "Email" or "CnvContactId" or "SubscriptionStatus" or "FieldMap" or "CompanyFieldMap" && argument.Value is not null
        && argument.Value.FindAll(node => node is StringConstantExpressionAst text && ColumnRules.IsSame(text.Value, column), searchNestedScriptBlocks: true).Any());

    private static Dictionary<string, CommandElementAst?> Arguments(CommandAst command)
    {
        Dictionary<string, CommandElementAst?> arguments = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 1; i < command.CommandElements.Count; i++)
        {
            if (command.CommandElements[i] is CommandParameterAst parameter)
            {
                CommandElementAst? next = i + 1 < command.CommandElements.Count ? command.CommandElements[i + 1] : null;
                CommandElementAst? argument = parameter.Argument ?? (next is CommandParameterAst ? null : next);
                arguments[NameOf(parameter.ParameterName)] = argument;
                i += parameter.Argument is null && argument is not null ? 1 : 0;
            }
            else if (!arguments.ContainsKey("Email"))
            {
                arguments["Email"] = command.CommandElements[i];
            }
        }

        return arguments;
    }

    private static string NameOf(string typed) => typed.ToUpperInvariant() switch
    {
        "EMAIL" or "EMAILADDRESS" or "MAIL" => "Email",
        "FIELDMAP" => "FieldMap",
        "COMPANYFIELDMAP" => "CompanyFieldMap",
        "CNVCONTACTID" => "CnvContactId",
        "SUBSCRIPTIONSTATUS" => "SubscriptionStatus",
        _ => typed,
    };

    // A bare word is a key only where it is a name.
    private static string KeyLiteral(string key) => IsName(key) ? key : ColumnName.ToLiteral(key);
}

/// <summary>Offers a map of the columns of the company: those that are the company's by name, otherwise the one with its name.</summary>
internal sealed class CompanyFieldMapCompleter : FieldMapCompleter
{
    private static readonly string[] s_companyNames = ["Company", "Company Name", "Organization", "Organization Name", "Account Name", "Associated Company", "Employer"];

    private protected override List<(Column Column, string Key)> Entries(IReadOnlyList<CsvColumn> columns, IReadOnlyDictionary<string, CommandElementAst?> given)
    {
        List<(Column Column, string Key)> entries = [.. Fields(columns, ofCompany: true).Where(static entry => entry.Column.Kind == ColumnKind.CompanyField)];
        if (entries.Count == 0)
        {
            Add("company_name", s_companyNames);
            Add("industry", ["Industry"]);
        }

        return entries;

        void Add(string key, string[] names)
        {
            if (names.SelectMany(name => columns.Where(column => ColumnRules.IsSame(column.Name, name))).FirstOrDefault().Name is string column)
            {
                entries.Add((new Column(column, ColumnKind.CompanyField, key), key));
            }
        }
    }
}
