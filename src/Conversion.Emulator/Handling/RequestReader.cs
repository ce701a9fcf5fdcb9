using System;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Conversion.Emulator;

/// <summary>Reads the bodies of both endpoints. It rejects everything that the API does not document, so that a client finds its errors here.</summary>
internal sealed class RequestReader(EmulatorSettings settings)
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly FieldCatalog _contactFields = FieldCatalog.ForContacts(settings);
    private readonly FieldCatalog _companyFields = FieldCatalog.ForCompanies(settings);

    public ApiError? Read(ReadOnlyMemory<byte> body, UpsertRequest request)
    {
        try
        {
            RequireUtf8(body);
            var reader = new Utf8JsonReader(body.Span, isFinalBlock: true, state: default);
            reader.Read();
            ApiError? error = request.IsBatch ? ReadBatch(ref reader, body.Span, request) : ReadSingle(ref reader, body.Span, request);
            while (reader.Read())
            {
                // Invalid JSON later in the body takes precedence over this error.
            }

            return error;
        }
        catch (JsonException exception)
        {
            return ApiError.InvalidRequest("The body is not valid JSON: " + exception.Message);
        }
        catch (DecoderFallbackException)
        {
            return ApiError.InvalidRequest("The body is not valid UTF-8.");
        }
        catch (InvalidOperationException)
        {
            // The reader throws this for \u escapes that are not valid text.
            return ApiError.InvalidRequest("The body holds text that is not valid Unicode.");
        }
    }

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

    private static void RequireUtf8(ReadOnlyMemory<byte> body)
    {
        if (MemoryMarshal.TryGetArray(body, out ArraySegment<byte> segment) && segment.Array is { } bytes)
        {
            s_strictUtf8.GetCharCount(bytes, segment.Offset, segment.Count);
        }
        else
        {
            byte[] copy = body.ToArray();
            s_strictUtf8.GetCharCount(copy, 0, copy.Length);
        }
    }
}
