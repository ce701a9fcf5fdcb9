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
        ScriptPosition hidden = new(invocation.ScriptName, invocation.ScriptLineNumber, invocation.OffsetInLine, invocation.InvocationName);
        invocation.DisplayScriptPosition = new ScriptExtent(hidden, hidden);
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
