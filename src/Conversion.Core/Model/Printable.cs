using System;
using System.Text;

namespace Conversion.Model;

/// <summary>Foreign text made fit for a terminal and a log: no control characters, no escapes, one line, bounded.</summary>
public static class Printable
{
    /// <summary>The text with every control, format and separator character shown as a space, cut to a length.</summary>
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
                // Not between the halves of a character.
                printable.Length -= maximumLength > 0 && char.IsHighSurrogate(printable[maximumLength - 1]) ? 1 : 0;
                return printable.Append('…').ToString();
            }

            printable.Append(IsPrintable(character) ? character : ' ');
        }

        return printable.ToString();
    }

    /// <summary>What was behind an exception of foreign code, in its own words and without the full stop; its type, where it has none.</summary>
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
            // That is foreign code too.
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
