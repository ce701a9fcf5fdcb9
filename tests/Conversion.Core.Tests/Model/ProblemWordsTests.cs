using System.Collections;
using System.Collections.Generic;
using System.Linq;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Model;

/// <summary>What is said of a row that is wrong: which value, and what about it.</summary>
public sealed class ProblemWordsTests
{
    [Theory]
    [InlineData("", "The row has neither an email address nor a cnvContactId.")]
    [InlineData("ada", "The email address 'ada' has no @.")]
    [InlineData("ada @b", "The email address 'ada @b' contains white space or an invisible character.")]
    [InlineData("ada\0@b", "The email address 'ada @b' contains white space or an invisible character.")]
    public void Of_an_address(string email, string words) => Assert.Equal([words], Words(new ContactDraft { Email = email }));

    [Fact]
    public void Of_an_address_with_half_a_character() =>
        Assert.Equal(["The email address 'a@\uD800b' contains half of a character (a lone surrogate)."], Words(new ContactDraft { Email = "a@\uD800b" }));

    [Fact]
    public void Of_an_address_without_end()
    {
        string longest = "a@" + new string('x', 999_998);

        Assert.Empty(Words(new ContactDraft { Email = longest }));
        Assert.Equal([$"The email address '{longest[..80]}…' is longer than a million characters."], Words(new ContactDraft { Email = longest + "x" }));
    }

    [Fact]
    public void Of_an_id() => Assert.Equal(["The cnvContactId '42' is not a UUID."], Words(new ContactDraft { CnvContactId = "42" }));

    [Fact]
    public void With_its_code_before_it() => Assert.Equal(
        "invalid_contact_id: The cnvContactId '42' is not a UUID.", Assert.Single(Drafts.Problems(new ContactDraft { CnvContactId = "42" })).ToString());

    [Fact]
    public void Of_a_status() => Assert.Equal(
        ["The subscription status 'BOUNCED' is not SUBSCRIBED, UNSUBSCRIBED or NO_STATUS."],
        Words(new ContactDraft { Email = "a@b", SubscriptionStatus = "BOUNCED" }));

    [Fact]
    public void Of_a_value()
    {
        Assert.Equal(["The value of 'x' is not a finite number."], OfValue(double.NaN));
        Assert.Equal(["The value of 'x' is not a finite number."], OfValue(float.NaN));
        Assert.Equal(["The value of 'x' is not a finite number."], OfValue(System.Half.NaN));
        Assert.Equal(["The value of 'x' contains half of a character (a lone surrogate)."], OfValue("\uD800"));
        Assert.Equal(["The value of 'x' has a name that contains half of a character (a lone surrogate)."], OfValue(new Hashtable { ["\uD800"] = 1 }));
        Assert.Equal(["The value of 'x' is a System.Object, which cannot be written as JSON."], OfValue(new object()));
    }

    [Fact]
    public void Of_one_that_nests_too_deep_by_a_level()
    {
        Assert.Empty(OfValue(Nested(32, inner => new object[] { inner })));
        Assert.Empty(OfValue(Nested(32, inner => new Hashtable { ["x"] = inner })));
        Assert.Equal(["The value of 'x' is nested deeper than 32 levels."], OfValue(Nested(33, inner => new object[] { inner })));
        Assert.Equal(["The value of 'x' is nested deeper than 32 levels."], OfValue(Nested(33, inner => new Hashtable { ["x"] = inner })));
    }

    private static object Nested(int levels, System.Func<object, object> outer) =>
        Enumerable.Range(0, levels).Aggregate((object)1, (inner, _) => outer(inner));

    private static IEnumerable<string> OfValue(object value) => Words(Drafts.WithField("x", value));

    private static IEnumerable<string> Words(ContactDraft draft) => Drafts.Problems(draft).Select(problem => problem.Message);
}
