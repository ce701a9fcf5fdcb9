using System;
using System.Management.Automation;
using System.Security;
using Conversion.Http;

namespace Conversion.Connections;

/// <summary>
/// Lets <c>-ApiKey</c> accept a string as well as a SecureString. It never throws, because a binding error would show the
/// value.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ApiKeyTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override bool TransformNullOptionalParameters => false;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            null => null,
            SecureString => value,
            PSCredential credential => credential.Password,
            _ => Secure(value.ToString()),
        };
    }

    private static SecureString Secure(string? text)
    {
        SecureString secure = new();
        foreach (char character in text ?? string.Empty)
        {
            secure.AppendChar(character);
        }

        secure.MakeReadOnly();
        return secure;
    }
}
