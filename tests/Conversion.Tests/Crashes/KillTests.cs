using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Crashes;

/// <summary>An import that is killed with -9 repeatedly and run again until it completes.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    /// <summary>The environment variable CNV_KILL_RUNS sets the number of runs; CNV_KILL_SEED the first seed.</summary>
    [Fact]
    public async Task A_killed_and_resumed_import_loses_no_row()
    {
        int runs = Number("CNV_KILL_RUNS", 3);
        int first = Number("CNV_KILL_SEED", 1);
        int kills = 0;
        for (int seed = first; seed < first + runs; seed++)
        {
            kills += await RunAsync(seed);
        }

        output.WriteLine($"{runs} runs, {kills} kills, 0 losses.");
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : otherwise;

    private static async Task<int> RunAsync(int seed)
    {
        Random random = new(seed);
        RandomList list = new(random);
        int batch = random.Next(2) == 0 ? 1 : random.Next(2, 40);
        int throttle = random.Next(1, 13);
        string command = $"{(random.Next(2) == 0 ? "Set" : "Sync")}-CnvContact -BatchSize {batch} -ThrottleLimit {throttle}";
        using ScratchFolder folder = new();
        folder.Write("rows.csv", list.ToCsv());
        await using Api api = new();
        await api.InitializeAsync();
        HashSet<string> claimed = [];
        int kills = 0;
        for (int left = random.Next(1, 5); left > 0; left--)
        {
            using ImportProcess import = ImportProcess.Start(folder, api, command);
            int until = api.Emulator.Requests.Count + random.Next(1 + (list.Count / batch));
            kills += import.KillWhen(() => api.Emulator.Requests.Count > until) ? 1 : 0;
            // A request in flight may still take effect: wait, so that it does so before the next run.
            ImportProcess.Wait(() => api.Emulator.Requests.InFlight == 0);
            claimed.UnionWith((await import.ReadResultsAsync()).Where(IsDone).Select(result => result[0]));
        }

        using ImportProcess last = ImportProcess.Start(folder, api, command);
        (int exitCode, string error) = await last.WaitForEndAsync();
        string context = $"Seed {seed}: {list.Count} rows, {command}, {kills} kills, exit code {exitCode}. {error}";
        IReadOnlyList<string[]> results = await last.ReadResultsAsync();

        Assert.True(list.Count == results.Count, context);
        for (int row = 1; row <= list.Count; row++)
        {
            string[] result = results[row - 1];
            Assert.True(result[0] == row.ToString(CultureInfo.InvariantCulture), context);
            Assert.True(IsDone(result) == list.IsGood(row), $"Row {row} is {result[1]} {result[3]}. {context}");
            Assert.True(!IsDone(result) || Guid.TryParse(result[2], out _), context);
            Assert.True(
                result[1] == "Unchanged" || !claimed.Contains(result[0]) || list.IsContested(row), $"Row {row} was claimed and sent again. {context}");
        }

        // Rows of one contact that differ are sent in every run; each other row once, and again if it was in flight at a kill.
        int contested = Enumerable.Range(1, list.Count).Count(list.IsContested);
        int sent = CountSent(api);
        int most = list.Contacts + (contested * (kills + 1)) + (kills * throttle * batch);
        Assert.True(sent >= list.Contacts && sent <= most, $"{sent} rows were sent, of at least {list.Contacts} and at most {most}. {context}");
        Assert.True(list.Model().SequenceEqual(RandomList.StoredContacts(api.Emulator)), "The server has different contacts. " + context);

        using ImportProcess nextNight = ImportProcess.Start(folder, api, command);
        await nextNight.WaitForEndAsync();
        Assert.All(
            (await nextNight.ReadResultsAsync()).Where((_, index) => list.IsGood(index + 1) && !list.IsContested(index + 1)),
            result => Assert.True(result[1] == "Unchanged", $"Row {result[0]} is {result[1]} the next night. {context}"));
        Assert.True(CountSent(api) - sent <= contested, context);
        return kills;
    }

    private static int CountSent(Api api) => api.Bodies.Sum(static body => body.Split("\"email\":").Length - 1);

    private static bool IsDone(string[] result) => result[1] is "Created" or "Updated" or "Unchanged";
}
