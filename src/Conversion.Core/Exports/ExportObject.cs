using System.Collections.Generic;

namespace Conversion.Exports;

/// <summary>
/// A JSON object of an export: its properties as they came, in order. A value is a string, a bool, a long, a decimal, a double, null, an
/// <see cref="ExportObject"/> or an array of such values. Text is never read as a number or a time.
/// </summary>
public sealed class ExportObject
{
    internal ExportObject(IReadOnlyList<KeyValuePair<string, object?>> properties) => Properties = properties;

    /// <summary>The properties.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Properties { get; }

    /// <summary>The value of a property; null if there is none.</summary>
    public object? this[string name]
    {
        get
        {
            foreach (KeyValuePair<string, object?> property in Properties)
            {
                if (property.Key == name)
                {
                    return property.Value;
                }
            }

            return null;
        }
    }
}
