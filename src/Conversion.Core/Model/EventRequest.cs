namespace Conversion.Model;

/// <summary>An event, validated and serialized for <c>POST /v2/events</c>. Immutable.</summary>
public sealed class EventRequest : RowRequest
{
    /// <param name="name">The name of the event.</param>
    /// <param name="email">The address of its contact; null for none.</param>
    /// <param name="userId">The user id of its contact; null for none.</param>
    /// <param name="eventId">The id of the event.</param>
    /// <param name="isDated">Whether it has a timestamp.</param>
    /// <param name="json">The whole body.</param>
    internal EventRequest(string name, string? email, string? userId, string eventId, bool isDated, byte[] json)
        : base(new ContactIdentity(email, CnvContactId: null), ContactOptions.None, json, json.Length - 1, SubscriptionStatusSet.None)
    {
        Event = name;
        UserId = userId;
        EventId = eventId;
        IsDated = isDated;
    }

    /// <summary><c>event</c>.</summary>
    public string Event { get; }

    /// <summary><c>userId</c>; null if the contact is identified by its address only.</summary>
    public string? UserId { get; }

    /// <summary><c>eventId</c>, given or derived. A later event with the same id replaces this one.</summary>
    public string EventId { get; }

    /// <summary>Whether it has a timestamp. The API dates any other event when it arrives, so that its order counts.</summary>
    internal bool IsDated { get; }
}
