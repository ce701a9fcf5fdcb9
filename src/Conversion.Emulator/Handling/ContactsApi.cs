using System;
using System.IO;

namespace Conversion.Emulator;

/// <summary>Handles requests as the API does: <c>POST /v2/contacts</c> and <c>POST /v2/contacts/batch</c>.</summary>
internal sealed class ContactsApi(EmulatorSettings settings, ContactStore contacts)
{
    private readonly string _single = settings.BasePath.TrimEnd('/') + "/v2/contacts";
    private readonly string _batch = settings.BasePath.TrimEnd('/') + "/v2/contacts/batch";
    private readonly RateLimiter? _rateLimiter = RateLimiter.Create(settings);
    private readonly RequestReader _reader = new(settings);
    private readonly UpsertHandler _upsert = new(settings);

    public EmulatorResponse Handle(EmulatorRequest request, Fault? fault, out bool applied)
    {
        applied = false;
        bool isBatch = request.Path == _batch;
        if (!isBatch && request.Path != _single)
        {
            return new ApiError(404, "not_found", $"There is no {ApiError.Quote(request.Path)} here.").ToResponse();
        }

        if (request.Method != "POST")
        {
            return new ApiError(405, "method_not_allowed", $"{_single} and {_batch} take POST.").ToResponse("Allow", "POST");
        }

        if (!IsAuthorized(request.ApiKey))
        {
            return ApiError.Unauthorized.ToResponse();
        }

        if (_rateLimiter?.Check() is { } refusal)
        {
            return refusal;
        }

        if (request.BodyLength > settings.MaximumBodyBytes)
        {
            return new ApiError(413, "payload_too_large", $"The body is longer than {settings.MaximumBodyBytes} bytes.").ToResponse();
        }

        var upsert = new UpsertRequest(isBatch);
        ApiError? error = ContentTypeValidator.Validate(request.ContentType) ?? _reader.Read(request.Body, upsert);
        return error is null ? Apply(upsert, fault, out applied) : error.ToResponse();
    }

    private EmulatorResponse Apply(UpsertRequest request, Fault? fault, out bool applied)
    {
        applied = false;
        UpsertResult[] results;
        try
        {
            results = contacts.ExecuteTransaction((Api: this, request, fault), static (store, work) => work.Api.Apply(store, work.request, work.fault));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ApiError.InternalError.ToResponse();
        }

        foreach (UpsertResult result in results)
        {
            applied |= result.Error is null;
        }

        return request.IsBatch ? UpsertResponses.Batch(results, settings) : UpsertResponses.Single(results[0]);
    }

    private UpsertResult[] Apply(StoreTransaction store, UpsertRequest request, Fault? fault)
    {
        var results = new UpsertResult[request.Items.Count];
        for (int index = 0; index < results.Length; index++)
        {
            UpsertItem item = request.Items[index];
            results[index] =
                item.Error is not null ? UpsertResult.Failed(item.Error)
                : fault is not null && request.IsBatch && fault.Fails(index) ? UpsertResult.Failed(ApiError.UpsertFailed)
                : _upsert.Apply(store, item.Contact!, request.Options);
        }

        return results;
    }

    private bool IsAuthorized(string? key) => settings.ApiKey is null
        ? KeyId.From(key) is not null
        : string.Equals(key, settings.ApiKey, StringComparison.Ordinal);
}
