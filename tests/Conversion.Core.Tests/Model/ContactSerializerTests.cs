using System;
using System.Text;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Model;

/// <summary>The exact body of <c>POST /v2/contacts</c>.</summary>
public sealed class ContactSerializerTests
{
    [Fact]
    public void A_full_contact_has_the_names_and_order_of_the_API()
    {
        ContactDraft draft = new()
        {
            Email = "Ada@example.com",
            CnvContactId = "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
            SubscriptionStatus = "subscribed",
            Options = ContactOptions.UpdateOnly | ContactOptions.SyncToCRM | ContactOptions.PreserveExistingFields,
        };
        draft.Fields.Set("first_name", "Ada");
        draft.Fields.Set("score", 7);
        draft.CompanyFields.Set("company_name", "Engines & Co");

        Assert.Equal(
            """
            {"email":"Ada@example.com","cnvContactId":"3f2504e0-4f89-41d3-9a0c-0305e82c3301","subscriptionStatus":"SUBSCRIBED",
            "fields":{"first_name":"Ada","score":7},"companyFields":{"company_name":"Engines & Co"},
            "updateOnly":true,"syncToCRM":true,"preserveExistingFields":true}
            """.ReplaceLineEndings(string.Empty),
            Drafts.Json(draft));
    }

    [Theory]
    [InlineData(ContactOptions.None, "")]
    [InlineData(ContactOptions.UpdateOnly, ""","updateOnly":true""")]
    [InlineData(ContactOptions.SyncToCRM, ""","syncToCRM":true""")]
    [InlineData(ContactOptions.PreserveExistingFields, ""","preserveExistingFields":true""")]
    public void An_option_is_written_only_when_it_is_set(ContactOptions options, string written)
    {
        Assert.Equal($$"""{"email":"a@b"{{written}}}""", Drafts.Json(new ContactDraft { Email = "a@b", Options = options }));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \t\r\n")]
    public void A_blank_identifier_or_status_is_omitted(string? blank)
    {
        Assert.Equal(
            """{"email":"a@b"}""",
            Drafts.Json(new ContactDraft { Email = "a@b", CnvContactId = blank, SubscriptionStatus = blank }));
    }

    [Fact]
    public void Absent_null_and_empty_fields_are_distinct()
    {
        ContactDraft draft = new() { Email = "a@b" };
        draft.Fields.Set("null", null);
        draft.Fields.Set("empty", "");

        Assert.Equal("""{"email":"a@b","fields":{"null":null,"empty":""}}""", Drafts.Json(draft));
    }

    [Fact]
    public void Fields_keep_their_order_and_case()
    {
        ContactDraft draft = new() { Email = "a@b" };
        draft.Fields.Set("z", 1);
        draft.Fields.Set("A", 2);
        draft.Fields.Set("a", 3);

        Assert.Equal("""{"email":"a@b","fields":{"z":1,"A":2,"a":3}}""", Drafts.Json(draft));
    }

    [Fact]
    public void A_field_set_twice_is_sent_once_in_its_first_position_with_the_later_value()
    {
        ContactDraft draft = new() { Email = "a@b" };
        draft.Fields.Set("x", 1);
        draft.Fields.Set("y", 2);
        draft.Fields.Set("x", 3);

        Assert.Equal("""{"email":"a@b","fields":{"x":3,"y":2}}""", Drafts.Json(draft));
    }

    [Fact]
    public void A_field_name_is_escaped()
    {
        ContactDraft draft = new() { Email = "a@b" };
        draft.Fields.Set("\"},{\n", 1);

        Assert.Equal("""{"email":"a@b","fields":{"\"},{\n":1}}""", Drafts.Json(draft));
    }

    [Fact]
    public void A_field_name_with_a_lone_surrogate_is_refused()
    {
        Assert.Equal(["invalid_value"], Drafts.Codes(Drafts.WithField("x\uD83D", 1)));
    }

    [Fact]
    public void A_refused_contact_does_not_affect_the_next()
    {
        using ContactSerializer serializer = new();
        serializer.Serialize(Drafts.WithField("x", new object[] { 1, new object[] { double.NaN } }), []);

        Assert.Equal("""{"email":"c@d"}""", serializer.Serialize(new() { Email = "c@d" }, [])!.ToJson());
    }

    [Fact]
    public void A_request_keeps_its_body_when_the_serializer_is_reused()
    {
        using ContactSerializer serializer = new();
        ContactRequest first = serializer.Serialize(new() { Email = "first@example.com" }, [])!;
        serializer.Serialize(new() { Email = "other@example.com" }, []);

        Assert.Equal("""{"email":"first@example.com"}""", first.ToJson());
    }

    [Fact]
    public void A_cleared_draft_equals_a_new_one()
    {
        ContactDraft draft = new()
        {
            Email = "a@b", CnvContactId = "x", SubscriptionStatus = "x", Options = ContactOptions.UpdateOnly,
        };
        draft.Fields.Set("x", 1);
        draft.CompanyFields.Set("x", 1);
        draft.Clear();
        draft.Email = "c@d";

        Assert.Equal("""{"email":"c@d"}""", Drafts.Json(draft));
        draft.Fields.Set("x", 2);
        Assert.Equal("""{"email":"c@d","fields":{"x":2}}""", Drafts.Json(draft));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(1_024)]
    [InlineData(5_000_000)]
    public void A_long_value_is_sent_completely(int length)
    {
        string text = new('ä', length);

        Assert.Equal('"' + text + '"', Drafts.Json((object)text));
    }

    [Fact]
    public void The_body_is_utf_8_without_a_byte_order_mark()
    {
        using ContactSerializer serializer = new();
        ContactRequest request = serializer.Serialize(new() { Email = "ü@b" }, [])!;

        Assert.Equal(Encoding.UTF8.GetBytes("""{"email":"ü@b"}"""), request.Body.ToArray());
    }

    [Fact]
    public void A_request_identifies_its_contact()
    {
        Guid id = Guid.NewGuid();
        using ContactSerializer serializer = new();
        ContactRequest request = serializer.Serialize(
            new() { Email = "Ada@b", CnvContactId = id.ToString(), Options = ContactOptions.SyncToCRM }, [])!;

        Assert.Equal(("Ada@b", id, ContactOptions.SyncToCRM), (request.Email, request.CnvContactId, request.Options));
    }
}
