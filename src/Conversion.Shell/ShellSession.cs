using System;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Conversion.Shell.Commands;
using Microsoft.PowerShell;

namespace Conversion.Shell;

/// <summary>The session the shell runs scripts in, for any host of the engine.</summary>
public static class ShellSession
{
    private static readonly Type[] s_commands =
    [
        typeof(ExportCsvCommand),
        typeof(ImportCsvCommand),
        typeof(WriteHostCommand),
        typeof(WriteOutputCommand),
    ];

    /// <summary>
    /// The engine's default state, with <c>Import-Csv</c>, <c>Export-Csv</c>, <c>Write-Host</c> and <c>Write-Output</c>
    /// where the engine has none of its own, and with scripts allowed to run.
    /// </summary>
    /// <returns>A new state, which the caller may change.</returns>
    public static InitialSessionState CreateSessionState()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        foreach (Type command in s_commands)
        {
            CmdletAttribute attribute = command.GetCustomAttribute<CmdletAttribute>()!;
            string name = $"{attribute.VerbName}-{attribute.NounName}";
            if (!state.Commands[name].Any())
            {
                state.Commands.Add(new SessionStateCmdletEntry(name, command, helpFileName: null));
            }
        }

        return state;
    }
}
