namespace Conversion.Model;

/// <summary>Whether text can be sent as it is: half a character cannot, and would otherwise be replaced in silence.</summary>
internal static class Utf16
{
    public const string InvalidText = "holds half a character (a lone surrogate)";

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
