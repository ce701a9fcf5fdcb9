using System;
using System.Linq;
using System.Management.Automation.Host;

namespace Conversion.Progress;

/// <summary>Tells whether a host is interactive. Progress in the log of an unattended job is useless.</summary>
internal static class InteractiveHost
{
    // The hosts of runspaces without a console: in a job, in a runbook, in a remote session.
    private static readonly string[] s_unwatched = ["Default Host", "ServerRemoteHost"];

    public static bool Is(PSHost host) =>
        host.UI is not null && !s_unwatched.Contains(host.Name) && Environment.UserInteractive && !IsStartedNonInteractive();

    // PowerShell accepts any unambiguous prefix of the switch, after '-' or '/'.
    private static bool IsStartedNonInteractive() => Environment.GetCommandLineArgs().Skip(1).Any(static argument =>
        argument.Length > 4 && argument[0] is '-' or '/' && "noninteractive".StartsWith(argument.Substring(1), StringComparison.OrdinalIgnoreCase));
}
