using System;
using System.Collections.Generic;
using System.Net;
using System.Text.Json;
using System.Threading.Tasks;
using Conversion.Emulator;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Emulator;

public sealed class PreserveExistingFieldsTests
{
    private static readonly string[] s_keys = ["first_name", "last_name", "city"];

    private static readonly string?[] s_values = [null, "", " ", "\t\u00a0", "a", "b", " c "];

    [Theory]
    [InlineData("\"Oslo\"", "Oslo")]
    [InlineData("0", "0")]
    [InlineData("false", "False")]
    [InlineData("[]", "[]")]
    public async Task A_value_is_kept(string existing, string kept)
    {
        Contact contact = await UpsertTwiceAsync(existing);
        Assert.Equal(kept, contact.Fields.Text("city"));
        Assert.Equal(kept, contact.CompanyFields.Text("industry"));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"  \"")]
    [InlineData("\"\\t\\u00a0\"")]
    [InlineData("\"\u00a0\u2003\"")]
    [InlineData("null")]
    public async Task A_blank_value_is_overwritten(string existing)
    {
        Contact contact = await UpsertTwiceAsync(existing, new() { NullFieldValue = BlankFieldHandling.Store });
        Assert.Equal("new", contact.Fields.Text("city"));
        Assert.Equal("new", contact.CompanyFields.Text("industry"));
    }

    [Fact]
    public async Task A_missing_field_is_written()
    {
        Api api = Api.Create();
        await api.UpsertAsync("""{"email":"a@example.com","fields":{"first_name":"Jane"}}""");
        await api.UpsertAsync("""{"email":"a@example.com","preserveExistingFields":true,"fields":{"city":"Oslo","first_name":"Joan"}}""");
        FieldMap fields = Assert.Single(api.Emulator.Contacts).Fields;
        Assert.Equal(["first_name", "city"], fields.Keys);
        Assert.Equal(("Jane", "Oslo"), (fields.Text("first_name"), fields.Text("city")));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    public async Task A_blank_cannot_wipe_a_value(string blank)
    {
        Api api = Api.Create();
        await api.UpsertAsync("""{"email":"a@example.com","fields":{"city":"Oslo"}}""");
        await api.UpsertAsync($$$"""{"email":"a@example.com","preserveExistingFields":true,"fields":{"city":{{{blank}}}}}""");
        Assert.Equal("Oslo", Assert.Single(api.Emulator.Contacts).Fields.Text("city"));
    }

    [Fact]
    public async Task Without_it_a_value_is_overwritten()
    {
        Api api = Api.Create();
        await api.UpsertAsync("""{"email":"a@example.com","fields":{"city":"Oslo"}}""");
        await api.UpsertAsync("""{"email":"a@example.com","preserveExistingFields":false,"fields":{"city":"Rome"}}""");
        Assert.Equal("Rome", Assert.Single(api.Emulator.Contacts).Fields.Text("city"));
    }

    [Theory]
    [InlineData(false, "SUBSCRIBED", "UNSUBSCRIBED", "UNSUBSCRIBED")]
    [InlineData(true, "SUBSCRIBED", "UNSUBSCRIBED", "SUBSCRIBED")]
    [InlineData(true, "NO_STATUS", "UNSUBSCRIBED", "UNSUBSCRIBED")]
    public async Task The_subscription_status_is_kept_where_the_setting_says_so(bool setting, string existing, string sent, string expected)
    {
        Api api = Api.Create(new() { PreserveSubscriptionStatus = setting });
        await api.UpsertAsync($$"""{"email":"a@example.com","subscriptionStatus":"{{existing}}"}""");
        await api.UpsertAsync($$"""{"email":"a@example.com","preserveExistingFields":true,"subscriptionStatus":"{{sent}}"}""");
        Assert.Equal(expected, Assert.Single(api.Emulator.Contacts).SubscriptionStatus);
    }

    [Property]
    public void No_value_ever_changes_and_every_blank_is_filled(byte[] first, byte[] second)
    {
        Api api = Api.Create();
        Dictionary<string, string?> existing = Fields(first);
        Dictionary<string, string?> incoming = Fields(second);
        Send(api, existing, preserve: false);
        Send(api, incoming, preserve: true);
        FieldMap fields = Assert.Single(api.Emulator.Contacts).Fields;
        foreach (string key in s_keys)
        {
            string? before = existing.GetValueOrDefault(key);
            bool isFilled = string.IsNullOrWhiteSpace(before) && incoming.ContainsKey(key);
            Assert.Equal(isFilled ? incoming[key] : before, fields.Text(key));
        }
    }

    /// <summary>Fields by the low bits of each byte: which key, and which value.</summary>
    private static Dictionary<string, string?> Fields(byte[] choices)
    {
        var fields = new Dictionary<string, string?>();
        foreach (byte choice in choices)
        {
            fields[s_keys[choice % s_keys.Length]] = s_values[choice / s_keys.Length % s_values.Length];
        }

        return fields;
    }

    private static void Send(Api api, Dictionary<string, string?> fields, bool preserve)
    {
        string body = JsonSerializer.Serialize(new { email = "a@example.com", fields, preserveExistingFields = preserve });
        Task<ApiResponse> response = api.UpsertAsync(body);
        Assert.True(response.IsCompletedSuccessfully, "The emulator responses at once where nothing has to wait.");
        Assert.Equal(HttpStatusCode.OK, response.Result.Status);
    }

    private static async Task<Contact> UpsertTwiceAsync(string existing, EmulatorSettings? settings = null)
    {
        Api api = Api.Create(settings);
        await api.UpsertAsync($$$"""{"email":"a@example.com","fields":{"city":{{{existing}}}},"companyFields":{"industry":{{{existing}}}}}""");
        await api.UpsertAsync(
            """{"email":"a@example.com","preserveExistingFields":true,"fields":{"city":"new"},"companyFields":{"industry":"new"}}""");
        return Assert.Single(api.Emulator.Contacts);
    }
}
