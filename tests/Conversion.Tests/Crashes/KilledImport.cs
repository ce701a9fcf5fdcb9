using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Crashes;

/// <summary>A random list, sent by Set-CnvContact or Sync-CnvContact in processes that are killed, and what must hold at its end.</summary>
internal sealed class KilledImport : IAsyncDisposable
{
    private readonly Random _random;
    private readonly RandomList _list;
    private readonly ScratchFolder _folder = new();
    private readonly Api _api = new();
    private readonly bool _isSync;
    private readonly int _batch;
    private readonly int _throttle;
    private readonly string _command;
    private readonly string _seed;
    private readonly HashSet<int> _claimed = [];
    private readonly HashSet<string> _created = [];
    private readonly Dictionary<string, int> _edits = [];
    private int _kills;

    private KilledImport(int seed)
    {
        _random = new Random(seed);
        _list = new RandomList(_random);
        _isSync = _random.Next(2) == 0;
        _batch = _random.Next(2) == 0 ? 1 : _random.Next(2, 40);
        _throttle = _random.Next(1, 13);
        // Rows of one contact that disagree opt out and in again every night. All of the contacts may. A warning would be a line of output.
        _command = $"{(_isSync ? "Sync-CnvContact -MaximumUnsubscribePercent 100" : "Set-CnvContact")} -BatchSize {_batch} -ThrottleLimit {_throttle} -WarningAction SilentlyContinue";
        _seed = $"Seed {seed}: {_list.Count} rows, {_command}";
    }

    // What may have been sent without being recorded: the requests in flight at each kill.
    private int InFlightAtKills => _kills * _throttle * _batch;

    public static async Task<KilledImport> CreateAsync(int seed)
    {
        KilledImport import = new(seed);
        await import._api.InitializeAsync();
        return import;
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Runs the import until it completes, once more without changes, and checks everything.</summary>
    /// <returns>The number of kills.</returns>
    public async Task<int> RunAsync()
    {
        for (int left = _random.Next(2, 6); left > 0; left--)
        {
            await KillAsync(_random.Next(2) == 0 ? _list.Edit(_random) : _list);
        }

        _folder.Write("rows.csv", _list.ToCsv());
        await CompleteAsync(CheckResumed);
        CheckAccount();
        int before = _api.Contacts.Count;
        await CompleteAsync(CheckWithoutChanges);
        CheckAccount();
        CheckSentWithoutChanges(before);
        return _kills;
    }

    private async Task KillAsync(RandomList list)
    {
        // Where the list was edited and goes back, the row is sent both times, whatever was claimed before.
        HashSet<string> edited = _list.FindEdited(list);
        _claimed.RemoveWhere(row => edited.Contains(_list.ContactOf(row)));
        foreach (string contact in edited)
        {
            _edits[contact] = _edits.GetValueOrDefault(contact) + 1;
        }

        _folder.Write("rows.csv", list.ToCsv());
        using ImportProcess import = ImportProcess.Start(_folder, _api, _command);
        int until = _api.Emulator.Requests.Count + _random.Next(1 + (_list.Count / _batch));
        _kills += import.KillWhen(() => _api.Emulator.Requests.Count > until) ? 1 : 0;
        // A request in flight may still take effect: wait, so that it does so before the next run.
        ImportProcess.Wait(() => _api.Emulator.Requests.InFlight == 0);
        foreach (string[] result in (await import.ReadResultsAsync()).Where(IsDone))
        {
            int row = int.Parse(result[0], CultureInfo.InvariantCulture);
            if (!edited.Contains(_list.ContactOf(row)))
            {
                _claimed.Add(row);
            }

            if (result[1] == "Created")
            {
                _created.Add(_list.ContactOf(row));
            }
        }
    }

    private async Task CompleteAsync(Action<int, string, string> check)
    {
        using ImportProcess import = ImportProcess.Start(_folder, _api, _command);
        (int exitCode, string error) = await import.WaitForEndAsync();
        IReadOnlyList<string[]> results = await import.ReadResultsAsync();
        string context = $"{_seed}, {_kills} kills, exit code {exitCode}. {string.Join(' ', error.Split('\n').Where(IsUnexpected))}";
        Assert.True(_list.Count == results.Count, $"{results.Count} results. {context}");
        for (int row = 1; row <= _list.Count; row++)
        {
            string[] result = results[row - 1];
            Assert.True(result[0] == row.ToString(CultureInfo.InvariantCulture), context);
            Assert.True(IsDone(result) == _list.IsGood(row), $"Row {row} is {result[1]} {result[3]}. {context}");
            Assert.True(!IsDone(result) || Guid.TryParse(result[2], out _), context);
            if (_list.IsGood(row))
            {
                check(row, result[1], $"Row {row} is {result[1]}. {context}");
            }
        }
    }

    private void CheckResumed(int row, string status, string context)
    {
        bool isKnown = _claimed.Contains(row) && _list.HasOneRow(_list.ContactOf(row));
        Assert.True(!isKnown || status == "Unchanged", "It was claimed and is sent again. " + context);
        if (status == "Created")
        {
            Assert.True(_created.Add(_list.ContactOf(row)), "It is created twice. " + context);
        }
    }

    private void CheckWithoutChanges(int row, string status, string context)
    {
        Assert.True(status != "Created", context);
        Assert.True(!_list.RepeatsRowBefore(row) || status == "Unchanged", "It repeats what holds. " + context);
        Assert.True(!_list.ChangesRowBefore(row) || status == "Updated", "It differs from what holds. " + context);
    }

    private void CheckAccount()
    {
        Dictionary<string, (string Fields, string Status)> stored = RandomList.StoredContacts(_api.Emulator);
        Assert.True(_list.Contacts.Order().SequenceEqual(stored.Keys.Order()), "The account has other contacts. " + _seed);
        int unsubscribed = 0;
        foreach (string contact in _list.Contacts)
        {
            (string fields, string status) = _list.ModelOf(contact, protectsOptOut: _isSync);
            Assert.True(fields == stored[contact].Fields, $"{contact} is {stored[contact]} and not {fields}. {_seed}");
            // Killed before it knows that it has created a contact, the next run cannot tell it from one that it must not subscribe.
            bool isProtected = _isSync && stored[contact].Status == "NO_STATUS" && status == "SUBSCRIBED" && !_created.Contains(contact);
            unsubscribed += isProtected ? 1 : 0;
            Assert.True(isProtected || status == stored[contact].Status, $"{contact} is {stored[contact]} and not {status}. {_seed}");
        }

        Assert.True(unsubscribed <= InFlightAtKills, $"{unsubscribed} contacts were not subscribed. {_seed}");

        ILookup<string, string> sent = SentAddresses(0);
        string[] single = [.. _list.Contacts.Where(_list.HasOneRow)];
        int again = single.Sum(contact => sent[contact].Count() - 1 - (2 * _edits.GetValueOrDefault(contact)));
        Assert.True(single.All(sent.Contains) && again <= InFlightAtKills, $"{again} rows of {single.Length} were sent again. {_seed}");
    }

    private void CheckSentWithoutChanges(int before)
    {
        ILookup<string, string> sent = SentAddresses(before);
        Assert.DoesNotContain(_list.Contacts, contact => _list.HasOneRow(contact) && sent.Contains(contact));
        Assert.All(sent, contact => Assert.True(contact.Count() <= _list.RowsOf(contact.Key), $"{contact.Key} was sent too often. {_seed}"));
    }

    // The second request of a row has the id of its contact only.
    private ILookup<string, string> SentAddresses(int skip) => _api.Contacts.Skip(skip)
        .Select(contact => contact["email"]?.GetValue<string>().ToLowerInvariant() ?? AddressOf(contact["cnvContactId"]!.GetValue<Guid>()))
        .ToLookup(address => address);

    private string AddressOf(Guid id) => "second request of " + _api.Emulator.Contacts.Find(id)!.Email;

    // Rejected rows have three lines each.
    private static bool IsUnexpected(string line) =>
        line.Length > 0 && !new[] { "missing_identifier", "invalid_email", "+ ", "At ", "Row " }.Any(part => line.Contains(part, StringComparison.Ordinal));

    private static bool IsDone(string[] result) => result[1] is "Created" or "Updated" or "Unchanged";
}
