using System;
using System.Collections.Generic;

namespace Conversion.Model;

/// <summary>A contact as somebody fills it in: the properties of <c>POST /v2/contacts</c>, unchecked. Reusable.</summary>
public sealed class ContactDraft
{
    /// <summary><c>email</c>; blank is absent.</summary>
    public string? Email { get; set; }

    /// <summary><c>cnvContactId</c>, a UUID; blank is absent.</summary>
    public string? CnvContactId { get; set; }

    /// <summary><c>subscriptionStatus</c>, in any case; blank is absent.</summary>
    public string? SubscriptionStatus { get; set; }

    /// <summary><c>updateOnly</c>, <c>syncToCRM</c> and <c>preserveExistingFields</c>.</summary>
    public ContactOptions Options { get; set; }

    /// <summary><c>fields</c>. A null value is sent as null; a key that is not there is not sent.</summary>
    public FieldSet Fields { get; } = new();

    /// <summary><c>companyFields</c>, likewise.</summary>
    public FieldSet CompanyFields { get; } = new();

    /// <summary>Makes it as new.</summary>
    public void Clear()
    {
        Email = null;
        CnvContactId = null;
        SubscriptionStatus = null;
        Options = ContactOptions.None;
        Fields.Clear();
        CompanyFields.Clear();
    }
}

/// <summary>The switches of an upsert. They belong to the request, so in a batch they hold for every contact of it.</summary>
[Flags]
public enum ContactOptions
{
    /// <summary>None: create or update, overwrite what is there, leave the CRM alone.</summary>
    None = 0,

    /// <summary><c>updateOnly</c>: never create.</summary>
    UpdateOnly = 1,

    /// <summary><c>syncToCRM</c>: also create the contact in the connected CRM.</summary>
    SyncToCRM = 2,

    /// <summary><c>preserveExistingFields</c>: write only what is empty or unset.</summary>
    PreserveExistingFields = 4,
}

/// <summary>The subscription statuses that can be set, in the API's spelling.</summary>
public static class SubscriptionStatuses
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = ["SUBSCRIBED", "UNSUBSCRIBED", "NO_STATUS"];
}
