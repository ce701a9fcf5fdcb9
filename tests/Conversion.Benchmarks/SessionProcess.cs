using System.ComponentModel;
using System.Diagnostics;

namespace Conversion.Benchmarks;

/// <summary>A PowerShell session in a process of its own, from its start to its end: an installed one, or else the shell of this repository.</summary>
internal sealed class SessionProcess
{
    private readonly string _program;
    private readonly string[] _arguments;

    private SessionProcess(string name, string program, params string[] arguments)
    {
        Name = name;
        _program = program;
        _arguments = arguments;
    }

    /// <summary>What runs it.</summary>
    public string Name { get; }

    public static SessionProcess Find()
    {
        SessionProcess installed = new("pwsh", "pwsh", "-NoProfile", "-NonInteractive", "-Command");
        try
        {
            installed.Run("exit 0");
            return installed;
        }
        catch (Win32Exception)
        {
            return new SessionProcess("the shell", "dotnet", Checkout.BuiltShell, "-Command");
        }
    }

    /// <summary>Runs a line of PowerShell.</summary>
    public void Run(string line)
    {
        using Process process = Process.Start(new ProcessStartInfo(_program, [.. _arguments, line]) { RedirectStandardOutput = true })!;
        string printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{line}' ended with {process.ExitCode}. {printed}");
        }
    }
}
