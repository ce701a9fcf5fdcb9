using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Conversion.Core.Tests.Client;

/// <summary>JSON that can be mutated node by node: property names may occur twice, and a leaf may be any text.</summary>
internal sealed class MutableJson
{
    private readonly List<(string Name, MutableJson Value)> _members = [];
    private readonly string _open;
    private readonly string _close;

    private MutableJson(string open, string close) => (_open, _close) = (open, close);

    private bool IsObject => _open == "{";

    public static MutableJson Leaf(string json) => new(json, string.Empty);

    public static MutableJson Text(string text) => Leaf("\"" + text + "\"");

    public static MutableJson Object(params (string Name, MutableJson Value)[] members)
    {
        MutableJson node = new("{", "}");
        node._members.AddRange(members);
        return node;
    }

    public static MutableJson Array(IEnumerable<MutableJson> items)
    {
        MutableJson node = new("[", "]");
        node._members.AddRange(items.Select(item => ("message", item)));
        return node;
    }

    /// <summary>Applies one mutation to one node: removes, duplicates, renames, replaces, swaps or wraps it.</summary>
    public void Mutate(Random random, Func<string> name, Func<MutableJson> value)
    {
        List<MutableJson> containers = [];
        Collect(containers);
        if (containers.Count == 0)
        {
            return;
        }

        List<(string Name, MutableJson Value)> members = containers[random.Next(containers.Count)]._members;
        int at = random.Next(members.Count);
        (string Name, MutableJson Value) member = members[at];
        switch (random.Next(8))
        {
            case 0:
                members.RemoveAt(at);
                break;
            case 1:
                members.Insert(random.Next(members.Count + 1), member);
                break;
            case 2:
                members[at] = (name(), member.Value);
                break;
            case 3 or 4:
                members[at] = (member.Name, value());
                break;
            case 5:
                int other = random.Next(members.Count);
                members[at] = (member.Name, members[other].Value);
                members[other] = (members[other].Name, member.Value);
                break;
            case 6:
                members.Insert(at, (random.Next(2) == 0 ? member.Name : name(), value()));
                break;
            default:
                members[at] = (member.Name, random.Next(2) == 0 ? Array([member.Value]) : Object((name(), member.Value)));
                break;
        }
    }

    public override string ToString()
    {
        StringBuilder json = new();
        Write(json);
        return json.ToString();
    }

    private void Collect(List<MutableJson> containers)
    {
        if (_members.Count > 0)
        {
            containers.Add(this);
        }

        foreach ((_, MutableJson value) in _members)
        {
            value.Collect(containers);
        }
    }

    private void Write(StringBuilder json)
    {
        json.Append(_open);
        for (int i = 0; i < _members.Count; i++)
        {
            json.Append(i == 0 ? string.Empty : ",");
            if (IsObject)
            {
                json.Append('"').Append(_members[i].Name).Append("\":");
            }

            _members[i].Value.Write(json);
        }

        json.Append(_close);
    }
}
