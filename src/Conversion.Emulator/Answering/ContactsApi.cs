using System;
using System.IO;

namespace Conversion.Emulator;

/// <summary>Answers requests as the API does: <c>POST /v2/contacts</c> and <c>POST /v2/contacts/batch</c>.</summary>
internal sealed class ContactsApi(EmulatorSettings settings, ContactStore contacts)
{
    private readonly string _single = settings.BasePath.TrimEnd('/') + "/v2/contacts";
    private readonly string _batch = settings.BasePath.TrimEnd('/') + "/v2/contacts/batch";
    private readonly RateLimit? _rateLimit = RateLimit.Of(settings);
    private readonly RequestReader _reader = new(settings);
    private readonly ContactUpsert _upsert = new(settings);

    public EmulatorResponse Answer(EmulatorRequest request, Fault? fault, out bool applied)
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

        if (_rateLimit?.Refuse() is { } refusal)
        {
            return refusal;
        }

        if (request.BodyLength > settings.MaximumBodyBytes)
        {
            return new ApiError(413, "payload_too_large", $"The body is longer than {settings.MaximumBodyBytes} bytes.").ToResponse();
        }

        var upsert = new UpsertRequest(isBatch);
        ApiError? problem = MediaType.Check(request.ContentType) ?? _reader.Read(request.Body, upsert);
        return problem is null ? Apply(upsert, fault, out applied) : problem.ToResponse();
    }

    private EmulatorResponse Apply(UpsertRequest request, Fault? fault, out bool applied)
    {
        applied = false;
        UpsertResult[] results;
        try
        {
            results = contacts.Change((Api: this, request, fault), static (store, work) => work.Api.Apply(store, work.request, work.fault));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return ApiError.InternalError.ToResponse();
        }

        foreach (UpsertResult result in results)
        {
            applied |= result.Problem is null;
        }

        return request.IsBatch ? UpsertAnswers.Batch(results, settings) : UpsertAnswers.Single(results[0]);
    }

    private UpsertResult[] Apply(StoreChange store, UpsertRequest request, Fault? fault)
    {
        var results = new UpsertResult[request.Items.Count];
        for (int index = 0; index < results.Length; index++)
        {
            BatchItem item = request.Items[index];
            results[index] =
                item.Problem is not null ? UpsertResult.Failed(item.Problem)
                : fault is not null && request.IsBatch && fault.Fails(index) ? UpsertResult.Failed(ApiError.UpsertFailed)
                : _upsert.Apply(store, item.Contact!, request.Switches);
        }

        return results;
    }

    private bool IsAuthorized(string? key) => settings.ApiKey is null
        ? KeyId.Of(key) is not null
        : string.Equals(key, settings.ApiKey, StringComparison.Ordinal);
}
