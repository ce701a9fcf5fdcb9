using System;
using System.Collections.Generic;
using Conversion.Journal;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>Which contacts of the journal the list has a row of, so that the others have left it. Guarded by the lock of <see cref="ChangeDetector"/>.</summary>
internal sealed class SeenContacts(JournalIndex contacts)
{
    // Whether a row of a contact that the journal does not know was not confirmed, so that it may be known under its other name.
    private bool _hasUnconfirmedAddress;
    private bool _hasUnconfirmedId;

    /// <summary>Marks a contact as seen.</summary>
    /// <returns>False if the journal does not know it.</returns>
    public bool Mark(ulong? key)
    {
        if (key is not ulong known || contacts.Find(known) is not (int slot and >= 0))
        {
            return false;
        }

        contacts.MarksAt(slot) |= RunMarks.Seen;
        return true;
    }

    /// <summary>Remembers that a row of a contact that the journal does not know was not confirmed.</summary>
    public void AddUnconfirmed(ContactIdentity identity)
    {
        _hasUnconfirmedAddress |= identity.CnvContactId is null;
        _hasUnconfirmedId |= identity.Email is null;
    }

    /// <summary>Finds the contacts that were not seen.</summary>
    /// <returns>Those that have left the list, and those that are in it under another address or id.</returns>
    public (List<RemovedContact> Removed, List<RemovedContact> Renamed) FindUnseen()
    {
        List<RemovedContact> unseen = [];
        HashSet<Guid> ids = [];
        foreach ((ulong key, ContactState state) in InList(isSeen: false))
        {
            // A row that was not confirmed may be of this contact, under its other name.
            if (!(state.IsIdentifiedById ? _hasUnconfirmedAddress : _hasUnconfirmedId))
            {
                unseen.Add(new RemovedContact(key, state.ContactId));
                ids.Add(state.ContactId);
            }
        }

        HashSet<Guid> present = [];
        foreach ((_, ContactState state) in InList(isSeen: true))
        {
            if (ids.Contains(state.ContactId))
            {
                present.Add(state.ContactId);
            }
        }

        List<RemovedContact> removed = [];
        List<RemovedContact> renamed = [];
        foreach (RemovedContact contact in unseen)
        {
            (present.Contains(contact.CnvContactId) ? renamed : removed).Add(contact);
        }

        return (removed, renamed);
    }

    private IEnumerable<(ulong Key, ContactState State)> InList(bool isSeen)
    {
        for (int slot = 0; slot < contacts.Slots; slot++)
        {
            if (contacts[slot] is { IsRemoved: false } state && ((contacts.MarksAt(slot) & RunMarks.Seen) != 0) == isSeen)
            {
                yield return (contacts.KeyAt(slot), state);
            }
        }
    }
}

/// <summary>A contact of the journal that is no longer in the list.</summary>
/// <param name="Key">How the journal identifies it.</param>
/// <param name="CnvContactId">Its id.</param>
public readonly record struct RemovedContact(ulong Key, Guid CnvContactId);
