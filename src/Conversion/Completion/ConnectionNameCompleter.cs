using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using Conversion.Connections;

namespace Conversion.Completion;

/// <summary>Offers the names of the session's connections.</summary>
internal sealed class ConnectionNameCompleter : ChoiceCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Choice> Choices(CommandAst command) => ConnectionTable.Current.All.Select(
        static connection => new Choice(connection.Name, Literal(WildcardPattern.Escape(connection.Name))));
}
