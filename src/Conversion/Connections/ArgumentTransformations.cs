using System;
using System.Collections;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Conversion.Http;

namespace Conversion.Connections;

/// <summary>
/// Converts an argument of Connect-Cnv. It never throws: an error of the engine would show the line, and a key in it. What
/// cannot be converted becomes a value that Connect-Cnv refuses.
/// </summary>
internal abstract class ArgumentReaderAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public sealed override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Read(Unwrap(inputData));

    protected abstract object? Read(object? value);

    protected static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    /// <summary>One value as text; empty for none and for several.</summary>
    protected static string ReadText(object? value) => value switch
    {
        string text => text,
        null or IEnumerable => string.Empty,
        _ => LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out string text) ? text : string.Empty,
    };
}

/// <summary>Text; empty for what is none.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TextArgumentAttribute : ArgumentReaderAttribute
{
    protected override object Read(object? value) => ReadText(value);
}

/// <summary>Texts; an empty one for each element that is none.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TextsArgumentAttribute : ArgumentReaderAttribute
{
    protected override object Read(object? value) => value is IEnumerable values and not string
        ? values.Cast<object?>().Select(static item => ReadText(Unwrap(item))).ToArray()
        : new[] { ReadText(value) };
}

/// <summary>A number, or a string that holds one, written with a point in every culture; NaN for anything else.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal class NumberArgumentAttribute : ArgumentReaderAttribute
{
    protected override object Read(object? value) => ReadNumber(value);

    protected static double ReadNumber(object? value) => value switch
    {
        string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN,
        sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal =>
            Convert.ToDouble(value, CultureInfo.InvariantCulture),
        _ => double.NaN,
    };
}

/// <summary>A whole number, rounded as the engine rounds; <see cref="int.MinValue"/> for anything else.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WholeNumberArgumentAttribute : NumberArgumentAttribute
{
    protected override object Read(object? value) =>
        Math.Round(ReadNumber(value)) is >= int.MinValue and <= int.MaxValue and double number ? (int)number : int.MinValue;
}

/// <summary>An address to which the key may be sent; an empty one for any other, in which there may be a secret.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SafeUriArgumentAttribute : ArgumentReaderAttribute
{
    private static readonly Uri s_none = new(string.Empty, UriKind.Relative);

    protected override object Read(object? value) =>
        (value as Uri ?? (Uri.TryCreate(ReadText(value), UriKind.Absolute, out Uri? uri) ? uri : s_none)) is Uri given && ClientSettings.IsSafe(given)
            ? given
            : s_none;
}

/// <summary>A credential; null for anything else.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CredentialArgumentAttribute : ArgumentReaderAttribute
{
    protected override object? Read(object? value) => value as PSCredential;
}

/// <summary>The names of parameters that there are not. The values are dropped: one of them may be the key.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ParameterNamesAttribute : ArgumentReaderAttribute
{
    private const int MaximumLength = 40;

    protected override object Read(object? value) =>
        (value as IEnumerable ?? Array.Empty<object>()).Cast<object?>().Select(Unwrap).OfType<string>().Select(NameOf).Where(IsName).ToArray();

    private static string NameOf(string argument) => argument.TrimEnd(':');

    private static bool IsName(string argument) =>
        argument.Length is > 1 and <= MaximumLength && argument[0] == '-' && argument.Skip(1).All(static letter => letter is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z'));
}
