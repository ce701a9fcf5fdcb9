using System;

namespace Conversion;

/// <summary>
/// A contact as the account holds it. PowerShell shows each of its fields as one more property. A field whose name another property
/// has is shown as <c>fields.</c> and its name.
/// </summary>
public sealed class CnvContactRecord
{
    internal CnvContactRecord(Guid id) => Id = id;

    /// <summary>The id of the contact, its cnvContactId.</summary>
    public Guid Id { get; }

    /// <summary>The email address; null when it has none.</summary>
    public string? Email { get; internal init; }

    /// <summary>The subscription status. It may be one that only the system sets, such as BOUNCED.</summary>
    public string? SubscriptionStatus { get; internal init; }

    /// <summary>When it was created: a DateTimeOffset; the text as it came where that is not a time.</summary>
    public object? CreatedAt { get; internal init; }

    /// <summary>When it was last changed: a DateTimeOffset; the text as it came where that is not a time.</summary>
    public object? UpdatedAt { get; internal init; }

    /// <summary>The id of its lead in Salesforce; null when it has none.</summary>
    public string? SfdcLeadId { get; internal init; }

    /// <summary>The id of its contact in Salesforce; null when it has none.</summary>
    public string? SfdcContactId { get; internal init; }

    /// <summary>The id of its account in Salesforce; null when it has none.</summary>
    public string? SfdcAccountId { get; internal init; }

    /// <summary>The address and the id.</summary>
    public override string ToString() => Email is null ? Id.ToString() : $"{Email} ({Id})";
}
