using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using Conversion.Connections;
using Conversion.Model;

namespace Conversion.Completion;

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

/// <summary>Offers what a blank cell can send. What wipes data comes last.</summary>
internal sealed class EmptyValueCompleter : ChoiceCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Choice> Choices(CommandAst command) => Names("Omit", "EmptyString", "Null");
}

/// <summary>Offers the subscription policies. Those that undo no opt-out come first.</summary>
internal sealed class SubscriptionPolicyCompleter : ChoiceCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Choice> Choices(CommandAst command) => Names("ProtectOptOut", "OptOutOnly", "Ignore", "AsGiven");
}
