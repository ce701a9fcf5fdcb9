using System;
using System.Collections.Generic;
using System.Text.Json;

namespace Conversion.Emulator;

/// <summary>An event of a contact as the account stores it after <c>POST /v2/events</c>. Immutable.</summary>
public sealed class CustomEvent
{
    /// <summary>Creates an event, for example as test data.</summary>
    /// <param name="id">The <c>cnvEventId</c>.</param>
    /// <param name="name">The name, <c>event</c>.</param>
    /// <param name="contactId">The <c>cnvContactId</c> of the contact.</param>
    /// <param name="email">The address of the contact.</param>
    /// <param name="occurredAt">When it happened, <c>timestamp</c>.</param>
    /// <param name="data">The data; null for none.</param>
    public CustomEvent(
        Guid id, string name, Guid contactId, string email, DateTimeOffset occurredAt, IEnumerable<KeyValuePair<string, JsonElement>>? data = null)
        : this(id, name, contactId, email, occurredAt, FieldMap.From(data))
    {
    }

    internal CustomEvent(Guid id, string name, Guid contactId, string email, DateTimeOffset occurredAt, FieldMap data)
    {
        Id = id;
        Event = name ?? throw new ArgumentNullException(nameof(name));
        ContactId = contactId;
        Email = email ?? throw new ArgumentNullException(nameof(email));
        OccurredAt = occurredAt;
        Data = data;
    }

    /// <summary>The <c>cnvEventId</c>.</summary>
    public Guid Id { get; }

    /// <summary>The name of the event.</summary>
    public string Event { get; }

    /// <summary>The <c>cnvContactId</c> of the contact.</summary>
    public Guid ContactId { get; }

    /// <summary>The address of the contact when the event was written.</summary>
    public string Email { get; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset OccurredAt { get; }

    /// <summary>The data. Keys are in lower case.</summary>
    public FieldMap Data { get; }

    /// <summary>The <c>userId</c> of the request; null for none.</summary>
    public string? UserId { get; init; }

    /// <summary>The <c>eventId</c> of the request; null for none. A later event with the same one replaces this.</summary>
    public string? EventId { get; init; }
}
