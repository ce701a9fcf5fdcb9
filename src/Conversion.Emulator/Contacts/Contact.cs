using System;
using System.Collections.Generic;
using System.Text.Json;

namespace Conversion.Emulator;

/// <summary>
/// A contact as the account stores it after <c>POST /v2/contacts</c>, with the fields of its company.
/// Immutable: an update creates a new instance.
/// </summary>
public sealed class Contact
{
    internal const string NoStatus = "NO_STATUS";
    internal const string Unsubscribed = "UNSUBSCRIBED";

    /// <summary>Creates a contact, for example as test data.</summary>
    /// <param name="id">The <c>cnvContactId</c>.</param>
    /// <param name="email">The address.</param>
    /// <param name="subscriptionStatus">The status. A status that only the system sets, such as <c>BOUNCED</c>, is allowed here.</param>
    /// <param name="fields">The contact's fields; null for none.</param>
    /// <param name="companyFields">The company's fields; null for none.</param>
    /// <param name="syncedToCrm">Whether the connected CRM has a record of it.</param>
    public Contact(
        Guid id,
        string email,
        string subscriptionStatus = NoStatus,
        IEnumerable<KeyValuePair<string, JsonElement>>? fields = null,
        IEnumerable<KeyValuePair<string, JsonElement>>? companyFields = null,
        bool syncedToCrm = false)
        : this(id, email, subscriptionStatus, FieldMap.From(fields), FieldMap.From(companyFields), syncedToCrm)
    {
    }

    internal Contact(Guid id, string email, string subscriptionStatus, FieldMap fields, FieldMap companyFields, bool syncedToCrm)
    {
        Id = id;
        Email = email ?? throw new ArgumentNullException(nameof(email));
        SubscriptionStatus = subscriptionStatus ?? throw new ArgumentNullException(nameof(subscriptionStatus));
        Fields = fields;
        CompanyFields = companyFields;
        SyncedToCrm = syncedToCrm;
    }

    /// <summary>The <c>cnvContactId</c>.</summary>
    public Guid Id { get; }

    /// <summary>The address, as it was last written.</summary>
    public string Email { get; }

    /// <summary><c>SUBSCRIBED</c>, <c>UNSUBSCRIBED</c>, <c>NO_STATUS</c>, or a status that only the system sets.</summary>
    public string SubscriptionStatus { get; }

    /// <summary>The fields of the contact.</summary>
    public FieldMap Fields { get; }

    /// <summary>The fields of its company.</summary>
    public FieldMap CompanyFields { get; }

    /// <summary>Whether any request had <c>syncToCRM</c>.</summary>
    public bool SyncedToCrm { get; }

    /// <summary>The <c>userId</c> by which events find the contact; null for none. <c>/v2/contacts</c> does not document it.</summary>
    public string? UserId { get; init; }

    /// <summary>When the contact was created; now unless it is given.</summary>
    public DateTimeOffset CreatedAt { get; init; } = DateTimeOffset.UtcNow;

    /// <summary>When the contact was last written; now unless it is given.</summary>
    public DateTimeOffset UpdatedAt { get; init; } = DateTimeOffset.UtcNow;

    /// <summary>The id of its lead in Salesforce; null for none.</summary>
    public string? SfdcLeadId { get; init; }

    /// <summary>The id of its contact in Salesforce; null for none.</summary>
    public string? SfdcContactId { get; init; }

    /// <summary>The id of its account in Salesforce; null for none.</summary>
    public string? SfdcAccountId { get; init; }

    /// <summary>The id of the lead that <c>syncToCRM</c> creates: like one of Salesforce, and always the same for a contact.</summary>
    internal static string NewSfdcLeadId(Guid id) => "00Q" + id.ToString("N").Substring(0, 15).ToUpperInvariant();

    /// <summary>The same contact with a <c>userId</c>.</summary>
    internal Contact WithUserId(string userId) => new(Id, Email, SubscriptionStatus, Fields, CompanyFields, SyncedToCrm)
    {
        UserId = userId,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        SfdcLeadId = SfdcLeadId,
        SfdcContactId = SfdcContactId,
        SfdcAccountId = SfdcAccountId,
    };

    /// <summary>The address and the id.</summary>
    public override string ToString() => $"{Email} ({Id:D})";
}
