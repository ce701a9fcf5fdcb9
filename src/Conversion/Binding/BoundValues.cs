using System.Collections;
using Conversion.Model;

namespace Conversion.Binding;

/// <summary>The request's properties as parameters gave them. They win over what the row gives.</summary>
internal sealed class BoundValues
{
    public string? Email { get; set; }

    public string? CnvContactId { get; set; }

    public string? SubscriptionStatus { get; set; }

    public IDictionary? Fields { get; set; }

    public IDictionary? CompanyFields { get; set; }

    /// <summary>Switches that are on.</summary>
    public ContactOptions Options { get; set; }

    /// <summary>Switches that the command line turned off, whatever the row says.</summary>
    public ContactOptions Denied { get; set; }
}
