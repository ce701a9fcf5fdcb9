using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace Conversion.Emulator;

/// <summary><c>POST /v2/events</c> and <c>POST /v2/events/batch</c>.</summary>
internal sealed class EventsEndpoint(EmulatorSettings settings, ContactStore store, bool isBatch) : Endpoint
{
    private readonly EventHandling _handling = new(settings);

    public override EmulatorResponse Handle(EmulatorRequest request, Fault? fault, out bool applied)
    {
        applied = false;
        List<EventItem> items = [];
        ApiError? error = JsonBody.ReadObject(request.Body, body => isBatch ? ReadBatch(body, items) : ReadSingle(body, items));
        if (error is not null)
        {
            return error.ToResponse();
        }

        TrackResult[] results;
        try
        {
            results = store.ExecuteTransaction((Endpoint: this, items, fault), static (change, work) => work.Endpoint.Apply(change, work.items, work.fault));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ApiError.InternalError.ToResponse();
        }

        applied = Array.Exists(results, static result => result.Error is null);
        return isBatch ? EventResponses.Batch(results, settings.EventErrorPlacement) : EventResponses.Single(results[0]);
    }

    private static ApiError? ReadSingle(JsonElement body, List<EventItem> items)
    {
        ApiError? error = EventReader.Read(body, out EventInput? input);
        items.Add(new(input, error));
        return error;
    }

    private ApiError? ReadBatch(JsonElement body, List<EventItem> items)
    {
        if (JsonBody.CheckProperties(body, "events") is { } unknown)
        {
            return unknown;
        }

        if (!body.TryGetProperty("events", out JsonElement events) || events.ValueKind != JsonValueKind.Array
            || events.GetArrayLength() == 0 || events.GetArrayLength() > settings.MaximumEventBatchSize)
        {
            return ApiError.InvalidRequest($"events must hold 1 to {settings.MaximumEventBatchSize} events.");
        }

        foreach (JsonElement item in events.EnumerateArray())
        {
            ApiError? error = EventReader.Read(item, out EventInput? input);
            if (error is not null && settings.InvalidBatchItem == InvalidBatchItemHandling.RejectBatch)
            {
                return error with { Message = $"events[{items.Count}]: {error.Message}" };
            }

            items.Add(new(input, error));
        }

        return null;
    }

    private TrackResult[] Apply(StoreTransaction change, List<EventItem> items, Fault? fault)
    {
        var results = new TrackResult[items.Count];
        for (int index = 0; index < results.Length; index++)
        {
            EventItem item = items[index];
            results[index] =
                item.Error is not null ? TrackResult.Failed(item.Error)
                : fault is not null && isBatch && fault.Fails(index) ? TrackResult.Failed(ApiError.TrackingFailed)
                : _handling.Apply(change, item.Event!);
        }

        return results;
    }

    private readonly record struct EventItem(EventInput? Event, ApiError? Error);
}

/// <summary>Applies the rules of <c>POST /v2/events</c> to one event. It never creates a contact.</summary>
internal sealed class EventHandling(EmulatorSettings settings)
{
    public TrackResult Apply(StoreTransaction change, EventInput input)
    {
        Contact? contact = input.UserId is null ? null : change.FindByUserId(input.UserId);
        if (contact is null && input.Email is not null)
        {
            contact = change.Find(input.Email);
            if (contact is not null && input.UserId is not null && contact.UserId is not null)
            {
                return TrackResult.Failed(ApiError.ConflictingIdentifier);
            }

            if (contact is not null && input.UserId is not null && settings.AssignUserId)
            {
                contact = contact.WithUserId(input.UserId);
                change.Put(contact);
            }
        }

        if (contact is null)
        {
            return TrackResult.Failed(ApiError.ContactNotFound);
        }

        Guid id = (input.EventId is null ? null : change.FindEvent(input.EventId)?.Id) ?? Guid.NewGuid();
        change.Put(new CustomEvent(id, input.Name, contact.Id, contact.Email, input.Timestamp ?? settings.UtcNow(), new FieldMap(input.Data))
        {
            UserId = input.UserId,
            EventId = input.EventId,
        });
        return new(id, contact.Id, null);
    }
}

/// <summary>The result of one event.</summary>
internal readonly record struct TrackResult(Guid EventId, Guid ContactId, ApiError? Error)
{
    public static TrackResult Failed(ApiError error) => new(Guid.Empty, Guid.Empty, error);
}
