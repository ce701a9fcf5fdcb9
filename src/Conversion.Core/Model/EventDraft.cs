namespace Conversion.Model;

/// <summary>An event that is not validated yet: the properties of <c>POST /v2/events</c>. <see cref="ContactDraft.Fields"/> are its <c>data</c>. Reusable.</summary>
public sealed class EventDraft : ContactDraft
{
    /// <summary><c>event</c>, the name.</summary>
    public string? Event { get; set; }

    /// <summary><c>userId</c>; omitted if blank.</summary>
    public string? UserId { get; set; }

    /// <summary><c>eventId</c>; derived from the other properties if blank.</summary>
    public string? EventId { get; set; }

    /// <summary><c>timestamp</c>: a DateTime, a DateTimeOffset, or a text in ISO 8601; omitted if blank.</summary>
    public object? Timestamp { get; set; }

    /// <inheritdoc/>
    public override void Clear()
    {
        base.Clear();
        Event = null;
        UserId = null;
        EventId = null;
        Timestamp = null;
    }
}
