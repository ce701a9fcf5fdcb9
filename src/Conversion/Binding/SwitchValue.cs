using System;
using System.Management.Automation;

namespace Conversion.Binding;

/// <summary>Reads a switch from a cell.</summary>
internal static class SwitchValue
{
    /// <param name="cell">The cell.</param>
    /// <param name="value">The switch; null where the cell is blank.</param>
    /// <returns>False where the cell holds something else.</returns>
    public static bool TryRead(object? cell, out bool? value)
    {
        object? bare = Cell.Unwrap(cell);
        value = bare switch
        {
            bool flag => flag,
            SwitchParameter flag => flag.IsPresent,
            string text => OfText(text.Trim()),
            int or long or short or byte or double or decimal => OfText(LanguagePrimitives.ConvertTo<string>(bare)),
            _ => null,
        };
        return value is not null || Cell.IsBlank(bare);
    }

    private static bool? OfText(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "1" => true,
        "FALSE" or "NO" or "0" => false,
        _ => null,
    };
}

/// <summary>
/// Lets a switch parameter take true, false, yes, no, 1 and 0 in any case, and blank for absent. The engine refuses any other
/// value.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SwitchTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        SwitchValue.TryRead(inputData, out bool? value)
            ? new SwitchParameter(value ?? false)
            : inputData;
}
