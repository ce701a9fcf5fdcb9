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
