using System;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace Conversion.Progress;

/// <summary>
/// The one decision whether a person looks on, and what is said to that person alone. Progress, a question or a hint in the log
/// of an unattended job is useless.
/// </summary>
internal static class InteractiveHost
{
    private const string Tag = "Conversion";

    // The hosts of runspaces without a console: in a job, in a runbook, in a remote session.
    private static readonly string[] s_unwatched = ["Default Host", "ServerRemoteHost"];

    /// <summary>Whether a person looks on: not in a job or a runbook, not with -NonInteractive, not if the output is not a terminal.</summary>
    public static bool Is(PSHost host) =>
        host.UI is not null && !s_unwatched.Contains(host.Name) && Environment.UserInteractive && !IsStartedNonInteractive() && !IsRedirectedConsole(host);

    /// <summary>Writes a line to the information stream, and shows it where a person looks on.</summary>
    public static void WriteSummary(this PSCmdlet cmdlet, string line)
    {
        if (Is(cmdlet.Host))
        {
            cmdlet.WriteInformation(new HostInformationMessage { Message = line }, [Tag, "PSHOST"]);
        }
        else
        {
            cmdlet.WriteInformation(line, [Tag]);
        }
    }

    /// <summary>Shows a line where a person looks on. Elsewhere nothing is written.</summary>
    public static void WriteHint(this PSCmdlet cmdlet, string line)
    {
        if (Is(cmdlet.Host))
        {
            cmdlet.WriteSummary(line);
        }
    }

    /// <summary>Shows a line after the pipeline has been stopped, when no stream takes anything any more.</summary>
    public static void WriteAfterStop(PSHost host, string line)
    {
        if (!Is(host))
        {
            return;
        }

        try
        {
            host.UI.WriteLine(line);
        }
        catch (RuntimeException)
        {
            // The window is gone, or the host stops too.
        }
    }

    // PowerShell accepts any unambiguous prefix of the switch, after '-' or '/'.
    private static bool IsStartedNonInteractive() => Environment.GetCommandLineArgs().Skip(1).Any(static argument =>
        argument.Length > 4 && argument[0] is '-' or '/' && "noninteractive".StartsWith(argument.TrimStart('-', '/'), StringComparison.OrdinalIgnoreCase));

    // Other hosts than that of pwsh and powershell have windows of their own.
    private static bool IsRedirectedConsole(PSHost host) =>
        host.PrivateData?.BaseObject.GetType().FullName?.StartsWith("Microsoft.PowerShell.ConsoleHost", StringComparison.Ordinal) == true
        && (Console.IsOutputRedirected || Console.IsInputRedirected);
}
