using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Conversion.Pester;

/// <summary>The suite beside this file, run once in PowerShell: each of its tests is one here.</summary>
public sealed class PesterTests
{
    [Theory]
    [MemberData(nameof(RunAsync), DisableDiscoveryEnumeration = true)]
    public void In_PowerShell(PesterResult result) =>
        Assert.True(result.Result == "Passed", $"{result.Result}. {result.Error}");

    /// <summary>Runs the suite.</summary>
    /// <exception cref="InvalidOperationException">It could not be run, or has no tests.</exception>
    public static async Task<IEnumerable<ITheoryDataRow>> RunAsync()
    {
        string file = Path.GetTempFileName();
        ProcessStartInfo start = new(
            "dotnet", ["pwsh", "-NoProfile", "-NonInteractive", "-File", "Invoke-Suite.ps1", "-Pester", Metadata("Pester"), "-ResultPath", file])
        {
            WorkingDirectory = Metadata("Suite"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        PesterResult[] results = process.ExitCode == 0 ? JsonSerializer.Deserialize<PesterResult[]>(await File.ReadAllTextAsync(file))! : [];
        File.Delete(file);
        return results.Length > 0
            ? results.Select(result => new TheoryDataRow<PesterResult>(result) { TestDisplayName = result.Name, Label = string.Empty })
            : throw new InvalidOperationException($"Pester ran no test. Exit code {process.ExitCode}. {await output}{await error}");
    }

    private static string Metadata(string key) => typeof(PesterTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}
