using System;

namespace Conversion.Model;

/// <summary>A contact that is not validated yet: the properties of <c>POST /v2/contacts</c>. Reusable.</summary>
public class ContactDraft
{
    /// <summary><c>email</c>; omitted if blank.</summary>
    public string? Email { get; set; }

    /// <summary><c>cnvContactId</c>, a UUID; omitted if blank.</summary>
    public string? CnvContactId { get; set; }

    /// <summary><c>subscriptionStatus</c>, not case-sensitive; omitted if blank.</summary>
    public string? SubscriptionStatus { get; set; }

    /// <summary><c>updateOnly</c>, <c>syncToCRM</c> and <c>preserveExistingFields</c>.</summary>
    public ContactOptions Options { get; set; }

    /// <summary><c>fields</c>. A null value is sent as null. Other keys are not sent.</summary>
    public FieldSet Fields { get; } = new();

    /// <summary><c>companyFields</c>, likewise.</summary>
    public FieldSet CompanyFields { get; } = new();

    /// <summary>Removes all values.</summary>
    public virtual void Clear()
    {
        Email = null;
        CnvContactId = null;
        SubscriptionStatus = null;
        Options = ContactOptions.None;
        Fields.Clear();
        CompanyFields.Clear();
    }
}

/// <summary>The options of an upsert. They belong to the request, so in a batch they apply to every contact.</summary>
[Flags]
public enum ContactOptions
{
    /// <summary>None: create or update, overwrite existing values, no CRM.</summary>
    None = 0,

    /// <summary><c>updateOnly</c>: never create.</summary>
    UpdateOnly = 1,

    /// <summary><c>syncToCRM</c>: also create the contact in the connected CRM.</summary>
    SyncToCRM = 2,

    /// <summary><c>preserveExistingFields</c>: write only fields that are empty or unset.</summary>
    PreserveExistingFields = 4,
}
