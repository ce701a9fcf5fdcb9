using System;

namespace Conversion.Emulator;

/// <summary>The public part of a key of the form <c>sk_live_&lt;key_id&gt;_&lt;secret&gt;</c>.</summary>
internal static class KeyId
{
    private const string Prefix = "sk_live_";

    /// <summary>The id, or null where the key is not of that form. It ends at the first underscore, so that no part of a secret is taken for it.</summary>
    public static string? From(string? key)
    {
        if (key is null || !key.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        int end = key.IndexOf('_', Prefix.Length);
        return end > Prefix.Length && end < key.Length - 1 && IsVisibleAscii(key)
            ? key.Substring(Prefix.Length, end - Prefix.Length)
            : null;
    }

    private static bool IsVisibleAscii(string text)
    {
        foreach (char character in text)
        {
            if (character is <= ' ' or > '~')
            {
                return false;
            }
        }

        return true;
    }
}
