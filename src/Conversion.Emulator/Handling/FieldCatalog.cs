using Conversion.Completion;
using System;
using System.Collections.Generic;
using System.Text;

namespace Conversion.Emulator;

/// <summary>A field of the account.</summary>
internal sealed record FieldKey(string Name, byte[] Utf8Name, bool IsReadOnly);

/// <summary>The contact fields or the company fields of the account. Keys are case-sensitive.</summary>
internal sealed class FieldCatalog
{
    /// <summary>The fields, indexed by the length of their names.</summary>
    private readonly FieldKey[][] _keys;

    private FieldCatalog(string map, Dictionary<string, bool> keys)
    {
        Map = map;
        var byLength = new List<List<FieldKey>>();
        foreach (KeyValuePair<string, bool> key in keys)
        {
            byte[] name = Encoding.UTF8.GetBytes(key.Key);
            while (byLength.Count <= name.Length)
            {
                byLength.Add([]);
            }

            byLength[name.Length].Add(new(key.Key, name, key.Value));
        }

        _keys = byLength.ConvertAll(static list => list.ToArray()).ToArray();
    }

    /// <summary>The property that holds the fields: <c>fields</c> or <c>companyFields</c>.</summary>
    public string Map { get; }

    public static FieldCatalog ForContacts(EmulatorSettings settings)
    {
        Dictionary<string, bool> keys = Join(StandardFields.Contact, settings.ContactFields);
        foreach (string key in settings.ReadOnlyContactFields)
        {
            keys[key] = true;
        }

        return new("fields", keys);
    }

    public static FieldCatalog ForCompanies(EmulatorSettings settings) => new("companyFields", Join(StandardFields.Company, settings.CompanyFields));

    public FieldKey? Find(ReadOnlySpan<byte> name)
    {
        if (name.Length < _keys.Length)
        {
            foreach (FieldKey key in _keys[name.Length])
            {
                if (name.SequenceEqual(key.Utf8Name))
                {
                    return key;
                }
            }
        }

        return null;
    }

    private static Dictionary<string, bool> Join(IReadOnlyList<string> standard, IReadOnlyCollection<string> additional)
    {
        var keys = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (string key in standard)
        {
            keys[key] = false;
        }

        foreach (string key in additional)
        {
            keys[key] = false;
        }

        return keys;
    }
}
