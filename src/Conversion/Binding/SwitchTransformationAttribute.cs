using System;
using System.Management.Automation;

namespace Conversion.Binding;

/// <summary>
/// Lets a switch take what a column may hold: true, false, yes, no, 1, 0 in any case; blank is absent. Anything else is
/// passed on as it is: from the command line the engine refuses it, and from a row it binds nothing, where the
/// <see cref="ContactBinder"/> finds it. To throw here would cost the row its result.
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
