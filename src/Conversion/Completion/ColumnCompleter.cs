using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Conversion.Completion;

/// <summary>Offers the columns of the CSV file that the command is fed with.</summary>
internal sealed class ColumnCompleter : ChoiceCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Choice> Choices(CommandAst command) =>
        CsvColumns.Before(command).Select(static column => new Choice(column, Literal(WildcardPattern.Escape(column))));
}
