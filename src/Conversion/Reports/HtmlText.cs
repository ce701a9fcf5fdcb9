using System.Globalization;
using System.Text;

namespace Conversion.Reports;

/// <summary>Makes any text safe in HTML: as text, and as the value of an attribute in quotes.</summary>
internal static class HtmlText
{
    /// <summary>
    /// Encodes a text. Characters that are not seen, or that change the order in which others are seen, are shown by their
    /// code, for example <c>\u202E</c>.
    /// </summary>
    /// <param name="text">The text; null is empty.</param>
    /// <param name="maximumLength">Where it is cut.</param>
    public static string Encode(string? text, int maximumLength = 300)
    {
        StringBuilder html = new();
        for (int i = 0; i < (text?.Length ?? 0); i++)
        {
            if (i >= maximumLength)
            {
                return html.Append('…').ToString();
            }

            if (char.IsHighSurrogate(text![i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) && IsVisible(CharUnicodeInfo.GetUnicodeCategory(text, i)))
            {
                html.Append(text, i, 2);
                i++;
                continue;
            }

            Append(html, text[i]);
        }

        return html.ToString();
    }

    private static void Append(StringBuilder html, char character)
    {
        switch (character)
        {
            case '&':
                html.Append("&amp;");
                break;
            case '<':
                html.Append("&lt;");
                break;
            case '>':
                html.Append("&gt;");
                break;
            case '"':
                html.Append("&quot;");
                break;
            case '\'':
                html.Append("&#39;");
                break;
            case var _ when IsVisible(CharUnicodeInfo.GetUnicodeCategory(character)):
                html.Append(character);
                break;
            default:
                html.AppendFormat(CultureInfo.InvariantCulture, @"\u{0:X4}", (int)character);
                break;
        }
    }

    private static bool IsVisible(UnicodeCategory category) => category is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
