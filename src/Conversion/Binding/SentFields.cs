using System.Collections.Generic;
using System.Linq;
using Conversion.Model;

namespace Conversion.Binding;

/// <summary>The keys of the fields that rows would send, in the order in which they first occur.</summary>
internal sealed class SentFields
{
    private const int MaximumShown = 30;

    private readonly HashSet<string> _seen = [];
    private readonly List<string> _keys = [];

    /// <summary>Adds the fields of a contact.</summary>
    public void Add(FieldSet fields, FieldSet companyFields)
    {
        Add(fields, string.Empty);
        Add(companyFields, "companyFields.");
    }

    /// <summary>The keys, in one line; null if there is none.</summary>
    public string? Describe() => _keys.Count == 0 ? null
        : string.Join(", ", _keys.Take(MaximumShown).Select(static key => Printable.Text(key, 80))) + (_keys.Count > MaximumShown ? ", …" : string.Empty);

    private void Add(FieldSet fields, string prefix)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            string key = prefix + fields[i].Key;
            if (_keys.Count <= MaximumShown && _seen.Add(key))
            {
                _keys.Add(key);
            }
        }
    }
}
