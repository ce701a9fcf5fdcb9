using System;
using System.Collections.Generic;

namespace Conversion.Emulator;

/// <summary>Email events and custom events, in the order in which they were added. Not thread-safe.</summary>
internal sealed class EventTable
{
    private readonly List<EmailEvent> _emailEvents = [];
    private readonly List<CustomEvent> _customEvents = [];
    private readonly Dictionary<Guid, int> _byId = [];
    private readonly Dictionary<string, int> _byEventId = new(StringComparer.Ordinal);

    public int Count => _emailEvents.Count + _customEvents.Count;

    public IReadOnlyList<EmailEvent> EmailEvents => _emailEvents;

    public IReadOnlyList<CustomEvent> CustomEvents => _customEvents;

    /// <summary>Finds a custom event by the id that its sender gave it; null if there is none.</summary>
    public CustomEvent? Find(string eventId) => _byEventId.TryGetValue(eventId, out int index) ? _customEvents[index] : null;

    public void Put(EmailEvent emailEvent) => _emailEvents.Add(emailEvent);

    /// <summary>Replaces the custom event with the same id, or adds it at the end. Returns the replaced event, or null.</summary>
    public CustomEvent? Put(CustomEvent customEvent)
    {
        if (_byId.TryGetValue(customEvent.Id, out int index))
        {
            CustomEvent replaced = _customEvents[index];
            _customEvents[index] = customEvent;
            return replaced;
        }

        _byId.Add(customEvent.Id, _customEvents.Count);
        if (customEvent.EventId is not null)
        {
            _byEventId[customEvent.EventId] = _customEvents.Count;
        }

        _customEvents.Add(customEvent);
        return null;
    }

    /// <summary>Undoes the last <see cref="Put(CustomEvent)"/> that is not undone.</summary>
    /// <param name="replaced">What it returned.</param>
    public void Restore(CustomEvent? replaced)
    {
        if (replaced is not null)
        {
            _customEvents[_byId[replaced.Id]] = replaced;
            return;
        }

        CustomEvent last = _customEvents[_customEvents.Count - 1];
        _customEvents.RemoveAt(_customEvents.Count - 1);
        _byId.Remove(last.Id);
        if (last.EventId is not null)
        {
            _byEventId.Remove(last.EventId);
        }
    }

    public void RemoveLastEmailEvents(int count) => _emailEvents.RemoveRange(_emailEvents.Count - count, count);
}
