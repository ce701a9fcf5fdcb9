using System;
using System.Text.Json;

namespace Conversion.Emulator;

/// <summary>Reads the bodies of both endpoints. It rejects everything that the API does not document, so that a client finds its errors here.</summary>
internal sealed class RequestReader(EmulatorSettings settings)
{
    private readonly FieldCatalog _contactFields = FieldCatalog.ForContacts(settings);
    private readonly FieldCatalog _companyFields = FieldCatalog.ForCompanies(settings);

    public ApiError? Read(ReadOnlyMemory<byte> body, UpsertRequest request) => JsonBody.Read(body, (Reader: this, request), static (bytes, work) =>
    {
        var reader = new Utf8JsonReader(bytes.Span, isFinalBlock: true, state: default);
        reader.Read();
        ApiError? error = work.request.IsBatch
            ? work.Reader.ReadBatch(ref reader, bytes.Span, work.request)
            : work.Reader.ReadSingle(ref reader, bytes.Span, work.request);
        while (reader.Read())
        {
            // Invalid JSON later in the body takes precedence over this error.
        }

        return error;
    });

    private ApiError? ReadSingle(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, UpsertRequest request)
    {
        var contact = new ContactInput();
        ApiError? error = NewContactReader().Read(ref reader, body, RequestProperties.Single, contact, ref request.Options);
        request.Items.Add(new(contact, error));
        return error;
    }

    private ApiError? ReadBatch(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, UpsertRequest request)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return ApiError.InvalidRequest("The body must be a JSON object.");
        }

        RequestProperties seen = RequestProperties.None;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (RequestPropertyNames.Identify(ref reader, RequestProperties.Batch, ref seen, out RequestProperties property) is { } invalid)
            {
                return invalid;
            }

            reader.Read();
            ApiError? error = property == RequestProperties.Contacts
                ? ReadItems(ref reader, body, request)
                : request.Options.Read(ref reader, property);
            if (error is not null)
            {
                return error;
            }
        }

        return request.Items.Count == 0 ? SizeError() : null;
    }

    private ApiError? ReadItems(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, UpsertRequest request)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return ApiError.InvalidRequest("contacts must be an array.");
        }

        ContactReader contacts = NewContactReader();
        RequestOptions none = default;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (request.Items.Count == settings.MaximumBatchSize)
            {
                return SizeError();
            }

            Utf8JsonReader start = reader;
            var contact = new ContactInput();
            ApiError? error = contacts.Read(ref reader, body, RequestProperties.Item, contact, ref none);
            if (error is not null)
            {
                if (settings.InvalidBatchItem == InvalidBatchItemHandling.RejectBatch)
                {
                    return error with { Message = $"contacts[{request.Items.Count}]: {error.Message}" };
                }

                reader = start;
                reader.Skip();
            }

            request.Items.Add(new(contact, error));
        }

        return null;
    }

    private ApiError SizeError() => ApiError.InvalidRequest($"contacts must hold 1 to {settings.MaximumBatchSize} contacts.");

    private ContactReader NewContactReader() => new(new FieldReader(settings), _contactFields, _companyFields);
}
