using System;
using System.Collections.Generic;

namespace Conversion.Emulator;

/// <summary>The changes that one request makes to the store. They are saved or rolled back together.</summary>
internal sealed class StoreTransaction(ContactTable contacts)
{
    private readonly List<(Contact Written, Contact? Replaced)> _steps = [];

    public bool IsEmpty => _steps.Count == 0;

    public Contact? Find(Guid id) => contacts.Find(id);

    public Contact? Find(string email) => contacts.Find(email);

    public void Put(Contact contact) => _steps.Add((contact, contacts.Put(contact)));

    public void WriteTo(ContactLineWriter lines)
    {
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

        _steps.Clear();
    }
}
