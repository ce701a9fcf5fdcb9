using System;
using System.Globalization;
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
            clean = IsPrintable(text, i);
        }

        if (clean)
        {
            return text;
        }

        StringBuilder printable = new(Math.Min(text.Length, maximumLength) + 1);
        for (int i = 0; i < text.Length; i++)
        {
            if (printable.Length == maximumLength)
            {
                // Never cuts a surrogate pair.
                printable.Length -= maximumLength > 0 && char.IsHighSurrogate(printable[maximumLength - 1]) ? 1 : 0;
                return printable.Append('…').ToString();
            }

            printable.Append(IsPrintable(text, i) ? text[i] : ' ');
        }

        return printable.ToString();
    }

    /// <summary>The text without white space and invisible characters around it: byte order mark, zero width, no-break and so on.</summary>
    public static string TrimInvisible(string text)
    {
        int start = 0;
        int end = text.Length;
        while (start < end && IsInvisible(text[start]))
        {
            start++;
        }

        while (end > start && IsInvisible(text[end - 1]))
        {
            end--;
        }

        return end - start == text.Length ? text : text.Substring(start, end - start);
    }

    /// <summary>Whether a character is white space, or a control or format character.</summary>
    public static bool IsInvisible(char character) => character < 0x7F
        ? character <= ' '
        : char.IsWhiteSpace(character) || CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format;

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

    private static bool IsPrintable(string text, int index)
    {
        if (text[index] < 0x7F)
        {
            return text[index] >= ' ';
        }

        // Of a character that takes two places, both are shown or neither.
        bool isSecondHalf = index > 0 && char.IsSurrogatePair(text[index - 1], text[index]);
        return CharUnicodeInfo.GetUnicodeCategory(text, isSecondHalf ? index - 1 : index) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    }
}
