using System;
using System.Collections.Generic;
using System.Text.Json;

namespace Conversion.Emulator;

/// <summary>The parsed body of a request.</summary>
internal sealed class UpsertRequest(bool isBatch)
{
    public bool IsBatch { get; } = isBatch;

    public List<UpsertItem> Items { get; } = isBatch ? new(64) : new(1);

    /// <summary>A field, because it is passed by reference.</summary>
    public RequestOptions Options;
}

/// <summary>A contact of a request, or its error.</summary>
internal readonly record struct UpsertItem(ContactInput? Contact, ApiError? Error);

/// <summary>A valid contact of a request.</summary>
internal sealed class ContactInput
{
    public string? Email { get; set; }

    public Guid? Id { get; set; }

    public string? SubscriptionStatus { get; set; }

    public FieldValue[] Fields { get; set; } = [];

    public FieldValue[] CompanyFields { get; set; } = [];
}

/// <summary>The options of a whole request.</summary>
internal struct RequestOptions
{
    public bool UpdateOnly { get; private set; }

    public bool SyncToCrm { get; private set; }

    public bool PreserveExistingFields { get; private set; }

    public ApiError? Read(ref Utf8JsonReader reader, RequestProperties property)
    {
        if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
        {
            return ApiError.InvalidRequest("updateOnly, syncToCRM and preserveExistingFields must be true or false.");
        }

        bool value = reader.GetBoolean();
        switch (property)
        {
            case RequestProperties.UpdateOnly:
                UpdateOnly = value;
                break;
            case RequestProperties.SyncToCrm:
                SyncToCrm = value;
                break;
            default:
                PreserveExistingFields = value;
                break;
        }

        return null;
    }
}
