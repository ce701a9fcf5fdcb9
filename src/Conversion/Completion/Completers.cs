using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using Conversion.Binding;
using Conversion.Connections;
using Conversion.Model;

namespace Conversion.Completion;

/// <summary>Offers the columns of the CSV file that the line reads.</summary>
internal sealed class ColumnCompleter : ChoiceCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Choice> Choices(CommandAst command) =>
        CsvColumns.Before(command).Select(static column => new Choice(column, Literal(WildcardPattern.Escape(column))));
}

/// <summary>Offers the columns of that file as script blocks, those that look like an address first.</summary>
internal sealed class AddressCompleter : ChoiceCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Choice> Choices(CommandAst command) => CsvColumns.Before(command)
        .OrderBy(static column => ColumnName.AddressRank(Printable.TrimInvisible(column)) ?? (ColumnName.LooksLikeAddress(column) ? 100 : 101))
        .Select(static column => new Choice(column, $"{{ $_.{ColumnName.ToLiteral(column)} }}"));
}

/// <summary>
/// Offers a map of all columns of that file, each where it belongs. Columns that give a property of the request by their name
/// need no map.
/// </summary>
internal class FieldMapCompleter : ChoiceCompleter
{
    private static readonly ColumnRules s_rules = new(property: null, excludeProperty: null, companyProperty: null) { SnakeCase = true };

    /// <inheritdoc/>
    protected override IEnumerable<Choice> Choices(CommandAst command)
    {
        IReadOnlyList<string> names = CsvColumns.Before(command);
        List<string> entries = [];
        bool hasAddress = names.Any(static name => ColumnName.AddressRank(Printable.TrimInvisible(name)) is not null);
        foreach (string name in names.Distinct())
        {
            Column column = s_rules.Decide([name], isMadeOfColumns: true)[0];
            string? key = column.Kind switch
            {
                ColumnKind.Field when !hasAddress && ColumnName.LooksLikeAddress(name) => "Email",
                ColumnKind.Field => column.Key,
                ColumnKind.CompanyField => column.Precedence > 0 ? "companyFields." + column.Key : column.Key,
                _ => null,
            };
            if (key is not null && Belongs(column.Kind))
            {
                hasAddress |= key == "Email";
                entries.Add($"{Literal(key)} = {ColumnName.ToLiteral(name)}");
            }
        }

        string map = "@{ " + string.Join("; ", entries) + " }";
        return entries.Count > 0 ? [new Choice(map, map)] : [];
    }

    /// <summary>Whether columns of this kind stand in the map.</summary>
    protected virtual bool Belongs(ColumnKind kind) => true;
}

/// <summary>Offers a map of the columns of the company.</summary>
internal sealed class CompanyFieldMapCompleter : FieldMapCompleter
{
    /// <inheritdoc/>
    protected override bool Belongs(ColumnKind kind) => kind == ColumnKind.CompanyField;
}

/// <summary>Offers a dictionary with one of the contact fields that every account has.</summary>
internal sealed class FieldsCompleter : ChoiceCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Choice> Choices(CommandAst command) => StandardFields.Contact.Select(Dictionary);
}

/// <summary>Offers a dictionary with one of the company fields that every account has.</summary>
internal sealed class CompanyFieldsCompleter : ChoiceCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Choice> Choices(CommandAst command) => StandardFields.Company.Select(Dictionary);
}

/// <summary>Offers the subscription statuses that can be set.</summary>
internal sealed class SubscriptionStatusCompleter : ChoiceCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Choice> Choices(CommandAst command) =>
        SubscriptionStatuses.All.Select(static status => new Choice(status, status));
}

/// <summary>Offers the connections of the session, each as the expression that gets it.</summary>
internal sealed class ConnectionCompleter : ChoiceCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Choice> Choices(CommandAst command) => ConnectionTable.Current.All.Select(
        static connection => new Choice(connection.Name, $"(Get-CnvConnection {Literal(WildcardPattern.Escape(connection.Name))})"));
}

/// <summary>Offers the names of the connections of the session.</summary>
internal sealed class ConnectionNameCompleter : ChoiceCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Choice> Choices(CommandAst command) => ConnectionTable.Current.All.Select(
        static connection => new Choice(connection.Name, Literal(WildcardPattern.Escape(connection.Name))));
}
