using System.Diagnostics;

namespace Conversion.Benchmarks;

/// <summary>A complete PowerShell session in a separate process: pwsh in the version of the checkout's tool manifest.</summary>
internal static class SessionProcess
{
    /// <summary>Restores the tool.</summary>
    public static void Restore() => Start("tool", "restore");

    /// <summary>Runs a script.</summary>
    /// <returns>The output of the script.</returns>
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
