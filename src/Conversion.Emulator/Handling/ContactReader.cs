using System;
using System.Text.Json;

namespace Conversion.Emulator;

/// <summary>Reads a contact: the body of <c>POST /v2/contacts</c>, or an item of a batch. Create one for each request.</summary>
internal sealed class ContactReader(FieldReader fields, FieldCatalog contactFields, FieldCatalog companyFields)
{
    /// <summary>Reads the object at the reader's position.</summary>
    /// <returns>Null, or the error. After an error the reader is within the object.</returns>
    public ApiError? Read(
        ref Utf8JsonReader reader,
        ReadOnlySpan<byte> body,
        RequestProperties allowed,
        ContactInput contact,
        ref RequestOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return ApiError.InvalidRequest("A contact must be a JSON object.");
        }

        RequestProperties seen = RequestProperties.None;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (RequestPropertyNames.Identify(ref reader, allowed, ref seen, out RequestProperties property) is { } invalid)
            {
                return invalid;
            }

            reader.Read();
            if (ReadProperty(ref reader, body, property, contact, ref options) is { } error)
            {
                return error;
            }
        }

        return contact.Email is null && contact.Id is null ? ApiError.MissingIdentifier : null;
    }

    private ApiError? ReadProperty(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> body, RequestProperties property, ContactInput contact, ref RequestOptions options)
    {
        switch (property)
        {
            case RequestProperties.Email:
                return ReadEmail(ref reader, contact);
            case RequestProperties.CnvContactId:
                return ReadContactId(ref reader, contact);
            case RequestProperties.SubscriptionStatus:
                return ReadSubscriptionStatus(ref reader, contact);
            case RequestProperties.Fields:
                ApiError? error = fields.Read(ref reader, body, contactFields, out FieldValue[] values);
                contact.Fields = values;
                return error;
            case RequestProperties.CompanyFields:
                error = fields.Read(ref reader, body, companyFields, out values);
                contact.CompanyFields = values;
                return error;
            default:
                return options.Read(ref reader, property);
        }
    }

    private static ApiError? ReadEmail(ref Utf8JsonReader reader, ContactInput contact)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return ApiError.InvalidRequest("email must be a string.");
        }

        contact.Email = reader.GetString()!;
        return EmailValidator.Validate(contact.Email);
    }

    private static ApiError? ReadContactId(ref Utf8JsonReader reader, ContactInput contact)
    {
        if (reader.TokenType != JsonTokenType.String || !reader.TryGetGuid(out Guid id))
        {
            return ApiError.InvalidRequest("cnvContactId must be a UUID string.");
        }

        contact.Id = id;
        return null;
    }

    private static ApiError? ReadSubscriptionStatus(ref Utf8JsonReader reader, ContactInput contact)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return ApiError.InvalidSubscriptionStatus;
        }

        contact.SubscriptionStatus =
            reader.ValueTextEquals("SUBSCRIBED"u8) ? "SUBSCRIBED"
            : reader.ValueTextEquals("UNSUBSCRIBED"u8) ? "UNSUBSCRIBED"
            : reader.ValueTextEquals("NO_STATUS"u8) ? Contact.NoStatus
            : null;
        return contact.SubscriptionStatus is null ? ApiError.InvalidSubscriptionStatus : null;
    }
}
