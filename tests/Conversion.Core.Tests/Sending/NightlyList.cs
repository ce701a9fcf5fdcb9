using System;
using System.Collections.Generic;
using System.Linq;
using Conversion.Model;

namespace Conversion.Core.Tests.Sending;

/// <summary>How a row of a nightly list names its contact.</summary>
internal enum NightlyName
{
    Address,
    Id,
    Both,
}

/// <summary>A row of a nightly list.</summary>
internal sealed record NightlyRow(int Person, int Value, string? Status, NightlyName Name)
{
    public bool HasId => Name != NightlyName.Address;

    public string Email => $"p{Person}@example.com";

    public string City => "list" + Value;
}

/// <summary>A list that changes from night to night: rows are changed, added, removed, returned and repeated.</summary>
internal sealed class NightlyList(Random random, int people)
{
    // Few, so that an older value often comes back.
    private const int Values = 3;

    private readonly Dictionary<int, NightlyRow[]> _rows = [];

    public IReadOnlyDictionary<int, NightlyRow[]> Rows => _rows;

    /// <summary>The rows, in the order of the list.</summary>
    public NightlyRow[] ToArray()
    {
        NightlyRow[] rows = [.. _rows.Values.SelectMany(static own => own)];
        // The rows of a contact keep their order; the contacts do not.
        int[] order = [.. rows.Select(_ => random.Next())];
        Dictionary<int, Queue<int>> places = rows.Select((row, i) => (row.Person, order[i])).GroupBy(static pair => pair.Person)
            .ToDictionary(static group => group.Key, static group => new Queue<int>(group.Select(static pair => pair.Item2).Order()));
        return [.. rows.Select(row => (row, places[row.Person].Dequeue())).OrderBy(static pair => pair.Item2).Select(static pair => pair.row)];
    }

    /// <summary>Identifies contacts that the account does not have by their address only.</summary>
    public void DropIds(Func<int, bool> isUnknown)
    {
        foreach (int person in _rows.Keys.Where(isUnknown).ToArray())
        {
            _rows[person] = [.. _rows[person].Select(static row => row with { Name = NightlyName.Address })];
        }
    }

    /// <summary>Changes a part of the list.</summary>
    public void Change(double share)
    {
        for (int person = 0; person < people; person++)
        {
            if (random.NextDouble() < share)
            {
                Change(person);
            }
        }
    }

    private void Change(int person)
    {
        if (!_rows.TryGetValue(person, out NightlyRow[]? rows))
        {
            _rows[person] = [New(person)];
            return;
        }

        NightlyRow row = rows[^1];
        switch (random.Next(10))
        {
            case 0:
                _rows.Remove(person);
                break;
            case 1:
                _rows[person] = [row, row];
                break;
            case 2:
                _rows[person] = [row, New(person), row with { Value = Value() }];
                break;
            case 3:
                _rows[person] = [row with { Name = row.HasId ? NightlyName.Address : random.Next(2) == 0 ? NightlyName.Id : NightlyName.Both }];
                break;
            case 4 or 5:
                _rows[person] = [row with { Status = Status() }];
                break;
            default:
                _rows[person] = [row with { Value = Value() }];
                break;
        }
    }

    private NightlyRow New(int person) => new(person, Value(), Status(), NightlyName.Address);

    private int Value() => random.Next(Values);

    private string? Status() => random.Next(6) switch { 0 => null, 1 => "UNSUBSCRIBED", 2 => "NO_STATUS", _ => "SUBSCRIBED" };
}
