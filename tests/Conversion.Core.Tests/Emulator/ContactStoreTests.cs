using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Conversion.Emulator;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Emulator;

public sealed class ContactStoreTests
{
    /// <summary>An emulator with the contacts a@x (with a city) and b@x rejects each of these.</summary>
    private static readonly string[] s_refused =
    [
        """{"email":"a@x","fields":{"city":"Rome","nope":1}}""",
        """{"email":"a@x","fields":{"city":"Rome"},"companyFields":{"nope":1}}""",
        """{"email":"a@x","fields":{"city":"Rome"},"subscriptionStatus":"BOUNCED"}""",
        """{"cnvContactId":"11111111-1111-1111-1111-111111111111","email":"b@x","subscriptionStatus":"SUBSCRIBED","fields":{"city":"Rome"}}""",
        """{"cnvContactId":"99999999-9999-9999-9999-999999999999","email":"a@x","fields":{"city":"Rome"}}""",
        """{"email":"c@x","updateOnly":true,"fields":{"city":"Rome"}}""",
        """{"email":"a@x","fields":{"city":"Rome"},"syncToCRM":"yes"}""",
        """{"email":"a@x","fields":{"city":"Rome"}""",
        """{"fields":{"city":"Rome"},"syncToCRM":true}""",
    ];

    [Property]
    public void A_rejected_request_changes_nothing(byte[] choices)
    {
        Api api = Api.Create();
        Seed(api.Emulator.Contacts);
        string before = Describe(api.Emulator.Contacts);
        foreach (byte choice in choices)
        {
            ApiResponse response = api.UpsertAsync(s_refused[choice % s_refused.Length]).Result;
            Assert.True((int)response.Status >= 400, response.Text);
            Assert.Equal(before, Describe(api.Emulator.Contacts));
        }
    }

    [Theory]
    [InlineData("""{"contacts":[{"email":"c@x"},{"email":"boom@x"}]}""")]
    [InlineData("""{"contacts":[{"email":"c@x"},{"cnvContactId":"11111111-1111-1111-1111-111111111111","email":"new@x"},{"email":"boom@x"}]}""")]
    public async Task A_request_that_fails_halfway_is_rolled_back(string body)
    {
        int ids = 0;
        Api api = Api.Create(new() { NewId = () => ++ids < 2 ? Guid.NewGuid() : throw new NotSupportedException("No more ids.") });
        Seed(api.Emulator.Contacts);
        string before = Describe(api.Emulator.Contacts);
        await Assert.ThrowsAsync<NotSupportedException>(() => api.BatchAsync(body));
        Assert.Equal(before, Describe(api.Emulator.Contacts));
        Assert.Equal((false, 0), (Assert.Single(api.Emulator.Requests.Snapshot()).Applied, api.Emulator.Requests.InFlight));
        Assert.NotNull(api.Emulator.Contacts.Find("a@x"));
        Assert.Null(api.Emulator.Contacts.Find("new@x"));
        Assert.Null(api.Emulator.Contacts.Find("c@x"));
    }

    [Fact]
    public void A_contact_is_found_by_id_and_by_address_in_any_case()
    {
        var store = new ContactStore();
        Contact contact = Seed(store);
        Assert.Same(contact, store.Find(contact.Id));
        Assert.Same(contact, store.Find("A@X"));
        Assert.Null(store.Find("c@x"));
        Assert.Null(store.Find(Guid.NewGuid()));
        Assert.Equal(2, store.Count);
    }

    [Fact]
    public void Two_contacts_cannot_be_given_one_address()
    {
        var store = new ContactStore();
        Seed(store);
        Assert.Throws<InvalidOperationException>(() => store.Put(new Contact(Guid.NewGuid(), "A@x")));
        Assert.Equal(2, store.Count);
    }

    [Fact]
    public void Enumeration_uses_a_snapshot()
    {
        var store = new ContactStore();
        Seed(store);
        foreach (Contact contact in store)
        {
            store.Put(new Contact(Guid.NewGuid(), "copy-of-" + contact.Email));
        }

        Assert.Equal(["a@x", "b@x", "copy-of-a@x", "copy-of-b@x"], store.Select(static contact => contact.Email));
    }

    [Fact]
    public void Fields_are_a_dictionary_in_the_order_of_writing()
    {
        FieldMap fields = Seed(new ContactStore()).Fields;
        Assert.Equal(["city", "first_name"], fields.Keys);
        Assert.Equal(["Oslo", "Ann"], fields.Select(static field => field.Value.GetString()));
        Assert.Equal((2, "Oslo", null), (fields.Count, fields["city"].GetString(), fields.Text("nope")));
        Assert.Throws<KeyNotFoundException>(() => fields["nope"]);
    }

    internal static Contact Seed(ContactStore store)
    {
        JsonElement fields = JsonSerializer.SerializeToElement(new { city = "Oslo", first_name = "Ann" });
        var contact = new Contact(
            new Guid("11111111-1111-1111-1111-111111111111"),
            "a@x",
            "UNSUBSCRIBED",
            fields.EnumerateObject().Select(static field => KeyValuePair.Create(field.Name, field.Value)));
        store.Put(contact);
        store.Put(new Contact(new Guid("22222222-2222-2222-2222-222222222222"), "b@x"));
        return contact;
    }

    internal static string Describe(ContactStore store) => JsonSerializer.Serialize(store.Snapshot());
}
