using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Conversion.Core.Tests.Client;

/// <summary>A piece of JSON that can be spoilt piece by piece: names may stand twice, and a leaf may be any text.</summary>
internal sealed class JsonPiece
{
    private readonly List<(string Name, JsonPiece Value)> _members = [];
    private readonly string _open;
    private readonly string _close;

    private JsonPiece(string open, string close) => (_open, _close) = (open, close);

    private bool IsObject => _open == "{";

    public static JsonPiece Leaf(string json) => new(json, string.Empty);

    public static JsonPiece Text(string text) => Leaf("\"" + text + "\"");

    public static JsonPiece Object(params (string Name, JsonPiece Value)[] members)
    {
        JsonPiece piece = new("{", "}");
        piece._members.AddRange(members);
        return piece;
    }

    public static JsonPiece Array(IEnumerable<JsonPiece> items)
    {
        JsonPiece piece = new("[", "]");
        piece._members.AddRange(items.Select(item => ("message", item)));
        return piece;
    }

    /// <summary>Does one thing to one place: leaves out, says twice, renames, replaces, swaps, wraps.</summary>
    public void Spoil(Random random, Func<string> name, Func<JsonPiece> value)
    {
        List<JsonPiece> containers = [];
        Collect(containers);
        if (containers.Count == 0)
        {
            return;
        }

        List<(string Name, JsonPiece Value)> members = containers[random.Next(containers.Count)]._members;
        int at = random.Next(members.Count);
        (string Name, JsonPiece Value) member = members[at];
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

    private void Collect(List<JsonPiece> containers)
    {
        if (_members.Count > 0)
        {
            containers.Add(this);
        }

        foreach ((_, JsonPiece value) in _members)
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
