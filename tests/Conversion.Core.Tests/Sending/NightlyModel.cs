using System;
using System.Collections.Generic;
using System.Linq;
using Conversion.Emulator;
using Conversion.Model;
using Conversion.Sending;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>What must be true of the account after a night without failures, by what the list and the account's own people did before.</summary>
internal sealed class NightlyModel(NightlyAccount account)
{
    private const string Subscribed = "SUBSCRIBED";
    private const string Unsubscribed = "UNSUBSCRIBED";

    // Each by person.
    private readonly Dictionary<int, NightlyRow[]> _confirmed = [];
    private readonly Dictionary<int, NightlyRow[]> _last = [];
    private readonly Dictionary<int, string?> _held = [];
    private readonly Dictionary<int, int> _changedAt = [];
    private readonly Dictionary<int, int> _editedAt = [];
    private readonly HashSet<int> _touched = [];
    private readonly HashSet<int> _renamed = [];
    private readonly HashSet<int> _optedOut = [];
    private readonly HashSet<int> _existing = [];
    private readonly Dictionary<int, HashSet<string?>> _listedSince = [];
    private readonly HashSet<Guid> _removed = [];
    private readonly Dictionary<int, string> _history = [];
    private IReadOnlyDictionary<int, NightlyRow[]> _list = new Dictionary<int, NightlyRow[]>();
    private int _night;
    private int _cleanNight;

    public void Edited(int person, string city)
    {
        _held[person] = city;
        _editedAt[person] = _night + 1;
    }

    public void OptedOut(int person)
    {
        _optedOut.Add(person);
    }

    /// <summary>Remembers what the list says tonight.</summary>
    public void BeginNight(IReadOnlyDictionary<int, NightlyRow[]> list)
    {
        _night++;
        foreach ((int person, NightlyRow[] rows) in list)
        {
            if (!_last.TryGetValue(person, out NightlyRow[]? before) || FieldsOf(before[^1]) != FieldsOf(rows[^1]) || rows.Select(FieldsOf).Distinct().Count() > 1)
            {
                _changedAt[person] = _night;
            }

            if (before is not null && before.Concat(rows).Select(static row => row.HasId).Distinct().Count() > 1)
            {
                _renamed.Add(person);
            }

            _last[person] = rows;
        }

        _list = list.ToDictionary(static own => own.Key, static own => own.Value);
        Remember("list", list.Keys.Union(_confirmed.Keys));
        foreach (int person in _confirmed.Keys.Concat(list.Keys).ToArray())
        {
            if (!IsConfirmed(person))
            {
                _touched.Add(person);
            }
        }

        foreach ((int person, NightlyRow[] rows) in list)
        {
            if (!_listedSince.TryGetValue(person, out HashSet<string?>? statuses))
            {
                _listedSince[person] = statuses = [];
            }

            statuses.UnionWith(rows.Select(static row => row.Status));
        }
    }

    /// <summary>Remembers who was told to have left. Nobody may be who is in the list.</summary>
    public void Removed(IEnumerable<Guid> contacts)
    {
        foreach (Guid id in contacts)
        {
            Assert.DoesNotContain(_list.Keys, person => account.Find(person)?.Id == id);
            _removed.Add(id);
        }
    }

    /// <summary>Compares the account with the list.</summary>
    public void CompleteCleanNight(IReadOnlyList<SentContact<NightlyRow>> sent, IEnumerable<string> bodies)
    {
        Assert.Equal(_list.Values.Sum(static rows => rows.Length), sent.Count);
        Assert.All(sent, static one => Assert.False(one.Outcome.IsError, one.ToString()));
        foreach (int person in _list.Keys)
        {
            CheckFields(person);
            CheckStatus(person);
            CheckUnsent(person, sent);
        }

        CheckRequests(sent, bodies);
        CheckRemoved();
        Settle();
        Remember("clean", _list.Keys);
    }

    private void Remember(string what, IEnumerable<int> people)
    {
        foreach (int person in people)
        {
            string rows = string.Join(", ", _list.GetValueOrDefault(person, []).Select(static row => $"{row.City} {row.Status} {row.Name}"));
            _history[person] = $"{_history.GetValueOrDefault(person)}\n{_night} {what}: {rows}; account: {account.Find(person)?.Fields.Text("city")} {account.Find(person)?.SubscriptionStatus}";
        }
    }

    private void IsTrue(int person, bool condition, string otherwise) => Assert.True(condition, $"{person} {otherwise}{_history[person]}");

    private void CheckFields(int person)
    {
        string? city = account.Find(person)!.Fields.Text("city");
        bool isConfirmed = _confirmed.TryGetValue(person, out NightlyRow[]? before);
        if (_renamed.Contains(person) && !(isConfirmed && before!.Any(static row => !row.HasId)))
        {
            // Named by its id first and by its address later, with failures in between: the journal cannot know that it is one.
            return;
        }

        // Where the row did not change, what the account's own people entered remains. Where a night before had failures, nobody
        // can tell whether the row was confirmed before it was edited.
        string listed = _list[person][^1].City;
        bool isAsBefore = isConfirmed && FieldsOf(before![^1]) == FieldsOf(_list[person][^1]);
        string? edited = isAsBefore || _editedAt.GetValueOrDefault(person) > _changedAt[person] ? _held[person] : listed;
        string? expected = IsSettled(person) ? _held[person] : listed;
        IsTrue(person, city == expected || (!IsSettled(person) && city == edited), $"holds {city}, not {expected}.");
    }

    private void CheckStatus(int person)
    {
        string status = account.Find(person)!.SubscriptionStatus;
        NightlyRow[] rows = _list[person];
        if (rows[^1].Status == Unsubscribed)
        {
            IsTrue(person, status == Unsubscribed, $"is {status}, although the list says UNSUBSCRIBED.");
        }
        else if (_optedOut.Contains(person) && _existing.Contains(person) && _listedSince[person].All(static listed => listed is null or Subscribed))
        {
            IsTrue(person, status == Unsubscribed, $"opted out and is {status}.");
        }
        else if (rows[^1].Status == Subscribed && WasUnsubscribedByList(person))
        {
            IsTrue(person, status == Subscribed, $"is {status}, although the list said UNSUBSCRIBED, and says SUBSCRIBED now.");
        }
    }

    // By the night before, which had no failures, and under the same name.
    private bool WasUnsubscribedByList(int person) =>
        _night == _cleanNight + 1 && _confirmed.TryGetValue(person, out NightlyRow[]? before) && before[^1].Status == Unsubscribed
        && before.Concat(_list[person]).All(static row => !row.HasId);

    private void CheckUnsent(int person, IReadOnlyList<SentContact<NightlyRow>> sent)
    {
        if (IsSettled(person))
        {
            Assert.All(
                sent.Where(one => one.Row.Person == person),
                static one => Assert.Equal(UpsertStatus.Unchanged, one.Outcome.Status));
        }
    }

    private static void CheckRequests(IReadOnlyList<SentContact<NightlyRow>> sent, IEnumerable<string> bodies)
    {
        // One for each row that is not Unchanged, and a second one for the status of some.
        int contacts = bodies.Sum(static body => body.Split("{\"email\":").Length + body.Split("{\"cnvContactId\":").Length - 2);
        Assert.Equal(sent.Sum(static one => one.Outcome.Attempts), contacts);
    }

    private void CheckRemoved()
    {
        foreach (int person in _confirmed.Keys.Where(person => !_list.ContainsKey(person)))
        {
            Assert.Contains(account.Find(person)!.Id, _removed);
        }
    }

    private void Settle()
    {
        _confirmed.Clear();
        foreach ((int person, NightlyRow[] rows) in _list)
        {
            _confirmed[person] = rows;
            _held[person] = account.Find(person)!.Fields.Text("city");
            // A row without a status takes back nothing that the list has said.
            if (rows[^1].Status is not null)
            {
                _listedSince[person] = [.. rows.Select(static row => row.Status)];
            }
        }

        foreach (int person in _listedSince.Keys.Where(person => !_list.ContainsKey(person)).ToArray())
        {
            _listedSince[person] = [];
        }

        // Only a night without failures finds who has left.
        foreach (int person in _last.Keys.Where(person => !_list.ContainsKey(person)).ToArray())
        {
            _last.Remove(person);
        }

        _existing.Clear();
        _existing.UnionWith(_listedSince.Keys.Where(person => account.Find(person) is not null));
        _touched.Clear();
        _renamed.Clear();
        _cleanNight = _night;
        _removed.Clear();
        _optedOut.RemoveWhere(person => account.Find(person)!.SubscriptionStatus != Unsubscribed);
    }

    private static (string City, NightlyName Name) FieldsOf(NightlyRow row) => (row.City, row.Name);

    // Confirmed by the last clean night, with one row, and the same in every night since. Rows that repeat a contact with other
    // values are sent every night.
    private bool IsSettled(int person) => IsConfirmed(person) && !_touched.Contains(person) && _confirmed[person].Distinct().Count() == 1;

    private bool IsConfirmed(int person) =>
        _confirmed.TryGetValue(person, out NightlyRow[]? before) && _list.TryGetValue(person, out NightlyRow[]? now)
        && before.Distinct().SequenceEqual(now.Distinct());
}
