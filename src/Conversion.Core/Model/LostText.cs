using System;

namespace Conversion.Model;

/// <summary>Recognizes text that stands for a value that was lost on its way. It would overwrite a good value with a broken one.</summary>
internal static class LostText
{
    private const string Collections = "System.Collections.";
    private const string Objects = "System.Management.Automation.PS";

    /// <summary>What is wrong with the text, to follow "The value of 'x'"; null if it is a value.</summary>
    public static string? Describe(string text) =>
        text.IndexOf('\uFFFD') >= 0 ? "contains U+FFFD, the mark of a character that was lost: the list was read with the wrong encoding"
        : IsPlaceholder(text) ? $"is '{Printable.Text(text, 120)}', which an export writes in place of a list or an object: what was in it is lost"
        : null;

    // PowerShell writes the name of its type for a list or a dictionary that a cell or a level of JSON cannot hold, and @{a=1} for
    // an object. The first characters decide for nearly every value.
    private static bool IsPlaceholder(string text)
    {
        if (text.Length < 4)
        {
            return false;
        }

        return text[0] switch
        {
            '@' => text[1] == '{' && text[text.Length - 1] == '}' && text.IndexOf('=') > 2,
            'S' => text.StartsWith("System.", StringComparison.Ordinal) && IsName(text) && (IsArray(text)
                || text.StartsWith(Collections, StringComparison.Ordinal) || text.StartsWith(Objects, StringComparison.Ordinal)),
            // Values of a directory and of other services.
            'M' => text.StartsWith("Microsoft.", StringComparison.Ordinal) && IsName(text)
                && (IsArray(text) || text.EndsWith("Collection", StringComparison.Ordinal)),
            _ => false,
        };
    }

    private static bool IsArray(string name) => name[name.Length - 1] == ']' && name[name.Length - 2] is '[' or ',';

    // A full name of a type, with those of its arguments in brackets.
    private static bool IsName(string text)
    {
        bool isGeneric = false;
        foreach (char character in text)
        {
            isGeneric |= character == '[';
            if (!(char.IsLetterOrDigit(character) || character is '.' or '_' or '+' or '`' or '[' or ']' or ',' || (isGeneric && character is ' ' or '=')))
            {
                return false;
            }
        }

        return true;
    }
}
