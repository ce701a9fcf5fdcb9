using System;
using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Xml;

namespace Conversion.Model;

/// <summary>
/// Writes a field value as JSON: string, bool, number, Guid, enum (its name), DateTime and DateTimeOffset (ISO 8601, never
/// converted to another time zone), and dictionaries and sequences of these. It converts nothing else and uses no culture.
/// </summary>
internal static class FieldValueWriter
{
    private const int MaximumDepth = 32;

    // In bytes. A request cannot be longer, and the writer supports little more.
    private const int MaximumLength = 64_000_000;

    /// <summary>Writes the value.</summary>
    /// <exception cref="UnsendableValueException">It cannot be written as JSON.</exception>
    public static void Write(Utf8JsonWriter writer, object? value, int depth = 0)
    {
        CheckLength(writer, more: 0);
        switch (value)
        {
            case null or DBNull:
                writer.WriteNullValue();
                break;
            case string text:
                WriteText(writer, text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case Enum name:
                writer.WriteStringValue(name.ToString());
                break;
            case int or short or sbyte or byte or ushort:
                writer.WriteNumberValue(Convert.ToInt32(value, CultureInfo.InvariantCulture));
                break;
            case long or uint:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ulong number:
                writer.WriteNumberValue(number);
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                writer.WriteRawValue(FloatingPoint.Format(IsFinite(number) ? number : throw new UnsendableValueException("is not a finite number")));
                break;
            case float number:
                writer.WriteRawValue(FloatingPoint.Format(IsFinite(number) ? number : throw new UnsendableValueException("is not a finite number")));
                break;
            case System.Numerics.BigInteger number:
                writer.WriteRawValue(number.ToString(CultureInfo.InvariantCulture));
                break;
            case DateTime moment:
                writer.WriteStringValue(moment);
                break;
            case DateTimeOffset moment:
                writer.WriteStringValue(moment);
                break;
            case Guid id:
                writer.WriteStringValue(id);
                break;
            case char character:
                WriteText(writer, character.ToString());
                break;
            case Uri address:
                WriteText(writer, address.OriginalString);
                break;
            case Version version:
                WriteText(writer, version.ToString());
                break;
            case IDictionary dictionary:
                WriteObject(writer, dictionary, Deeper(depth));
                break;
            case IEnumerable sequence and not XmlNode:
                WriteArray(writer, sequence, Deeper(depth));
                break;
            case IFormattable number when number.GetType().FullName is "System.Half" or "System.Int128" or "System.UInt128":
                writer.WriteRawValue(FormatNumber(number));
                break;
            case IFormattable formattable:
                // TimeSpan, DateOnly, TimeOnly and similar: the round-trip format if there is one.
                WriteText(writer, Format(formattable));
                break;
            default:
                throw new UnsendableValueException($"is a {value.GetType().FullName}, which cannot be written as JSON");
        }
    }

    private static void WriteText(Utf8JsonWriter writer, string text)
    {
        CheckLength(writer, text.Length);
        if (LostText.Describe(text) is string reason)
        {
            throw new UnsendableValueException(reason);
        }

        writer.WriteStringValue(Utf16.IsWellFormed(text) ? text : throw new UnsendableValueException(Utf16.InvalidText));
    }

    /// <summary>Writes the name of a property.</summary>
    /// <exception cref="UnsendableValueException">It cannot be written as JSON.</exception>
    public static void WriteName(Utf8JsonWriter writer, string name)
    {
        CheckLength(writer, name.Length);
        writer.WritePropertyName(Utf16.IsWellFormed(name) ? name : throw new UnsendableValueException("has a name that " + Utf16.InvalidText));
    }

    private static void WriteObject(Utf8JsonWriter writer, IDictionary dictionary, int depth)
    {
        writer.WriteStartObject();
        foreach (DictionaryEntry entry in dictionary)
        {
            WriteName(writer, Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? string.Empty);
            Write(writer, entry.Value, depth);
        }

        writer.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter writer, IEnumerable sequence, int depth)
    {
        writer.WriteStartArray();
        foreach (object? item in sequence)
        {
            Write(writer, item, depth);
        }

        writer.WriteEndArray();
    }

    /// <summary>Returns a value as text, in the same format in every culture.</summary>
    public static string Format(IFormattable value)
    {
        string format = value.GetType().FullName is "System.DateOnly" or "System.TimeOnly" ? "O" : string.Empty;
        return value.ToString(format, CultureInfo.InvariantCulture) ?? string.Empty;
    }

    // These types exist since .NET 5 and 7, and not in the framework this is compiled for.
    private static string FormatNumber(IFormattable number)
    {
        string text = number.ToString(null, CultureInfo.InvariantCulture);
        return char.IsDigit(text[text.Length - 1]) ? text : throw new UnsendableValueException("is not a finite number");
    }

    private static bool IsFinite(double number) => !double.IsNaN(number) && !double.IsInfinity(number);

    private static void CheckLength(Utf8JsonWriter writer, int more)
    {
        if (writer.BytesCommitted + writer.BytesPending + more > MaximumLength)
        {
            throw new UnsendableValueException("makes the row longer than 64 MB");
        }
    }

    private static int Deeper(int depth) =>
        depth < MaximumDepth ? depth + 1 : throw new UnsendableValueException($"is nested deeper than {MaximumDepth} levels");
}

/// <summary>A value that cannot be written as JSON. <see cref="ContactSerializer"/> turns it into a <see cref="ValidationError"/>.</summary>
internal sealed class UnsendableValueException(string message) : Exception(message);
