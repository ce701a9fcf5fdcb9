using System.Management.Automation;

namespace Conversion.Commands;

/// <summary>What the common parameters and preference variables ask of a cmdlet.</summary>
internal static class Preferences
{
    /// <summary>Whether nothing is to be done.</summary>
    public static bool IsWhatIf(this PSCmdlet cmdlet) =>
        cmdlet.Given("WhatIf") ?? LanguagePrimitives.IsTrue(cmdlet.SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <summary>Whether verbose lines are wanted.</summary>
    public static bool IsVerbose(this PSCmdlet cmdlet) =>
        cmdlet.Given("Verbose")
        ?? cmdlet.SessionState.PSVariable.GetValue("VerbosePreference") is not (null or ActionPreference.SilentlyContinue);

    /// <summary>
    /// Whether <c>ShouldProcess</c> may say anything, ask anything or forbid anything, for a cmdlet of medium impact. Where it
    /// may not, it need not be called for each of a million rows.
    /// </summary>
    public static bool MayAsk(this PSCmdlet cmdlet) =>
        cmdlet.IsWhatIf()
        || cmdlet.IsVerbose()
        || (cmdlet.Given("Confirm")
            ?? cmdlet.SessionState.PSVariable.GetValue("ConfirmPreference") is not (ConfirmImpact.High or ConfirmImpact.None));

    private static bool? Given(this PSCmdlet cmdlet, string parameter) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue(parameter, out object? value) ? ((SwitchParameter)value).IsPresent : null;
}
