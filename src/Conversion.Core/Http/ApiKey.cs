using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net.Http;

namespace Conversion.Http;

/// <summary>
/// An API key, <c>sk_live_&lt;key_id&gt;_&lt;secret&gt;</c>. The secret goes into a request's header and nowhere else:
/// it has no public member, and every text form of this type shows the key id alone.
/// </summary>
[DebuggerDisplay("{KeyId}")]
public sealed class ApiKey
{
    /// <summary>The header that carries the key.</summary>
    public const string HeaderName = "X-API-Key";

    private const string Prefix = "sk_live_";
    private const int MaximumLength = 512;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _key;

    private ApiKey(string key, string keyId)
    {
        _key = key;
        KeyId = keyId;
    }

    /// <summary>The public part of the key: enough to tell keys apart, but not to authenticate.</summary>
    public string KeyId { get; }

    /// <summary>Reads a key. White space and quotes around it, as runbook variables often have, are removed.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ApiKey? key)
    {
        key = null;
        string trimmed = Unquote(text);
        if (trimmed.Length > MaximumLength || !trimmed.StartsWith(Prefix, StringComparison.Ordinal) || !IsVisibleAscii(trimmed))
        {
            return false;
        }

        // The id ends at the first underscore, so it never contains a part of the secret.
        int end = trimmed.IndexOf('_', Prefix.Length);
        if (end <= Prefix.Length || end == trimmed.Length - 1)
        {
            return false;
        }

        key = new ApiKey(trimmed, trimmed.Substring(Prefix.Length, end - Prefix.Length));
        return true;
    }

    /// <summary>The text without surrounding white space and quotes; empty when nothing is left.</summary>
    public static string Unquote(string? text)
    {
        string trimmed = (text ?? string.Empty).Trim();
        while (trimmed.Length >= 2 && trimmed[0] is '"' or '\'' && trimmed[trimmed.Length - 1] == trimmed[0])
        {
            trimmed = trimmed.Substring(1, trimmed.Length - 2).Trim();
        }

        return trimmed;
    }

    /// <summary>The key with its secret masked.</summary>
    public override string ToString() => Prefix + KeyId + "_***";

    internal void Authorize(HttpRequestMessage request) => request.Headers.TryAddWithoutValidation(HeaderName, _key);

    /// <summary>Removes the key and its secret from text, for example from a response that repeats the key.</summary>
    internal string Redact(string text)
    {
        string secret = _key.Substring(Prefix.Length + KeyId.Length + 1);
        return text.Replace(_key, ToString()).Replace(secret, "***");
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
