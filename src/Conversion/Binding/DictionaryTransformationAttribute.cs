using System;
using System.Management.Automation;

namespace Conversion.Binding;

/// <summary>
/// Lets a dictionary parameter take a custom object too, as ConvertFrom-Json makes them. What is neither is passed on, as
/// <see cref="SwitchTransformationAttribute"/> does and for the same reason.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DictionaryTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? bare = Cell.Unwrap(inputData);
        if (Cell.IsBlank(bare))
        {
            return null;
        }

        return Cell.AsDictionary(bare) ?? inputData;
    }
}
