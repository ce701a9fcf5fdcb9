using System.Collections;
using System.Collections.Generic;
using System.Linq;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Model;

/// <summary>The error messages of an invalid row: which value, and why.</summary>
public sealed class ValidationMessageTests
{
    [Theory]
    [InlineData("", "The row has neither an email address nor a cnvContactId.")]
    [InlineData("ada", "The email address 'ada' has no @.")]
    [InlineData("ada @b", "The email address 'ada @b' contains white space or an invisible character.")]
    [InlineData("ada\0@b", "The email address 'ada @b' contains white space or an invisible character.")]
    public void An_invalid_email_address_is_explained(string email, string message) => Assert.Equal([message], Messages(new ContactDraft { Email = email }));

    [Fact]
    public void A_lone_surrogate_in_an_email_address_is_explained() =>
        Assert.Equal(["The email address 'a@\uD800b' contains half of a character (a lone surrogate)."], Messages(new ContactDraft { Email = "a@\uD800b" }));

    [Fact]
    public void A_very_long_email_address_is_explained()
    {
        string longestAddress = "a@" + new string('x', 999_998);

        Assert.Empty(Messages(new ContactDraft { Email = longestAddress }));
        Assert.Equal([$"The email address '{longestAddress[..80]}…' is longer than a million characters."], Messages(new ContactDraft { Email = longestAddress + "x" }));
    }

    [Fact]
    public void An_invalid_id_is_explained() => Assert.Equal(["The cnvContactId '42' is not a UUID."], Messages(new ContactDraft { CnvContactId = "42" }));

    [Fact]
    public void The_text_of_an_error_starts_with_its_code() => Assert.Equal(
        "invalid_contact_id: The cnvContactId '42' is not a UUID.", Assert.Single(Drafts.Problems(new ContactDraft { CnvContactId = "42" })).ToString());

    [Fact]
    public void An_invalid_status_is_explained() => Assert.Equal(
        ["The subscription status 'BOUNCED' is not SUBSCRIBED, UNSUBSCRIBED or NO_STATUS."],
        Messages(new ContactDraft { Email = "a@b", SubscriptionStatus = "BOUNCED" }));

    [Fact]
    public void An_invalid_value_is_explained()
    {
        Assert.Equal(["The value of 'x' is not a finite number."], OfValue(double.NaN));
        Assert.Equal(["The value of 'x' is not a finite number."], OfValue(float.NaN));
        Assert.Equal(["The value of 'x' is not a finite number."], OfValue(System.Half.NaN));
        Assert.Equal(["The value of 'x' contains half of a character (a lone surrogate)."], OfValue("\uD800"));
        Assert.Equal(["The value of 'x' has a name that contains half of a character (a lone surrogate)."], OfValue(new Hashtable { ["\uD800"] = 1 }));
        Assert.Equal(["The value of 'x' is a System.Object, which cannot be written as JSON."], OfValue(new object()));
    }

    [Fact]
    public void A_value_nested_too_deeply_is_explained()
    {
        Assert.Empty(OfValue(Nested(32, inner => new object[] { inner })));
        Assert.Empty(OfValue(Nested(32, inner => new Hashtable { ["x"] = inner })));
        Assert.Equal(["The value of 'x' is nested deeper than 32 levels."], OfValue(Nested(33, inner => new object[] { inner })));
        Assert.Equal(["The value of 'x' is nested deeper than 32 levels."], OfValue(Nested(33, inner => new Hashtable { ["x"] = inner })));
    }

    private static object Nested(int levels, System.Func<object, object> wrap) =>
        Enumerable.Range(0, levels).Aggregate((object)1, (inner, _) => wrap(inner));

    private static IEnumerable<string> OfValue(object value) => Messages(Drafts.WithField("x", value));

    private static IEnumerable<string> Messages(ContactDraft draft) => Drafts.Problems(draft).Select(problem => problem.Message);
}
