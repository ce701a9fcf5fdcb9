using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using Conversion.Connections;

namespace Conversion.Completion;

/// <summary>Offers the session's connections, each as the expression that gets it.</summary>
internal sealed class ConnectionCompleter : ChoiceCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Choice> Choices(CommandAst command) => ConnectionTable.Current.All.Select(
        static connection => new Choice(connection.Name, $"(Get-CnvConnection {Literal(WildcardPattern.Escape(connection.Name))})"));
}
