using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Model;

/// <summary>A value that cannot be written as JSON refuses its row, and never becomes some other value.</summary>
public sealed class UnsendableValueTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_number_that_is_not_finite_is_refused(object value)
    {
        Assert.Equal(["invalid_value"], Drafts.Codes(Drafts.WithField("x", value)));
    }

    [Fact]
    public void A_Half_that_is_not_finite_is_refused() => Assert.All(
        [Half.NaN, Half.PositiveInfinity, Half.NegativeInfinity],
        value => Assert.Equal(["invalid_value"], Drafts.Codes(Drafts.WithField("x", value))));

    [Fact]
    public void Text_with_a_lone_surrogate_is_refused()
    {
        // Not a theory: attributes store UTF-8, which cannot represent lone surrogates.
        Assert.All(
            new object[] { "\uD83D", "\uDE00", "a\uDE00\uD83Db", "😀\uD83D", "\uD83Dx", '\uD83D' },
            value => Assert.Equal(["invalid_value"], Drafts.Codes(Drafts.WithField("x", value))));
    }

    [Fact]
    public void An_invalid_value_nested_in_another_value_is_refused()
    {
        Assert.All(
            new object[] { new[] { double.NaN }, new Hashtable { ["a"] = new object[] { "\uD83D" } }, new Hashtable { ["\uD83D"] = 1 } },
            value => Assert.Equal(["invalid_value"], Drafts.Codes(Drafts.WithField("x", value))));
    }

    [Fact]
    public void An_invalid_value_in_a_company_field_is_refused()
    {
        ContactDraft draft = new() { Email = "a@b" };
        draft.CompanyFields.Set("x", double.NaN);

        Assert.Equal(["invalid_value"], Drafts.Codes(draft));
    }

    [Theory]
    [InlineData("System.Object[]")]
    [InlineData("System.String[]")]
    [InlineData("System.Int32[,]")]
    [InlineData("System.Management.Automation.PSObject[]")]
    [InlineData("System.Collections.Hashtable")]
    [InlineData("System.Collections.ArrayList")]
    [InlineData("System.Collections.Specialized.OrderedDictionary")]
    [InlineData("System.Collections.Generic.List`1[System.Object]")]
    [InlineData("System.Collections.Generic.Dictionary`2[System.String,System.Object]")]
    [InlineData("System.Collections.Generic.Dictionary`2+KeyCollection[System.String,System.Object]")]
    [InlineData("System.Management.Automation.PSCustomObject")]
    [InlineData("Microsoft.ActiveDirectory.Management.ADPropertyValueCollection")]
    [InlineData("@{street=Main; no=7}")]
    public void Text_that_stands_for_a_lost_list_or_object_is_refused(string text)
    {
        Assert.All(
            new object[] { text, new object[] { text }, new Hashtable { ["a"] = text } },
            value => Assert.Equal(["invalid_value"], Drafts.Codes(Drafts.WithField("tags", value))));
        Assert.Equal(
            $"The value of 'tags' is '{text}', which an export writes in place of a list or an object: what was in it is lost.",
            Assert.Single(Drafts.Problems(Drafts.WithField("tags", text))).Message);
    }

    [Theory]
    [InlineData("System.")]
    [InlineData("System.Text.Json")]
    [InlineData("System.Object[] is what it said")]
    [InlineData("The cell says System.Object[]")]
    [InlineData("Systems[]")]
    [InlineData("Microsoft.Azure")]
    [InlineData("Stamp Collection")]
    [InlineData("@{first_name}")]
    [InlineData("@{=}")]
    [InlineData("@home")]
    [InlineData("S")]
    [InlineData("[]")]
    public void Text_that_only_resembles_it_is_sent(string text) => Assert.Equal(text, Drafts.Element(text).GetString());

    [Fact]
    public void An_object_of_an_unsupported_type_is_refused()
    {
        Assert.All(
            new object[] { new(), new Exception("no"), new MemoryStream(), new KeyValuePair<string, int>("a", 1), typeof(string) },
            value => Assert.Equal(["invalid_value"], Drafts.Codes(Drafts.WithField("x", value))));
    }

    [Fact]
    public void A_circular_reference_is_refused()
    {
        Hashtable dictionary = [];
        dictionary["self"] = dictionary;
        ArrayList list = [];
        list.Add(list);
        Hashtable round = new() { ["list"] = new object[] { dictionary } };

        Assert.All(
            new object[] { dictionary, list, round },
            value => Assert.Equal(["invalid_value"], Drafts.Codes(Drafts.WithField("x", value))));
    }

    [Fact]
    public void The_error_names_the_field()
    {
        ValidationError problem = Assert.Single(Drafts.Problems(Drafts.WithField("lead_score", double.NaN)));

        Assert.Contains("'lead_score'", problem.Message);
    }

    [Fact]
    public void Each_invalid_field_is_named()
    {
        ContactDraft draft = new() { Email = "a@b" };
        draft.Fields.Set("first", double.NaN);
        draft.Fields.Set("good", 1);
        draft.Fields.Set("second", new object());

        Assert.Collection(
            Drafts.Problems(draft),
            problem => Assert.Contains("'first'", problem.Message),
            problem => Assert.Contains("'second'", problem.Message));
    }

    [Fact]
    public void A_value_whose_own_code_throws_is_refused()
    {
        Assert.All(
            new object[] { new Broken(), new object[] { new Broken() }, new Hashtable { ["a"] = new Broken() }, Failing() },
            value => Assert.Equal(["invalid_value"], Drafts.Codes(Drafts.WithField("x", value))));
        Assert.Contains("cannot be written: No.", Assert.Single(Drafts.Problems(Drafts.WithField("x", new Broken()))).Message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("throw")]
    public void An_exception_whose_message_throws_is_shown_by_its_type(string? message) =>
        Assert.Contains(
            "cannot be written: SilentException",
            Assert.Single(Drafts.Problems(Drafts.WithField("x", new Broken(new SilentException(message))))).Message);

    [Fact]
    public void A_contact_longer_than_64_MB_is_refused_and_the_next_is_not()
    {
        using ContactSerializer serializer = new();
        string text = new('x', 32_000_000);
        foreach (object value in new object[] { new[] { text, text, text }, text + text + text, Endless(text), Endless(decimal.MaxValue) })
        {
            List<ValidationError> problems = [];
            Assert.Null(serializer.Serialize(Drafts.WithField("x", value), problems));
            Assert.Contains("64 MB", Assert.Single(problems).Message);
            Assert.NotNull(serializer.Serialize(Drafts.WithField("x", "y"), []));
        }

        Assert.Equal(["invalid_value"], Drafts.Codes(Drafts.WithField(text + text + text, 1)));
        Assert.Equal(["invalid_email"], Drafts.Codes(new ContactDraft { Email = "@" + text }));
    }

    private static IEnumerable<object> Failing()
    {
        yield return 1;
        throw new InvalidOperationException("No.");
    }

    private static IEnumerable<object> Endless(object value)
    {
        while (true)
        {
            yield return value;
        }
    }

    private sealed class Broken(Exception? exception = null) : IFormattable
    {
        public string ToString(string? format, IFormatProvider? formatProvider) => throw exception ?? new FormatException("No.");
    }

    private sealed class SilentException(string? message) : Exception
    {
        public override string Message => message == "throw" ? throw new InvalidOperationException() : message!;
    }
}
