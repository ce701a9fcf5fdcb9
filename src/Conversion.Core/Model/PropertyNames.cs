using System.Text.Json;

namespace Conversion.Model;

/// <summary>The names of the request's properties, as <c>POST /v2/contacts</c> spells them, encoded once.</summary>
internal static class PropertyNames
{
    public static readonly JsonEncodedText Email = JsonEncodedText.Encode("email");
    public static readonly JsonEncodedText CnvContactId = JsonEncodedText.Encode("cnvContactId");
    public static readonly JsonEncodedText SubscriptionStatus = JsonEncodedText.Encode("subscriptionStatus");
    public static readonly JsonEncodedText Fields = JsonEncodedText.Encode("fields");
    public static readonly JsonEncodedText CompanyFields = JsonEncodedText.Encode("companyFields");
    public static readonly JsonEncodedText UpdateOnly = JsonEncodedText.Encode("updateOnly");
    public static readonly JsonEncodedText SyncToCRM = JsonEncodedText.Encode("syncToCRM");
    public static readonly JsonEncodedText PreserveExistingFields = JsonEncodedText.Encode("preserveExistingFields");
}
