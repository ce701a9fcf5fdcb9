using System.Diagnostics;

namespace Conversion.Benchmarks;

/// <summary>A PowerShell session in a process of its own, from its start to its end: pwsh, as the checkout's tool manifest names it.</summary>
internal static class SessionProcess
{
    /// <summary>Puts the tool where it can be started.</summary>
    public static void Restore() => Start("tool", "restore");

    /// <summary>Runs a script.</summary>
    /// <returns>What it printed.</returns>
    public static string Run(string script) => Start("pwsh", "-NoProfile", "-NonInteractive", "-Command", script);

    private static string Start(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments) { RedirectStandardOutput = true, WorkingDirectory = Checkout.Root };
        using Process process = Process.Start(start)!;
        string printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? printed
            : throw new InvalidOperationException($"'dotnet {string.Join(' ', arguments)}' ended with {process.ExitCode}. {printed}");
    }
}
