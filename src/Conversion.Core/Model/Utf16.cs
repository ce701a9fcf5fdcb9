namespace Conversion.Model;

/// <summary>Checks text for lone surrogates. They cannot be sent, and would otherwise be replaced without an error.</summary>
internal static class Utf16
{
    public const string InvalidText = "contains half of a character (a lone surrogate)";

    public static bool IsWellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                return false;
            }

            i++;
        }

        return true;
    }
}
