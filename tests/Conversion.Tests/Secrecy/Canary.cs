using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Security;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Xunit;

namespace Conversion.Tests.Secrecy;

/// <summary>A key with a recognizable secret, and every form in which the secret could be exposed.</summary>
internal sealed class Canary
{
    private const string SpecialCharacters = "\"'<>&%\\/{}[]$;,+=*_~^|?#@!:()`-.aZ09";
    private readonly List<string> _forms = [];

    public Canary(string secret)
    {
        Secret = secret;
        Key = "sk_live_canary_" + secret;
        foreach (string text in new[] { Secret, Key })
        {
            _forms.AddRange(
            [
                text, Uri.EscapeDataString(text), WebUtility.UrlEncode(text), WebUtility.HtmlEncode(text), SecurityElement.Escape(text),
                JsonEncodedText.Encode(text).ToString(), JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
                text.Replace("'", "''", StringComparison.Ordinal), text.Replace("_", "_x005F_", StringComparison.Ordinal),
                Convert.ToHexString(Encoding.UTF8.GetBytes(text)), Convert.ToHexString(Encoding.Unicode.GetBytes(text)),
                .. Base64(Encoding.UTF8.GetBytes(text)), .. Base64(Encoding.Unicode.GetBytes(text)),
            ]);
        }
    }

    public string Secret { get; }

    public string Key { get; }

    /// <summary>A secret with characters that JSON, XML, URLs and PowerShell escape.</summary>
    public static Canary Random(int seed)
    {
        Random random = new(seed);
        return new Canary("Q7" + string.Concat(Enumerable.Range(0, random.Next(10, 60)).Select(_ => SpecialCharacters[random.Next(SpecialCharacters.Length)])) + "x");
    }

    /// <summary>Fails if a text contains the secret in any form.</summary>
    public void AssertAbsent(IEnumerable<string> texts)
    {
        string all = string.Join('\n', texts);
        Assert.All(_forms, form => Assert.DoesNotContain(form, all, StringComparison.OrdinalIgnoreCase));
    }

    // For each of the three offsets in Base64, without the characters that depend on the neighbouring text.
    private static IEnumerable<string> Base64(byte[] bytes) =>
        from offset in new[] { 0, 1, 2 }
        let encoded = Convert.ToBase64String([.. new byte[offset], .. bytes])
        select encoded[(offset == 0 ? 0 : 4)..(encoded.Length - 4)];
}
