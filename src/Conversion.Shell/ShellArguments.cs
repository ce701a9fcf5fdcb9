using System;
using System.Collections.Generic;
using System.Management.Automation.Runspaces;

namespace Conversion.Shell;

/// <summary>What the shell was asked to run: a script with its arguments, or a line of PowerShell.</summary>
internal sealed record ShellArguments(string? ScriptPath, string? CommandText, IReadOnlyList<CommandParameter> ScriptParameters)
{
    public const string Usage =
        """
        Runs a PowerShell script on the engine from NuGet, for a machine that has only the .NET SDK.

            dotnet run --project src/Conversion.Shell <script.ps1> [script arguments]
            dotnet run --project src/Conversion.Shell -Command "<text>"

        A relative path counts from the current directory. The exit code is the one the script gives,
        1 after a terminating error, 2 when there is nothing to run, 130 when interrupted.
        """;

    /// <summary>The arguments, understood; null when they name nothing to run.</summary>
    public static ShellArguments? Parse(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            return null;
        }

        string first = arguments[0];
        if (IsSwitch(first, "-Command", "-c"))
        {
            return arguments.Count < 2 ? null : new(null, string.Join(' ', Rest(arguments, 1)), []);
        }

        if (IsSwitch(first, "-File", "-f"))
        {
            return arguments.Count < 2 ? null : new(arguments[1], null, ParseScriptArguments(Rest(arguments, 2)));
        }

        return IsDash(first[..Math.Min(1, first.Length)]) || first.Length == 0
            ? null
            : new(first, null, ParseScriptArguments(Rest(arguments, 1)));
    }

    // As pwsh -File reads them: -Name value, -Name:value, -Switch, -Switch:$false, and positional ones.
    private static List<CommandParameter> ParseScriptArguments(List<string> arguments)
    {
        List<CommandParameter> parameters = [];
        string? awaitingValue = null;
        foreach (string argument in arguments)
        {
            if (awaitingValue is not null)
            {
                parameters.Add(new CommandParameter(awaitingValue, argument));
                awaitingValue = null;
            }
            else if (argument.Length < 2 || !IsDash(argument[..1]))
            {
                parameters.Add(new CommandParameter(null, argument));
            }
            else if (argument.IndexOf(':', StringComparison.Ordinal) is var colon && colon < 0)
            {
                parameters.Add(new CommandParameter(argument));
            }
            else if (colon == argument.Length - 1)
            {
                awaitingValue = argument[..colon];
            }
            else
            {
                parameters.Add(new CommandParameter(argument[..colon], BooleanOrText(argument[(colon + 1)..])));
            }
        }

        return parameters;
    }

    private static object BooleanOrText(string value)
    {
        if (value.Equals("$true", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        return value.Equals("$false", StringComparison.OrdinalIgnoreCase) ? false : value;
    }

    private static bool IsSwitch(string argument, string name, string shortName) =>
        argument.Equals(name, StringComparison.OrdinalIgnoreCase) || argument.Equals(shortName, StringComparison.OrdinalIgnoreCase);

    private static bool IsDash(string character) => character is "-" or "\u2013" or "\u2014" or "\u2015";

    private static List<string> Rest(IReadOnlyList<string> arguments, int start)
    {
        List<string> rest = [];
        for (int index = start; index < arguments.Count; index++)
        {
            rest.Add(arguments[index]);
        }

        return rest;
    }
}
