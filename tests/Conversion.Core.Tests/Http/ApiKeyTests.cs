using System;
using System.Linq;
using System.Net.Http;
using System.Reflection;
using System.Text.Json;
using Conversion.Http;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>Which texts are valid keys, and that the secret is visible only in the request.</summary>
public sealed class ApiKeyTests
{
    private const string Text = "sk_live_abc123_Zq7vT1pXw9";

    [Theory]
    [InlineData(Text)]
    [InlineData("  " + Text + "\r\n")]
    [InlineData("\"" + Text + "\"")]
    [InlineData("'" + Text + "'")]
    [InlineData(" \" " + Text + "\t\" ")]
    [InlineData("sk_live_abc123_Zq7_vT1_pXw9")]
    [InlineData("sk_live_abc123__")]
    [InlineData("sk_live_abc123_!~")]
    [InlineData("sk_live_abc123_Zq7+vT1/pXw9==")]
    public void White_space_and_quotes_around_a_key_are_ignored(string text)
    {
        Assert.True(ApiKey.TryParse(text, out ApiKey? key));
        Assert.Equal("abc123", key.KeyId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\"\"")]
    [InlineData("\"")]
    [InlineData("sk_live_")]
    [InlineData("sk_live_abc123")]
    [InlineData("sk_live_abc123_")]
    [InlineData("sk_live__Zq7vT1pXw9")]
    [InlineData("sk_test_abc123_Zq7vT1pXw9")]
    [InlineData("SK_LIVE_abc123_Zq7vT1pXw9")]
    [InlineData("abc123_Zq7vT1pXw9")]
    [InlineData("Bearer sk_live_abc123_Zq7vT1pXw9")]
    [InlineData("\"" + Text)]
    [InlineData(Text + "\"\u00A0x")]
    [InlineData("sk_live_abc123_Zq7v T1pXw9")]
    [InlineData("sk_live_abc123_Zq7v\r\nX-Other: 1")]
    [InlineData("sk_live_abc123_Zq7v\0")]
    [InlineData("sk_live_abc123_Zq7v\u007F")]
    [InlineData("sk_live_äbc123_Zq7vT1pXw9")]
    [InlineData("sk_live_abc123_Zq7vT1pXw\u200B9")]
    public void Text_that_is_not_a_key_is_refused(string? text)
    {
        Assert.False(ApiKey.TryParse(text, out _));
    }

    [Theory]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void A_key_has_a_maximum_length(int length, bool isKey) =>
        Assert.Equal(isKey, ApiKey.TryParse("sk_live_id_".PadRight(length, 'x'), out _));

    [Theory]
    [InlineData(null, "")]
    [InlineData(" \t", "")]
    [InlineData("\"\"", "")]
    [InlineData("''", "")]
    [InlineData("\"", "\"")]
    [InlineData(" ' \"x' ", "\"x")]
    [InlineData("' \"x\"'", "x")]
    public void White_space_and_pairs_of_quotes_are_trimmed(string? text, string left) => Assert.Equal(left, ApiKey.Unquote(text));

    [Fact]
    public void A_very_long_text_is_refused()
    {
        Assert.False(ApiKey.TryParse("sk_live_abc123_" + new string('x', 10_000), out _));
    }

    [Property]
    public void The_key_id_contains_no_part_of_the_secret(int[] idLetters, int[] secretLetters)
    {
        // Two alphabets, so that each letter shows its origin; underscores may be anywhere.
        string id = Letters("abcdefghij0123_", idLetters).Trim('_');
        string secret = Letters("KLMNOPQRST4567_", secretLetters);
        if (!ApiKey.TryParse($"sk_live_x{id}_Z{secret}", out ApiKey? key))
        {
            Assert.Fail("The key was not read.");
        }

        Assert.DoesNotContain(key.KeyId, letter => "KLMNOPQRSTZ4567".Contains(letter));
    }

    [Property]
    public void No_text_or_serialized_form_of_a_key_shows_its_secret(int[] secretLetters)
    {
        string secret = "KEY" + Letters("KLMNOPQRST4567_", secretLetters);
        Assert.True(ApiKey.TryParse("sk_live_abc123_" + secret, out ApiKey? key));
        ClientSettings settings = new() { ApiKey = key };
        string[] forms =
        [
            key.ToString(), $"{key}", string.Format(null, "{0}", key), key.KeyId, JsonSerializer.Serialize(key),
            settings.ToString(), JsonSerializer.Serialize(settings), JsonSerializer.Serialize<object>(new { key }),
        ];

        Assert.All(forms, form => Assert.DoesNotContain(secret, form));
    }

    [Fact]
    public void No_public_member_of_a_key_exposes_its_secret()
    {
        Assert.True(ApiKey.TryParse(Text, out ApiKey? key));
        var values = typeof(ApiKey).GetProperties().Select(property => property.GetValue(key))
            .Concat(typeof(ApiKey).GetFields(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static).Select(field => field.GetValue(key)))
            .Concat(typeof(ApiKey).GetMethods(BindingFlags.Public | BindingFlags.Instance)
                .Where(method => method.GetParameters().Length == 0).Select(method => method.Invoke(key, null)));

        Assert.All(values, value => Assert.DoesNotContain("Zq7vT1pXw9", value?.ToString() ?? string.Empty));
    }

    [Fact]
    public void The_debugger_shows_only_the_key_id()
    {
        var display = typeof(ApiKey).GetCustomAttribute<System.Diagnostics.DebuggerDisplayAttribute>();
        var hidden = typeof(ApiKey).GetFields(BindingFlags.NonPublic | BindingFlags.Instance)
            .Where(field => field.FieldType == typeof(string) && !field.Name.Contains("KeyId"))
            .Select(field => field.GetCustomAttribute<System.Diagnostics.DebuggerBrowsableAttribute>()?.State);

        Assert.Equal("{KeyId}", display?.Value);
        Assert.All(hidden, state => Assert.Equal(System.Diagnostics.DebuggerBrowsableState.Never, state));
    }

    [Fact]
    public void A_request_contains_the_key_unchanged()
    {
        Assert.True(ApiKey.TryParse(" '" + Text + "' ", out ApiKey? key));
        using HttpRequestMessage request = new();

        key.Authorize(request);

        Assert.Equal([Text], request.Headers.GetValues("X-API-Key"));
    }

    [Theory]
    [InlineData("The key " + Text + " is wrong.", "The key sk_live_abc123_*** is wrong.")]
    [InlineData("The secret Zq7vT1pXw9 of abc123 is wrong.", "The secret *** of abc123 is wrong.")]
    [InlineData("Zq7vT1pXw9Zq7vT1pXw9", "******")]
    [InlineData("Nothing of the kind.", "Nothing of the kind.")]
    public void A_text_that_repeats_the_key_is_shown_without_the_secret(string text, string shown)
    {
        Assert.True(ApiKey.TryParse(Text, out ApiKey? key));

        Assert.Equal(shown, key.Redact(text));
    }

    private static string Letters(string alphabet, int[] picks) =>
        string.Concat(picks.Select(pick => alphabet[(int)((uint)pick % alphabet.Length)]));
}
