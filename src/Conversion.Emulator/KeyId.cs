using System;

namespace Conversion.Emulator;

/// <summary>The public part of a key of the form <c>sk_live_&lt;key_id&gt;_&lt;secret&gt;</c>.</summary>
internal static class KeyId
{
    private const string Prefix = "sk_live_";

    /// <summary>Returns the id; null if the key does not have that form. The id ends at the first underscore, so it never contains a part of the secret.</summary>
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
