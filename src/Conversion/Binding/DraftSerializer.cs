using System;
using System.Collections.Generic;
using Conversion.Model;

namespace Conversion.Binding;

/// <summary>A draft that is filled for each row, and what makes a request of it.</summary>
internal abstract class DraftSerializer : IDisposable
{
    /// <summary>The draft.</summary>
    public abstract ContactDraft Draft { get; }

    /// <summary>Validates and serializes the draft.</summary>
    /// <param name="errors">Receives the validation errors.</param>
    /// <param name="identity">Whose the row is, even if there are errors; null if that cannot be told.</param>
    /// <returns>The request; null if there is an error.</returns>
    public abstract RowRequest? Serialize(ICollection<ValidationError> errors, out ContactIdentity? identity);

    /// <summary>What is known of the event of the draft; null for a contact.</summary>
    /// <param name="request">Its request; null if there is an error.</param>
    public virtual EventProperties? Describe(RowRequest? request) => null;

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>What identifies an event, as far as it is known.</summary>
/// <param name="Event">Its name.</param>
/// <param name="UserId">The user id of its contact.</param>
/// <param name="EventId">Its id, given or derived.</param>
internal sealed record EventProperties(string? Event, string? UserId, string? EventId);

/// <summary>The drafts of contacts.</summary>
/// <param name="ignoresStatus">Whether subscription statuses are never sent, and so not validated.</param>
internal sealed class ContactDraftSerializer(bool ignoresStatus = false) : DraftSerializer
{
    private readonly ContactSerializer _serializer = new() { IgnoresStatus = ignoresStatus };

    public override ContactDraft Draft { get; } = new();

    public override RowRequest? Serialize(ICollection<ValidationError> errors, out ContactIdentity? identity) =>
        _serializer.Serialize(Draft, errors, out identity);

    public override void Dispose() => _serializer.Dispose();
}

/// <summary>The drafts of events.</summary>
internal sealed class EventDraftSerializer : DraftSerializer
{
    private readonly EventSerializer _serializer = new();
    private readonly EventDraft _draft = new();

    public override ContactDraft Draft => _draft;

    public override RowRequest? Serialize(ICollection<ValidationError> errors, out ContactIdentity? identity)
    {
        EventRequest? request = _serializer.Serialize(_draft, errors);
        // The API matches a user id first. Here it stands for the address: this only tells in which part of a list the row is.
        identity = request is null ? null : new ContactIdentity(request.UserId ?? request.Email, CnvContactId: null);
        return request;
    }

    // Of a row with an error, what it gives: no id is derived.
    public override EventProperties Describe(RowRequest? request) => request is EventRequest valid
        ? new EventProperties(valid.Event, valid.UserId, valid.EventId)
        : new EventProperties(TextOrNull(_draft.Event), TextOrNull(_draft.UserId), TextOrNull(_draft.EventId));

    public override void Dispose() => _serializer.Dispose();

    private static string? TextOrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text!.Trim();
}
