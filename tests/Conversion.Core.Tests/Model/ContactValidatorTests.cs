using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Model;

/// <summary>What is wrong with a contact before anything is sent.</summary>
public sealed class ContactValidatorTests
{
    private const string Id = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("  ", "\t")]
    [InlineData("\u00A0", "\r\n")]
    [InlineData("\u200B\uFEFF", null)]
    public void A_row_without_address_and_id_is_missing_its_identifier(string? email, string? id)
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
    public void An_address_without_at_or_with_what_none_can_hold_is_invalid(string email)
    {
        Assert.Equal(["invalid_email"], Drafts.Codes(new() { Email = email }));
    }

    [Fact]
    public void An_address_with_half_a_character_is_invalid()
    {
        // No theory: attributes hold UTF-8, which has no half characters.
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
    public void A_wrong_address_is_wrong_beside_a_good_id_too()
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
    public void Any_other_address_is_for_the_api_to_judge(string email)
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
    public void An_id_that_is_no_uuid_is_invalid(string id)
    {
        Assert.Equal(["invalid_contact_id"], Drafts.Codes(new() { CnvContactId = id }));
    }

    [Theory]
    [InlineData(Id)]
    [InlineData("3F2504E0-4F89-41D3-9A0C-0305E82C3301")]
    [InlineData(" 3f2504e0-4f89-41d3-9a0c-0305e82c3301\r\n")]
    public void A_uuid_is_sent_in_its_usual_form(string id)
    {
        Assert.Equal($$"""{"cnvContactId":"{{Id}}"}""", Drafts.Json(new ContactDraft { CnvContactId = id }));
    }

    [Theory]
    [InlineData("SUBSCRIBED", "SUBSCRIBED")]
    [InlineData("unsubscribed", "UNSUBSCRIBED")]
    [InlineData("No_Status", "NO_STATUS")]
    [InlineData(" subscribed\t", "SUBSCRIBED")]
    public void A_status_is_sent_in_the_apis_spelling(string status, string sent)
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
    public void Everything_wrong_with_a_row_is_said_at_once()
    {
        ContactDraft draft = new() { Email = "ada", CnvContactId = "42", SubscriptionStatus = "BOUNCED" };
        draft.Fields.Set("score", double.NaN);
        draft.CompanyFields.Set("size", double.NaN);

        Assert.Equal(
            ["invalid_email", "invalid_contact_id", "invalid_subscription_status", "invalid_value", "invalid_value"],
            Drafts.Codes(draft));
    }

    [Fact]
    public void What_is_wrong_is_shown_without_its_escapes()
    {
        ContactDraft draft = new() { Email = "a\u001B]0;x\u0007\r\nb", CnvContactId = "1\u202E2", SubscriptionStatus = "\u001B[31m" };
        draft.Fields.Set("k\u001B\n", double.NaN);

        Assert.All(Drafts.Problems(draft), problem => Assert.DoesNotContain(problem.Message, c => char.IsControl(c) || c == '\u202E'));
    }

    [Fact]
    public void What_is_wrong_is_shown_in_short()
    {
        Assert.All(Drafts.Problems(new() { Email = new string('x', 100_000) }), problem => Assert.True(problem.Message.Length < 200));
    }
}
