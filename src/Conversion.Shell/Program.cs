using System;
using System.IO;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace Conversion.Shell;

/// <summary>PowerShell itself, from its NuGet package, with the module of this checkout imported.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            // The package has no powershell.config.json, which lets an installed PowerShell run scripts there.
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        state.ImportPSModule([FindManifest(AppContext.BaseDirectory)]);
        return ConsoleShell.Start(state, null, null, arguments);
    }

    private static string FindManifest(string? folder) =>
        Path.Combine(folder ?? throw new FileNotFoundException("No checkout here."), "Conversion.psd1") is var manifest && File.Exists(manifest)
            ? manifest
            : FindManifest(Path.GetDirectoryName(folder));
}
