using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Crashes;

/// <summary>A list that eight processes send together, one of which is killed and run again.</summary>
public sealed class PartitionedProcessTests
{
    private const int Parts = 8;
    private const int Killed = 3;

    [Fact]
    public async Task Every_row_is_answered_in_exactly_one_part_although_one_process_is_killed()
    {
        RandomList list = new(new Random(11), rows: 400);
        await using Api api = new();
        await api.InitializeAsync();
        ScratchFolder[] folders = [.. Enumerable.Range(0, Parts).Select(_ => new ScratchFolder())];
        try
        {
            Array.ForEach(folders, folder => folder.Write("rows.csv", list.ToCsv()));
            IReadOnlyList<string[]>[] parts = await SendAsync(api, folders);
            Check(list, parts);
            Assert.Equal(list.Contacts.Order(), RandomList.StoredContacts(api.Emulator).Keys.Order());
        }
        finally
        {
            Array.ForEach(folders, folder => folder.Dispose());
        }
    }

    private static async Task<IReadOnlyList<string[]>[]> SendAsync(Api api, ScratchFolder[] folders)
    {
        ImportProcess[] processes = [.. Enumerable.Range(0, Parts).Select(part => Start(part, api, folders))];
        try
        {
            int before = api.Emulator.Requests.Count;
            Assert.True(processes[Killed].KillWhen(() => api.Emulator.Requests.Count > before + 50), "It ended before it was killed.");
            IReadOnlyList<string[]>[] parts = await Task.WhenAll(processes.Select(process => process.ReadResultsAsync()));
            ImportProcess.Wait(() => api.Emulator.Requests.InFlight == 0);
            using ImportProcess again = Start(Killed, api, folders);
            string[][] rerun = [.. await again.ReadResultsAsync()];
            AssertContinues(parts[Killed], rerun);
            parts[Killed] = rerun;
            return parts;
        }
        finally
        {
            Array.ForEach(processes, process => process.Dispose());
        }
    }

    private static ImportProcess Start(int part, Api api, ScratchFolder[] folders) =>
        ImportProcess.Start(folders[part], api, $"Set-CnvContact -Partition {part} -PartitionCount {Parts} -ThrottleLimit 2 -WarningAction SilentlyContinue");

    // What the killed process had returned is not lost.
    private static void AssertContinues(IReadOnlyList<string[]> killed, string[][] rerun) =>
        Assert.Equal(killed.Select(result => result[0]), rerun.Take(killed.Count).Select(result => result[0]));

    private static void Check(RandomList list, IReadOnlyList<string[]>[] parts)
    {
        Dictionary<int, int> partOf = [];
        Dictionary<string, int> partOfContact = [];
        for (int part = 0; part < Parts; part++)
        {
            foreach (string[] result in parts[part])
            {
                int row = int.Parse(result[0], CultureInfo.InvariantCulture);
                Assert.True(partOf.TryAdd(row, part), $"Row {row} is in two parts.");
                Assert.Equal(list.IsGood(row), result[1] is "Created" or "Updated" or "Unchanged");
                Assert.True(!list.IsGood(row) || partOfContact.TryAdd(list.ContactOf(row), part) || partOfContact[list.ContactOf(row)] == part, $"{list.ContactOf(row)} is in two parts.");
            }

            Assert.NotEmpty(parts[part]);
        }

        Assert.Equal(list.Count, partOf.Count);
    }
}
