using System;
using System.Text;

namespace Conversion.Model;

/// <summary>Makes foreign text safe for a terminal and a log: one line of limited length, without control characters and escape sequences.</summary>
public static class Printable
{
    /// <summary>Returns the text, cut to a length, with a space for each control, format and line separator character.</summary>
    public static string Text(string text, int maximumLength)
    {
        bool clean = text.Length <= maximumLength;
        for (int i = 0; clean && i < text.Length; i++)
        {
            clean = IsPrintable(text[i]);
        }

        if (clean)
        {
            return text;
        }

        StringBuilder printable = new(Math.Min(text.Length, maximumLength) + 1);
        foreach (char character in text)
        {
            if (printable.Length == maximumLength)
            {
                // Never cuts a surrogate pair.
                printable.Length -= maximumLength > 0 && char.IsHighSurrogate(printable[maximumLength - 1]) ? 1 : 0;
                return printable.Append('…').ToString();
            }

            printable.Append(IsPrintable(character) ? character : ' ');
        }

        return printable.ToString();
    }

    /// <summary>Returns the message of the innermost exception, without the full stop; the name of its type if it has no message.</summary>
    public static string Message(Exception exception, int maximumLength)
    {
        Exception cause = exception;
        while (cause.InnerException is Exception inner)
        {
            cause = inner;
        }

        string? message = null;
        try
        {
            message = cause.Message;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The property is foreign code too.
        }

        return string.IsNullOrWhiteSpace(message) ? cause.GetType().Name : Text(message!, maximumLength).TrimEnd('.');
    }

    private static bool IsPrintable(char character) =>
        character < 0x7F ? character >= ' ' : char.GetUnicodeCategory(character) is not (
            System.Globalization.UnicodeCategory.Control
            or System.Globalization.UnicodeCategory.Format
            or System.Globalization.UnicodeCategory.LineSeparator
            or System.Globalization.UnicodeCategory.ParagraphSeparator);
}
