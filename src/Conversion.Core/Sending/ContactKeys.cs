using System;
using System.Collections.Generic;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>A set of contacts, by id and by address in any case, as hashes: one that is taken for another does no harm here.</summary>
internal sealed class ContactKeys
{
    private readonly HashSet<ulong> _keys = [];

    public void Add(ContactRequest request)
    {
        if (request.Email is string email)
        {
            _keys.Add(KeyOf(email));
        }

        if (request.CnvContactId is Guid id)
        {
            _keys.Add(KeyOf(id.ToString("N")));
        }
    }

    public bool Contains(ContactRequest request) => _keys.Count > 0
        && ((request.Email is string email && _keys.Contains(KeyOf(email)))
            || (request.CnvContactId is Guid id && _keys.Contains(KeyOf(id.ToString("N")))));

    public void Clear() => _keys.Clear();

    // FNV-1a.
    private static ulong KeyOf(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (char character in text)
        {
            hash = (hash ^ char.ToUpperInvariant(character)) * 1099511628211;
        }

        return hash;
    }
}
