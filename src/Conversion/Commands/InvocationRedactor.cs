using System;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Conversion.Commands;

/// <summary>The line of a script that a command stands in. Errors and messages know it, and a key written there is still a key.</summary>
internal static class InvocationRedactor
{
    private const string BeginningOfKeys = "sk_live_";

    /// <summary>Shows the command's name in the place of its line.</summary>
    public static void RedactLine(this PSCmdlet cmdlet)
    {
        InvocationInfo invocation = cmdlet.MyInvocation;
        string name = invocation.InvocationName;
        // Both lie within the line that is shown: a view of errors that finds them beyond its end shows nothing at all.
        ScriptPosition Position(int offset) => new(invocation.ScriptName, invocation.ScriptLineNumber, offset, name);
        invocation.DisplayScriptPosition = new ScriptExtent(Position(1), Position(name.Length + 1));
    }

    /// <summary>The same where a key stands in it, for another command.</summary>
    public static void RedactKeyFromLine(this PSCmdlet cmdlet)
    {
        if (cmdlet.MyInvocation.Line?.IndexOf(BeginningOfKeys, StringComparison.Ordinal) >= 0)
        {
            cmdlet.RedactLine();
        }
    }
}
