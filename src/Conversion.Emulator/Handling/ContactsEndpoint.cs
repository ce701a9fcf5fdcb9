using System;
using System.IO;

namespace Conversion.Emulator;

/// <summary>Handles requests as the API does: <c>POST /v2/contacts</c> and <c>POST /v2/contacts/batch</c>.</summary>
internal sealed class ContactsEndpoint(EmulatorSettings settings, ContactStore contacts, RequestReader reader, bool isBatch) : Endpoint
{
    private readonly UpsertHandler _upsert = new(settings);

    public override EmulatorResponse Handle(EmulatorRequest request, Fault? fault, out bool applied)
    {
        applied = false;
        var upsert = new UpsertRequest(isBatch);
        ApiError? error = reader.Read(request.Body, upsert);
        return error is null ? Apply(upsert, fault, out applied) : error.ToResponse();
    }

    private EmulatorResponse Apply(UpsertRequest request, Fault? fault, out bool applied)
    {
        applied = false;
        UpsertResult[] results;
        try
        {
            results = contacts.ExecuteTransaction((Endpoint: this, request, fault), static (store, work) => work.Endpoint.Apply(store, work.request, work.fault));
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
}
