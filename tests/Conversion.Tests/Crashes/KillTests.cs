using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Crashes;

/// <summary>An import that is killed with -9 repeatedly and run again until it completes, and then once more.</summary>
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
            await using KilledImport import = await KilledImport.CreateAsync(seed);
            kills += await import.RunAsync();
        }

        output.WriteLine($"{runs} runs, {kills} kills, 0 losses.");
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : otherwise;
}
