using System;
using System.Diagnostics;
using System.Threading.Tasks;
using Xunit;

namespace Conversion.Core.Tests;

/// <summary>Waits, without a fixed delay, for a condition that another thread makes true.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static async Task IsTrueAsync(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < s_patience, "The expected condition did not become true in time.");
            await Task.Yield();
        }
    }
}
