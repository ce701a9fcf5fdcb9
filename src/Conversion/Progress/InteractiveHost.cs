using System;
using System.Linq;
using System.Management.Automation.Host;

namespace Conversion.Progress;

/// <summary>Whether somebody sits before a host: progress in the log of a nightly job helps nobody.</summary>
internal static class InteractiveHost
{
    // What hosts a runspace without a console, in a job, in a runbook or behind a remote session.
    private static readonly string[] s_unwatched = ["Default Host", "ServerRemoteHost"];

    public static bool Is(PSHost host) =>
        host.UI is not null && !s_unwatched.Contains(host.Name) && Environment.UserInteractive && !IsStartedNonInteractive();

    // PowerShell takes any beginning of the switch that is no other's, behind any dash.
    private static bool IsStartedNonInteractive() => Environment.GetCommandLineArgs().Skip(1).Any(static argument =>
        argument.Length > 4 && argument[0] is '-' or '/' && "noninteractive".StartsWith(argument.Substring(1), StringComparison.OrdinalIgnoreCase));
}
