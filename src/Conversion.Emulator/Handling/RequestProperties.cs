using System;
using System.Text.Json;

namespace Conversion.Emulator;

/// <summary>The properties of the two request bodies.</summary>
[Flags]
internal enum RequestProperties
{
    None = 0,
    Email = 1,
    CnvContactId = 2,
    SubscriptionStatus = 4,
    Fields = 8,
    CompanyFields = 16,
    UpdateOnly = 32,
    SyncToCrm = 64,
    PreserveExistingFields = 128,
    Contacts = 256,

    Options = UpdateOnly | SyncToCrm | PreserveExistingFields,

    /// <summary>The properties that are allowed in an item of <c>POST /v2/contacts/batch</c>.</summary>
    Item = Email | CnvContactId | SubscriptionStatus | Fields | CompanyFields,

    /// <summary>The properties that are allowed in the body of <c>POST /v2/contacts</c>.</summary>
    Single = Item | Options,

    /// <summary>The properties that are allowed in the body of <c>POST /v2/contacts/batch</c>.</summary>
    Batch = Contacts | Options,
}

/// <summary>Identifies properties by name. Names are case-sensitive.</summary>
internal static class RequestPropertyNames
{
    public static RequestProperties Identify(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("email"u8) ? RequestProperties.Email
        : reader.ValueTextEquals("cnvContactId"u8) ? RequestProperties.CnvContactId
        : reader.ValueTextEquals("subscriptionStatus"u8) ? RequestProperties.SubscriptionStatus
        : reader.ValueTextEquals("fields"u8) ? RequestProperties.Fields
        : reader.ValueTextEquals("companyFields"u8) ? RequestProperties.CompanyFields
        : reader.ValueTextEquals("updateOnly"u8) ? RequestProperties.UpdateOnly
        : reader.ValueTextEquals("syncToCRM"u8) ? RequestProperties.SyncToCrm
        : reader.ValueTextEquals("preserveExistingFields"u8) ? RequestProperties.PreserveExistingFields
        : reader.ValueTextEquals("contacts"u8) ? RequestProperties.Contacts
        : RequestProperties.None;

    /// <summary>Identifies a property. An error if it is not allowed here, or a duplicate.</summary>
    public static ApiError? Identify(
        ref Utf8JsonReader reader, RequestProperties allowed, ref RequestProperties seen, out RequestProperties property)
    {
        property = Identify(ref reader);
        if ((property & allowed) == 0)
        {
            return ApiError.InvalidRequest($"The property '{ApiError.Quote(reader.GetString()!)}' is unknown here.");
        }

        if ((seen & property) != 0)
        {
            return ApiError.InvalidRequest($"The property '{reader.GetString()}' is duplicated.");
        }

        seen |= property;
        return null;
    }
}
