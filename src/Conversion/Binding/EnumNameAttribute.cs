using System;
using System.Management.Automation;

namespace Conversion.Binding;

/// <summary>
/// Lets a parameter take the values of an enumeration, in any case, and their names. Its type is string: for an enumeration the
/// Tab key offers the values in alphabetical order, and a value that wipes data or undoes an opt-out would be the first.
/// </summary>
/// <param name="type">The enumeration.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EnumNameAttribute(Type type) : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        try
        {
            return LanguagePrimitives.ConvertTo(inputData, type).ToString()!;
        }
        catch (PSInvalidCastException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }
}
