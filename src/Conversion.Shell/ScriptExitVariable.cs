using System.Linq;
using System.Management.Automation;

namespace Conversion.Shell;

/// <summary>
/// <c>$LASTEXITCODE</c>, which also tells the <c>exit</c> of the script itself from a native command or another script
/// that ended while the script went on: only then is nothing left on the call stack.
/// </summary>
internal sealed class ScriptExitVariable(Debugger debugger) : PSVariable("LASTEXITCODE", null, ScopedItemOptions.None)
{
    private object? _value;

    /// <summary>What the script gave to <c>exit</c>; null when it came to its end without.</summary>
    public int? ExitCode { get; private set; }

    public override object? Value
    {
        get => _value;
        set
        {
            _value = value;
            if (!debugger.GetCallStack().Any())
            {
                ExitCode = LanguagePrimitives.TryConvertTo(value, out int code) ? code : 0;
            }
        }
    }
}
