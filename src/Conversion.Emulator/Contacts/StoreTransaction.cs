using System;
using System.Collections.Generic;

namespace Conversion.Emulator;

/// <summary>The changes that one request makes to the store. They are saved or rolled back together.</summary>
internal sealed class StoreTransaction(ContactTable contacts, EventTable events)
{
    private readonly List<(Contact Written, Contact? Replaced)> _steps = [];
    private List<EmailEvent>? _emailEvents;
    private List<(CustomEvent Written, CustomEvent? Replaced)>? _customEvents;

    public bool IsEmpty => _steps.Count == 0 && _emailEvents is null && _customEvents is null;

    public Contact? Find(Guid id) => contacts.Find(id);

    public Contact? Find(string email) => contacts.Find(email);

    public Contact? FindByUserId(string userId) => contacts.FindByUserId(userId);

    public CustomEvent? FindEvent(string eventId) => events.Find(eventId);

    public void Put(Contact contact)
    {
        Contact? replaced = contacts.Put(contact);
        _steps.Add((contact, replaced));
        if (EmailEvent.ForStatus(contact, replaced?.SubscriptionStatus) is { } emailEvent)
        {
            Add(emailEvent);
        }
    }

    public void Add(EmailEvent emailEvent)
    {
        events.Put(emailEvent);
        (_emailEvents ??= []).Add(emailEvent);
    }

    /// <summary>Adds an event, or replaces the one with the same id.</summary>
    public void Put(CustomEvent customEvent) => (_customEvents ??= []).Add((customEvent, events.Put(customEvent)));

    /// <summary>Writes the events first, so that the last line about a contact is the contact itself.</summary>
    public void WriteTo(ContactLineWriter lines)
    {
        _emailEvents?.ForEach(lines.Append);
        _customEvents?.ForEach(step => lines.Append(step.Written));
        foreach ((Contact written, _) in _steps)
        {
            lines.Append(written);
        }
    }

    public void Rollback()
    {
        for (int index = _steps.Count - 1; index >= 0; index--)
        {
            if (_steps[index].Replaced is { } replaced)
            {
                contacts.Put(replaced);
            }
            else
            {
                contacts.RemoveLast();
            }
        }

        for (int index = (_customEvents?.Count ?? 0) - 1; index >= 0; index--)
        {
            events.Restore(_customEvents![index].Replaced);
        }

        events.RemoveLastEmailEvents(_emailEvents?.Count ?? 0);
        _steps.Clear();
        _customEvents = null;
        _emailEvents = null;
    }
}
