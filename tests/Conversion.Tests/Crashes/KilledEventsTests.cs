using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Crashes;

/// <summary>Events from a process that is killed with -9 repeatedly and run again until it completes.</summary>
public sealed class KilledEventsTests : IAsyncLifetime
{
    private const int Rows = 160;
    private const int Contacts = 20;

    private readonly Random _random = new(5);
    private readonly Api _api = new();
    private readonly ScratchFolder _folder = new();
    private readonly (int Event, string City)[] _rows;

    public KilledEventsTests() =>
        _rows = [.. Enumerable.Range(0, Rows).Select(_ => (_random.Next(Rows / 2), "City" + _random.Next(100)))];

    public async ValueTask InitializeAsync()
    {
        await _api.InitializeAsync();
        foreach (int contact in Enumerable.Range(0, Contacts))
        {
            _api.Emulator.Contacts.Put(new Contact(Guid.NewGuid(), $"person{contact}@example.com"));
        }

        _folder.Write("rows.csv", "Email,EventId,city\n" + string.Concat(_rows.Select(row => $"person{row.Event % Contacts}@example.com,e{row.Event},{row.City}\n")));
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task No_event_is_lost_or_doubled_and_none_that_was_confirmed_is_sent_again(int batchSize)
    {
        string command = $"Add-CnvEvent -Event moved -BatchSize {batchSize} -ThrottleLimit 4";
        HashSet<int> confirmed = [];
        int kills = 0;
        for (int run = 0; run < 3; run++)
        {
            using ImportProcess killed = ImportProcess.Start(_folder, _api, command);
            int until = _api.Emulator.Requests.Count + _random.Next(Rows / batchSize / 4);
            kills += killed.KillWhen(() => _api.Emulator.Requests.Count > until) ? 1 : 0;
            ImportProcess.Wait(() => _api.Emulator.Requests.InFlight == 0);
            confirmed.UnionWith((await killed.ReadResultsAsync()).Select(RowOf));
        }

        using ImportProcess last = ImportProcess.Start(_folder, _api, command);
        IReadOnlyList<string[]> results = await last.ReadResultsAsync();
        Assert.True(kills > 0, "No run was killed.");
        Assert.Equal(Enumerable.Range(1, Rows), results.Select(RowOf));
        Assert.All(results, result => Assert.True(
            result[1] == "Unchanged" || (result[1] == "Tracked" && !(confirmed.Contains(RowOf(result)) && IsOnlyRow(RowOf(result)))), string.Join(',', result)));
        Assert.Equal(
            _rows.GroupBy(row => "e" + row.Event).ToDictionary(rows => rows.Key, rows => rows.Last().City),
            _api.Emulator.Contacts.CustomEvents().ToDictionary(one => one.EventId!, one => one.Data.Text("city")!));
    }

    private bool IsOnlyRow(int row) => _rows.Count(other => other.Event == _rows[row - 1].Event) == 1;

    private static int RowOf(string[] result) => int.Parse(result[0], CultureInfo.InvariantCulture);
}
