using System.Globalization;
using Conversion.Model;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Model;

/// <summary>Untrusted text that is shown in a terminal.</summary>
public sealed class PrintableTests
{
    [Theory]
    [InlineData("plain ünïcode 中文 😀", "plain ünïcode 中文 😀")]
    [InlineData("a\u001B[31mb", "a [31mb")]
    [InlineData("a\r\nb\tc", "a  b c")]
    [InlineData("a\u009B31mb", "a 31mb")]
    [InlineData("a\u202Eb\u200Bc\uFEFFd", "a b c d")]
    [InlineData("a\u2028b\u2029c\u0085d", "a b c d")]
    [InlineData("\0\u007F", "  ")]
    [InlineData("a\U000E0041b\U0001D173c", "a  b  c")]
    public void A_control_character_is_shown_as_a_space(string text, string shown)
    {
        Assert.Equal(shown, Printable.Text(text, 100));
    }

    [Theory]
    [InlineData("12345", 5, "12345")]
    [InlineData("123456", 5, "12345…")]
    [InlineData("", 5, "")]
    [InlineData("a", 0, "…")]
    public void A_long_text_is_truncated_with_an_ellipsis(string text, int maximum, string shown)
    {
        Assert.Equal(shown, Printable.Text(text, maximum));
    }

    [Fact]
    public void Truncation_never_splits_a_surrogate_pair()
    {
        string shown = Printable.Text("1234😀😀", 5);

        Assert.DoesNotContain(shown, letter => char.IsHighSurrogate(letter) && !shown.Contains("😀"));
    }

    [Property]
    public void Any_text_becomes_one_bounded_line(string text, byte maximum)
    {
        string shown = Printable.Text(text ?? string.Empty, maximum);

        Assert.True(shown.Length <= maximum + 1);
        Assert.DoesNotContain(shown, letter => char.GetUnicodeCategory(letter)
            is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    }
}
