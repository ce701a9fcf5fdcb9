using System;
using System.Collections.Generic;

namespace Conversion.Emulator;

/// <summary>Contacts in order of creation, with lookup by id and by address. Not thread-safe.</summary>
internal sealed class ContactTable
{
    private readonly List<Contact> _contacts = [];
    private readonly Dictionary<Guid, int> _byId = [];
    private readonly Dictionary<string, int> _byEmail = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Guid> _byUserId = new(StringComparer.Ordinal);

    public int Count => _contacts.Count;

    public Contact? Find(Guid id) => _byId.TryGetValue(id, out int index) ? _contacts[index] : null;

    public Contact? Find(string email) => _byEmail.TryGetValue(email, out int index) ? _contacts[index] : null;

    public Contact? FindByUserId(string userId) =>
        _byUserId.TryGetValue(userId, out Guid id) && Find(id) is { } contact && contact.UserId == userId ? contact : null;

    /// <summary>Contacts in order of creation, from a position on.</summary>
    public List<Contact> GetRange(int start, int count)
    {
        start = Math.Min(start, _contacts.Count);
        return _contacts.GetRange(start, Math.Min(count, _contacts.Count - start));
    }

    public Contact[] ToArray() => _contacts.ToArray();

    /// <summary>Replaces the contact with the same id, or adds the contact at the end. Returns the replaced contact, or null.</summary>
    /// <exception cref="InvalidOperationException">Another contact has the address.</exception>
    public Contact? Put(Contact contact)
    {
        bool isKnown = _byId.TryGetValue(contact.Id, out int index);
        if (_byEmail.TryGetValue(contact.Email, out int owner) && (!isKnown || owner != index))
        {
            throw new InvalidOperationException($"The email address '{contact.Email}' belongs to another contact.");
        }

        if (contact.UserId is not null)
        {
            _byUserId[contact.UserId] = contact.Id;
        }

        if (!isKnown)
        {
            _byId.Add(contact.Id, _contacts.Count);
            _byEmail.Add(contact.Email, _contacts.Count);
            _contacts.Add(contact);
            return null;
        }

        Contact replaced = _contacts[index];
        if (!string.Equals(replaced.Email, contact.Email, StringComparison.Ordinal))
        {
            _byEmail.Remove(replaced.Email);
            _byEmail.Add(contact.Email, index);
        }

        _contacts[index] = contact;
        return replaced;
    }

    /// <summary>Removes the last contact.</summary>
    public void RemoveLast()
    {
        Contact last = _contacts[_contacts.Count - 1];
        _contacts.RemoveAt(_contacts.Count - 1);
        _byId.Remove(last.Id);
        _byEmail.Remove(last.Email);
    }
}
