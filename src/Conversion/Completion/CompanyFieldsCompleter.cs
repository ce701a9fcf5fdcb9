using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Language;
using Conversion.Emulator;

namespace Conversion.Completion;

/// <summary>Offers a dictionary with one of the company fields that every account has.</summary>
internal sealed class CompanyFieldsCompleter : ChoiceCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Choice> Choices(CommandAst command) => StandardFields.Company.Select(Dictionary);
}
