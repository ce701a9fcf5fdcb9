using System;
using System.Diagnostics;
using System.Threading.Tasks;
using Xunit;

namespace Conversion.Core.Tests;

/// <summary>Waits, without a fixed time, for what another thread is about to do.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static async Task IsTrueAsync(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < s_patience, "What was waited for did not happen.");
            await Task.Yield();
        }
    }
}
