using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Model;

/// <summary>Validation of a contact before anything is sent.</summary>
public sealed class ContactValidatorTests
{
    private const string Id = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("  ", "\t")]
    [InlineData("\u00A0", "\r\n")]
    [InlineData("\u200B\uFEFF", null)]
    public void A_row_without_email_address_and_id_has_no_identifier(string? email, string? id)
    {
        Assert.Equal(["missing_identifier"], Drafts.Codes(new() { Email = email, CnvContactId = id }));
    }

    [Theory]
    [InlineData("ada")]
    [InlineData("ada.example.com")]
    [InlineData("ada @example.com")]
    [InlineData("a@b@c")]
    [InlineData("@b")]
    [InlineData("ada@")]
    [InlineData("ada@example.com.")]
    [InlineData("ada@exam\u200Bple.com")]
    [InlineData("ada@example.com;bob@example.com")]
    [InlineData("ada@\u00A0example.com")]
    [InlineData("ada@\u2003example.com")]
    [InlineData("ada@example\0.com")]
    [InlineData("ada@example\u001B[2J.com")]
    [InlineData("ada@example\u0085.com")]
    [InlineData("ada@example\u007F.com")]
    public void An_email_address_without_at_sign_or_with_forbidden_characters_is_invalid(string email)
    {
        Assert.Equal(["invalid_email"], Drafts.Codes(new() { Email = email }));
    }

    [Fact]
    public void An_email_address_with_a_lone_surrogate_is_invalid()
    {
        // Not a theory: attributes store UTF-8, which cannot represent lone surrogates.
        Assert.All(
            new[] { "ada@exam\uD800ple.com", "ada@example.com\uDE00" },
            email => Assert.Equal(["invalid_email"], Drafts.Codes(new() { Email = email })));
    }

    [Theory]
    [InlineData(" ada@example.com")]
    [InlineData("ada@example.com \t\r\n")]
    [InlineData("\uFEFFada@example.com\u200B")]
    [InlineData("\u00A0ada@example.com\u2003")]
    public void White_space_and_invisible_characters_around_an_address_are_removed(string email) =>
        Assert.Equal("""{"email":"ada@example.com"}""", Drafts.Json(new ContactDraft { Email = email }));

    [Fact]
    public void An_invalid_email_address_is_invalid_even_with_a_valid_id()
    {
        Assert.Equal(["invalid_email"], Drafts.Codes(new() { Email = "ada", CnvContactId = Id }));
    }

    [Theory]
    [InlineData("ada@example.com")]
    [InlineData("ADA+tag@Example.COM")]
    [InlineData("o'neil@example.com")]
    [InlineData("\"a\\b\"@example.com")]
    [InlineData("üñî@пример.испытание")]
    [InlineData("😀@example.com")]
    [InlineData("ada@localhost")]
    public void Any_other_email_address_is_left_to_the_API(string email)
    {
        Assert.Empty(Drafts.Codes(new() { Email = email }));
    }

    [Theory]
    [InlineData("42")]
    [InlineData("ada@example.com")]
    [InlineData("3f2504e04f8941d39a0c0305e82c3301")]
    [InlineData("{3f2504e0-4f89-41d3-9a0c-0305e82c3301}")]
    [InlineData("(3f2504e0-4f89-41d3-9a0c-0305e82c3301)")]
    [InlineData("3f2504e0-4f89-41d3-9a0c-0305e82c330")]
    [InlineData("3f2504e0-4f89-41d3-9a0c-0305e82c33012")]
    [InlineData("3f2504e0-4f89-41d3-9a0c-0305e82c330g")]
    [InlineData("3f2504e0_4f89_41d3_9a0c_0305e82c3301")]
    [InlineData("0x2504e0-4f89-41d3-9a0c-0305e82c3301")]
    [InlineData("+f2504e0-4f89-41d3-9a0c-0305e82c3301")]
    [InlineData("3f2504e0-4f89-0x41-9a0c-0305e82c3301")]
    public void An_id_that_is_not_a_UUID_is_invalid(string id)
    {
        Assert.Equal(["invalid_contact_id"], Drafts.Codes(new() { CnvContactId = id }));
    }

    [Theory]
    [InlineData(Id)]
    [InlineData("3F2504E0-4F89-41D3-9A0C-0305E82C3301")]
    [InlineData(" 3f2504e0-4f89-41d3-9a0c-0305e82c3301\r\n")]
    public void A_UUID_is_sent_in_canonical_format(string id)
    {
        Assert.Equal($$"""{"cnvContactId":"{{Id}}"}""", Drafts.Json(new ContactDraft { CnvContactId = id }));
    }

    [Theory]
    [InlineData("SUBSCRIBED", "SUBSCRIBED")]
    [InlineData("unsubscribed", "UNSUBSCRIBED")]
    [InlineData("No_Status", "NO_STATUS")]
    [InlineData(" subscribed\t", "SUBSCRIBED")]
    public void A_status_is_sent_in_the_spelling_of_the_API(string status, string sent)
    {
        Assert.Equal(
            $$"""{"email":"a@b","subscriptionStatus":"{{sent}}"}""",
            Drafts.Json(new ContactDraft { Email = "a@b", SubscriptionStatus = status }));
    }

    [Theory]
    [InlineData("BOUNCED")]
    [InlineData("COMPLAINED")]
    [InlineData("yes")]
    [InlineData("0")]
    [InlineData("NO STATUS")]
    [InlineData("SUBSCRIBED,UNSUBSCRIBED")]
    [InlineData("unsubscrıbed")]
    [InlineData("SUBSCRİBED")]
    public void A_status_that_cannot_be_set_is_invalid(string status)
    {
        Assert.Equal(["invalid_subscription_status"], Drafts.Codes(new() { Email = "a@b", SubscriptionStatus = status }));
    }

    [Fact]
    public void All_errors_of_a_row_are_reported_together()
    {
        ContactDraft draft = new() { Email = "ada", CnvContactId = "42", SubscriptionStatus = "BOUNCED" };
        draft.Fields.Set("score", double.NaN);
        draft.CompanyFields.Set("size", double.NaN);

        Assert.Equal(
            ["invalid_email", "invalid_contact_id", "invalid_subscription_status", "invalid_value", "invalid_value"],
            Drafts.Codes(draft));
    }

    [Fact]
    public void An_invalid_value_is_shown_without_control_characters()
    {
        ContactDraft draft = new() { Email = "a\u001B]0;x\u0007\r\nb", CnvContactId = "1\u202E2", SubscriptionStatus = "\u001B[31m" };
        draft.Fields.Set("k\u001B\n", double.NaN);

        Assert.All(Drafts.Problems(draft), problem => Assert.DoesNotContain(problem.Message, c => char.IsControl(c) || c == '\u202E'));
    }

    [Fact]
    public void An_invalid_value_is_shown_truncated()
    {
        Assert.All(Drafts.Problems(new() { Email = new string('x', 100_000) }), problem => Assert.True(problem.Message.Length < 200));
    }
}
