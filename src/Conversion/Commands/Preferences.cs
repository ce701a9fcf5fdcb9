using System.Globalization;
using System.Management.Automation;

namespace Conversion.Commands;

/// <summary>What the common parameters and preference variables ask of a cmdlet.</summary>
/// <remarks>
/// With -Debug the engine asks at every line on the verbose stream, and before PowerShell 7.6 at every <c>ShouldProcess</c>,
/// whatever $ConfirmPreference says. -Debug asks for debug lines, not for questions, so both are called only where they ask
/// nothing that they would not ask without it.
/// </remarks>
internal static class Preferences
{
    /// <summary>Whether nothing is to be done.</summary>
    public static bool IsWhatIf(this PSCmdlet cmdlet) =>
        cmdlet.Given("WhatIf") ?? LanguagePrimitives.IsTrue(cmdlet.SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <summary>Whether verbose lines are wanted.</summary>
    public static bool IsVerbose(this PSCmdlet cmdlet) =>
        cmdlet.Given("Verbose")
        ?? cmdlet.Preference("VerbosePreference", ActionPreference.SilentlyContinue) is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    /// <summary>Whether debug lines are wanted.</summary>
    public static bool IsDebug(this PSCmdlet cmdlet) =>
        cmdlet.Given("Debug")
        ?? cmdlet.Preference("DebugPreference", ActionPreference.SilentlyContinue) is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    /// <summary>Writes a verbose line where verbose lines are wanted.</summary>
    public static void WriteVerboseLine(this PSCmdlet cmdlet, string line)
    {
        if (!cmdlet.IsVerbose())
        {
            return;
        }

        if (cmdlet.Given("Debug") == true && cmdlet.Given("Verbose") is null)
        {
            cmdlet.WriteDebug(line);
        }
        else
        {
            cmdlet.WriteVerbose(line);
        }
    }

    /// <summary>
    /// Whether <c>ShouldProcess</c> is to be called, for a cmdlet of medium impact: it may ask, or forbid. Where it may not, it
    /// need not be called for each of a million rows.
    /// </summary>
    public static bool MustAsk(this PSCmdlet cmdlet) =>
        MustAsk(cmdlet.IsWhatIf(), cmdlet.Given("Confirm"), cmdlet.Preference("ConfirmPreference", ConfirmImpact.High));

    /// <summary>The same. -Debug has no part in it.</summary>
    /// <param name="whatIf">Whether nothing is to be done.</param>
    /// <param name="confirm">What -Confirm says; null where it is left out.</param>
    /// <param name="preference">What $ConfirmPreference says.</param>
    public static bool MustAsk(bool whatIf, bool? confirm, ConfirmImpact preference) =>
        whatIf || (confirm ?? preference is ConfirmImpact.Low or ConfirmImpact.Medium);

    /// <summary>Says what is done, under -Verbose, as <c>ShouldProcess</c> does where it asks nothing.</summary>
    public static void WriteOperation(this PSCmdlet cmdlet, string operation, string target)
    {
        if (cmdlet.Given("Verbose") == true)
        {
            cmdlet.WriteVerbose(string.Format(CultureInfo.InvariantCulture, Messages.PerformingOperation, operation, target));
        }
    }

    private static bool? Given(this PSCmdlet cmdlet, string parameter) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue(parameter, out object? value) ? ((SwitchParameter)value).IsPresent : null;

    private static T Preference<T>(this PSCmdlet cmdlet, string variable, T otherwise)
        where T : struct =>
        LanguagePrimitives.TryConvertTo(cmdlet.SessionState.PSVariable.GetValue(variable), out T preference) ? preference : otherwise;
}
