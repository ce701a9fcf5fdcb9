using System;

namespace Conversion.Emulator;

/// <summary>Something that happened to an email to a contact, as <c>POST /v2/exports/email-events</c> exports it. Immutable.</summary>
public sealed class EmailEvent
{
    /// <summary>Creates an event, for example as test data.</summary>
    /// <param name="id">The id of the event.</param>
    /// <param name="eventType">One of <see cref="EmailEventTypes"/>.</param>
    /// <param name="contactId">The <c>cnvContactId</c> of the contact.</param>
    /// <param name="email">The address of the contact.</param>
    /// <param name="occurredAt">When it happened.</param>
    public EmailEvent(Guid id, string eventType, Guid contactId, string email, DateTimeOffset occurredAt)
    {
        Id = id;
        EventType = eventType ?? throw new ArgumentNullException(nameof(eventType));
        ContactId = contactId;
        Email = email ?? throw new ArgumentNullException(nameof(email));
        OccurredAt = occurredAt;
    }

    /// <summary>The id of the event.</summary>
    public Guid Id { get; }

    /// <summary>One of <see cref="EmailEventTypes"/>.</summary>
    public string EventType { get; }

    /// <summary>The <c>cnvContactId</c> of the contact.</summary>
    public Guid ContactId { get; }

    /// <summary>The address of the contact when it happened.</summary>
    public string Email { get; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset OccurredAt { get; }

    /// <summary>The event that leads to the status of a contact; null if the status did not change or no event leads to it.</summary>
    internal static EmailEvent? ForStatus(Contact contact, string? before)
    {
        if (contact.SubscriptionStatus == before)
        {
            return null;
        }

        string? type = contact.SubscriptionStatus switch
        {
            Contact.Unsubscribed => EmailEventTypes.UnsubscribeAll,
            "BOUNCED" => EmailEventTypes.Bounce,
            "COMPLAINED" => EmailEventTypes.Complaint,
            _ => null,
        };
        return type is null ? null : new(Guid.NewGuid(), type, contact.Id, contact.Email, contact.UpdatedAt);
    }
}

/// <summary>The types of email events, as <c>POST /v2/exports/email-events</c> spells them.</summary>
public static class EmailEventTypes
{
    /// <summary>The contact complained.</summary>
    public const string Complaint = "EMAIL_COMPLAINT";

    /// <summary>The address does not exist.</summary>
    public const string Bounce = "EMAIL_BOUNCE";

    /// <summary>The contact opted out of everything.</summary>
    public const string UnsubscribeAll = "EMAIL_UNSUBSCRIBE_ALL";

    internal static string[] All { get; } =
    [
        "EMAIL_SEND", "EMAIL_DELIVERY", "EMAIL_OPEN", "EMAIL_CLICK", Bounce, "EMAIL_SOFT_BOUNCE", Complaint, UnsubscribeAll,
        "EMAIL_TOPIC_UNSUBSCRIBE",
    ];
}
