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

/// <summary>Offers a map of all columns of that file, each to a key made of its name. An address is no field.</summary>
internal sealed class FieldMapCompleter : ChoiceCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Choice> Choices(CommandAst command)
    {
        string[] entries = [.. CsvColumns.Before(command).Where(static column => !ColumnRules.IsProperty(FieldKeyNames.From(column)))
            .Select(static column => $"{Literal(FieldKeyNames.From(column))} = '{CodeGeneration.EscapeSingleQuotedStringContent(column)}'")];
        string map = "@{ " + string.Join("; ", entries) + " }";
        return entries.Length > 0 ? [new Choice(map, map)] : [];
    }
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
