using System.Linq;
using System.Text;
using Conversion.Client;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Client;

/// <summary>The exact body of <c>POST /v2/contacts/batch</c>.</summary>
public sealed class BatchBodyTests
{
    [Theory]
    [InlineData(ContactOptions.None, "")]
    [InlineData(ContactOptions.UpdateOnly, ""","updateOnly":true""")]
    [InlineData(ContactOptions.SyncToCRM, ""","syncToCRM":true""")]
    [InlineData(ContactOptions.PreserveExistingFields, ""","preserveExistingFields":true""")]
    [InlineData(
        ContactOptions.UpdateOnly | ContactOptions.SyncToCRM | ContactOptions.PreserveExistingFields,
        ""","updateOnly":true,"syncToCRM":true,"preserveExistingFields":true""")]
    public void Options_are_written_after_the_contacts_and_in_no_contact(ContactOptions options, string written)
    {
        Assert.Equal($$"""{"contacts":[{"email":"a@b"}]{{written}}}""", Body(options, "a@b"));
        Assert.Equal($$"""{"contacts":[{"email":"a@b"},{"email":"c@d"},{"email":"ü@f"}]{{written}}}""", Body(options, "a@b", "c@d", "ü@f"));
    }

    private static string Body(ContactOptions options, params string[] emails)
    {
        using ContactSerializer serializer = new();
        ContactRequest[] contacts = [.. emails.Select(email => serializer.Serialize(new ContactDraft { Email = email, Options = options }, [])!)];
        byte[] body = BatchBody.Write(contacts);

        // The length that each contact adds: its own bytes, its brace, and a comma, which the last one does not have.
        int alone = BatchBody.Write([contacts[0]]).Length - BatchBody.LengthOf(contacts[0]);
        Assert.Equal(alone + contacts.Sum(BatchBody.LengthOf), body.Length);
        return Encoding.UTF8.GetString(body);
    }
}
