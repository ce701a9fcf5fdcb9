using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Language;
using Conversion.Binding;

namespace Conversion.Completion;

/// <summary>Offers a map of all columns of the CSV file that the command is fed with, each to a key made of its name. E-mail is no field.</summary>
internal sealed class FieldMapCompleter : ChoiceCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Choice> Choices(CommandAst command)
    {
        string[] entries = [.. CsvColumns.Before(command).Where(static column => !ColumnRules.IsProperty(FieldKeyNames.Of(column)))
            .Select(static column => $"{Literal(FieldKeyNames.Of(column))} = '{CodeGeneration.EscapeSingleQuotedStringContent(column)}'")];
        string map = "@{ " + string.Join("; ", entries) + " }";
        return entries.Length > 0 ? [new Choice(map, map)] : [];
    }
}
