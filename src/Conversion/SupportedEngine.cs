using System;
using System.Globalization;
using System.Management.Automation;

namespace Conversion;

/// <summary>
/// Which PowerShell the module runs on: Windows PowerShell, whose minimum the manifest states, and PowerShell 7 from the
/// version that has System.Text.Json 8 in the box. A manifest has one minimum for both editions, and one that computes it
/// cannot be read as data.
/// </summary>
internal static class SupportedEngine
{
    private static readonly Version s_minimum = new(7, 4);

    /// <summary>Whether it is Windows PowerShell.</summary>
    /// <param name="engine">
    /// The version of System.Management.Automation. It is 3.0 in Windows PowerShell 5.1, and PowerShell's own from 6.0.
    /// </param>
    public static bool IsWindowsPowerShell(Version engine) => engine.Major < 6;

    /// <summary>The error that says what is needed, what is running and where to get it; null where the module can run.</summary>
    /// <param name="engine">The version of System.Management.Automation.</param>
    public static ErrorRecord? Check(Version engine) => IsWindowsPowerShell(engine) || engine >= s_minimum
        ? null
        : CnvErrors.From(
            CnvErrors.UnsupportedPowerShell,
            string.Format(CultureInfo.InvariantCulture, Messages.UnsupportedPowerShell, engine.ToString(2)),
            target: null);
}
