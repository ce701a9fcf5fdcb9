using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Language;
using Conversion.Model;

namespace Conversion.Completion;

/// <summary>Offers the subscription statuses that can be set.</summary>
internal sealed class SubscriptionStatusCompleter : ChoiceCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Choice> Choices(CommandAst command) =>
        SubscriptionStatuses.All.Select(static status => new Choice(status, status));
}
