using System;
using System.Collections;
using System.Collections.Generic;
using System.Data;
using System.Dynamic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;
using static Conversion.Tests.Hosting.Session;

namespace Conversion.Tests.Contacts;

/// <summary>What each column of a row becomes.</summary>
public sealed class ColumnTests : IAsyncLifetime
{
    private readonly Api _api = new();

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    private string Sent(string command, params object?[] rows)
    {
        Run run = _api.Session.Pipe(command, rows);
        Assert.Empty(run.Errors);
        return _api.Bodies[^1];
    }

    [Fact]
    public void Request_properties_are_matched_case_insensitively()
    {
        string body = Sent("Set-CnvContact", Row(("EMAIL", "a@b.c"), ("subscriptionstatus", "SUBSCRIBED"), ("PRESERVEexistingfields", "true")));
        Assert.Equal("""{"email":"a@b.c","subscriptionStatus":"SUBSCRIBED","preserveExistingFields":true}""", body);
    }

    [Theory]
    [InlineData("EmailAddress")]
    [InlineData("Mail")]
    public void The_email_address_may_be_in_a_column_with_an_alias(string column) =>
        Assert.Equal("""{"email":"a@b.c"}""", Sent("Set-CnvContact", Row((column, "a@b.c"))));

    [Fact]
    public void Email_takes_precedence_over_its_aliases()
    {
        Run run = _api.Session.Pipe("Set-CnvContact -ExcludeProperty mail", Row(("mail", "other@b.c"), ("Email", "a@b.c")));
        Assert.Equal("a@b.c", run.Result.Email);
    }

    [Fact]
    public void A_column_named_Id_is_not_the_contact_id()
    {
        Run run = _api.Session.Pipe("Set-CnvContact", Row(("Id", "a1b2c3d4-e5f6-7890-abcd-ef1234567890")));
        Assert.Equal(ErrorCodes.MissingIdentifier, run.Result.ErrorCode);
    }

    [Fact]
    public void A_column_prefix_selects_the_target() =>
        Assert.Equal(
            """{"email":"a@b.c","fields":{"city":"Oslo"},"companyFields":{"industry":"Retail"}}""",
            Sent("Set-CnvContact", Row(("Email", "a@b.c"), ("fields.city", "Oslo"), ("CompanyFields.industry", "Retail"))));

    [Fact]
    public void Columns_named_company_become_company_fields_with_the_same_name() =>
        Assert.Equal(
            """{"email":"a@b.c","companyFields":{"company_name":"Acme","company_size":"5"}}""",
            Sent("Set-CnvContact", Row(("Email", "a@b.c"), ("company_name", "Acme"), ("company_size", "5"))));

    [Fact]
    public void CompanyProperty_selects_the_company_columns() =>
        Assert.Equal(
            """{"email":"a@b.c","companyFields":{"region":"EMEA","industry":"Retail"}}""",
            Sent("Set-CnvContact -CompanyProperty reg*, industry", Row(("Email", "a@b.c"), ("region", "EMEA"), ("industry", "Retail"))));

    [Fact]
    public void Every_other_column_becomes_a_field_with_the_same_name() =>
        Assert.Equal(
            """{"email":"a@b.c","fields":{"first_name":"Ann","city":"Oslo"}}""",
            Sent("Set-CnvContact", Row(("Email", "a@b.c"), ("first_name", "Ann"), ("city", "Oslo"))));

    [Fact]
    public void Property_selects_the_columns_that_become_fields() =>
        Assert.Equal(
            """{"email":"a@b.c","fields":{"first_name":"Ann"}}""",
            Sent("Set-CnvContact -Property first*", Row(("Email", "a@b.c"), ("first_name", "Ann"), ("shoe", "41"))));

    [Fact]
    public void ExcludeProperty_excludes_columns() =>
        Assert.Equal(
            """{"email":"a@b.c","fields":{"first_name":"Ann"}}""",
            Sent("Set-CnvContact -ExcludeProperty shoe, company_*", Row(("Email", "a@b.c"), ("first_name", "Ann"), ("shoe", "41"), ("company_x", "1"))));

    [Fact]
    public void A_hashtable_is_a_row() =>
        Assert.Equal("""{"email":"a@b.c","fields":{"city":"Oslo"}}""", Sent("Set-CnvContact", new Hashtable { ["email"] = "a@b.c", ["city"] = "Oslo" }));

    [Fact]
    public void A_generic_dictionary_is_a_row() =>
        Assert.Equal(
            """{"email":"a@b.c","fields":{"city":"Oslo"}}""",
            Sent("Set-CnvContact", new Dictionary<string, string> { ["email"] = "a@b.c", ["city"] = "Oslo" }));

    [Fact]
    public void An_expando_is_a_row()
    {
        IDictionary<string, object?> expando = new ExpandoObject();
        expando["Email"] = "a@b.c";
        expando["city"] = "Oslo";
        Assert.Equal("""{"email":"a@b.c","fields":{"city":"Oslo"}}""", Sent("Set-CnvContact", expando));
    }

    [Fact]
    public void A_DataRow_is_a_row()
    {
        using DataTable table = new();
        table.Columns.Add("Email");
        table.Columns.Add("city");
        table.Columns.Add("score", typeof(int));
        DataRow row = table.Rows.Add("a@b.c", "Oslo", DBNull.Value);
        Assert.Equal("""{"email":"a@b.c","fields":{"city":"Oslo"}}""", Sent("Set-CnvContact", row));
    }

    [Fact]
    public void Properties_of_any_other_object_do_not_become_fields() =>
        Assert.Equal("""{"email":"a@b.c"}""", Sent("Set-CnvContact", new Person("a@b.c", "Ann")));

    [Fact]
    public void A_named_property_of_any_other_object_becomes_a_field() =>
        Assert.Equal("""{"email":"a@b.c","fields":{"first_name":"Ann"}}""", Sent("Set-CnvContact -Property first_name", new Person("a@b.c", "Ann")));

    [Theory]
    [InlineData("-FieldMap @{ first_name = 'Name' } -Property *")]
    [InlineData("-FieldMap @{ first_name = 'Name' } -Property *city, company_n*, *.industry -CompanyProperty company_*")]
    [InlineData("-FieldMap @{ first_name = 'Name' } -Property *city, *.industry -CompanyProperty company_n*")]
    public void With_a_field_map_a_named_column_still_goes_to_its_target(string parameters) =>
        Assert.Equal(
            """{"email":"a@b.c","fields":{"city":"Oslo","first_name":"Ann"},"companyFields":{"company_name":"Acme","industry":"Retail"}}""",
            Sent(
                "Set-CnvContact -ExcludeProperty Name " + parameters,
                Row(("Email", "a@b.c"), ("Name", "Ann"), ("fields.city", "Oslo"), ("company_name", "Acme"), ("companyFields.industry", "Retail"))));

    [Fact]
    public void A_named_property_of_any_other_object_goes_to_its_target() =>
        Assert.Equal(
            """{"email":"a@b.c","fields":{"city":"Oslo"},"companyFields":{"company_name":"Acme"}}""",
            Sent("Set-CnvContact -Property company*, city", new Employee("a@b.c", "Acme", "Oslo", "41")));

    [Fact]
    public void Each_row_is_read_by_its_own_type()
    {
        Person person = new("a@b.c", "Ann");
        PSObject row = Row(("Mail", "b@b.c"), ("first_name", "Bea"));
        _api.Session.Pipe("Set-CnvContact -ThrottleLimit 1", person, row, person);
        Assert.Equal(
            ["""{"email":"a@b.c"}""", """{"email":"b@b.c","fields":{"first_name":"Bea"}}""", """{"email":"a@b.c"}"""],
            _api.Bodies);
    }

    [Fact]
    public void Nested_objects_become_fields_and_company_fields()
    {
        object row = Row(("email", "a@b.c"), ("fields", Row(("city", "Oslo"))), ("companyFields", new Hashtable { ["industry"] = "Retail" }));
        Assert.Equal("""{"email":"a@b.c","fields":{"city":"Oslo"},"companyFields":{"industry":"Retail"}}""", Sent("Set-CnvContact", row));
    }

    /// <summary>A hashtable has no order, and the request must not depend on it.</summary>
    [Theory]
    [InlineData("Fields", "fields.city", "city")]
    [InlineData("city", "fields.city", "Fields")]
    [InlineData("fields.city", "Fields", "city")]
    [InlineData("CompanyFields", "companyFields.company_size", "company_size")]
    [InlineData("company_size", "companyFields.company_size", "CompanyFields")]
    [InlineData("companyFields.company_size", "CompanyFields", "company_size")]
    public void The_most_explicit_source_of_a_field_wins_in_any_column_order(params string[] columns)
    {
        bool isCompanys = columns[0].StartsWith("company", StringComparison.OrdinalIgnoreCase);
        string key = isCompanys ? "company_size" : "city";
        string Expected(string value) => $$$"""{"email":"a@b.c","{{{(isCompanys ? "companyFields" : "fields")}}}":{"{{{key}}}":"{{{value}}}"}}""";
        (string, object?) Cell(string column) => column.EndsWith("Fields", StringComparison.Ordinal)
            ? (column, new Hashtable { [key] = "dictionary" })
            : (column, column == key ? "column" : "prefixed");

        Assert.Equal(Expected("dictionary"), Body(columns));
        Assert.Equal(Expected("prefixed"), Body([.. columns.Where(column => !column.EndsWith("Fields", StringComparison.Ordinal))]));

        string Body(string[] names) => Sent("Set-CnvContact", Row([("Email", "a@b.c"), .. names.Select(Cell)]));
    }

    [Fact]
    public void A_blank_source_does_not_win_over_another_value() =>
        Assert.Equal(
            """{"email":"a@b.c","fields":{"city":"Oslo"}}""",
            Sent("Set-CnvContact", Row(("Email", "a@b.c"), ("Fields", new Hashtable { ["city"] = "" }), ("fields.city", " "), ("city", "Oslo"))));

    [Fact]
    public void A_Fields_column_with_text_rejects_only_its_row()
    {
        Run run = _api.Session.Pipe("Set-CnvContact", Row(("email", "a@b.c"), ("fields", "x")), Row(("email", "b@b.c")));
        Assert.Equal([UpsertStatus.Rejected, UpsertStatus.Created], run.Results.Select(result => result.Status));
        Assert.Equal(ErrorCodes.InvalidValue, run.Results[0].ErrorCode);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("YES", true)]
    [InlineData("1", true)]
    [InlineData("false", false)]
    [InlineData("No", false)]
    [InlineData("0", false)]
    [InlineData(" ", false)]
    public void A_switch_may_be_in_a_column(string cell, bool on)
    {
        _api.Session.Pipe("Set-CnvContact", Row(("Email", "a@b.c"), ("SyncToCRM", cell)));
        Assert.Equal(on ? """{"email":"a@b.c","syncToCRM":true}""" : """{"email":"a@b.c"}""", _api.Body);
    }

    [Fact]
    public void A_switch_column_that_is_not_a_Boolean_rejects_only_its_row()
    {
        Run run = _api.Session.Pipe("Set-CnvContact", Row(("Email", "a@b.c"), ("UpdateOnly", "may\u001bbe" + new string('x', 500))), Row(("Email", "b@b.c")));
        Assert.Equal([ErrorCodes.InvalidValue, null], run.Results.Select(result => result.ErrorCode));
        Assert.DoesNotContain(run.Results[0].ErrorMessage!, char.IsControl);
        Assert.True(run.Results[0].ErrorMessage!.Length < 250);
    }

    [Fact]
    public void A_hashtable_may_contain_switches() =>
        Assert.Equal("""{"email":"a@b.c","syncToCRM":true}""", Sent("Set-CnvContact", new Hashtable { ["email"] = "a@b.c", ["SyncToCRM"] = "yes" }));

    private sealed record Person(string Mail, string first_name);

    private sealed record Employee(string Mail, string company_name, string city, string shoe);
}
