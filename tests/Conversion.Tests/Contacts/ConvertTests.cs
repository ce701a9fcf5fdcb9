using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Conversion.Model;
using Conversion.Tests.Hosting;
using FsCheck.Xunit;
using Xunit;
using static Conversion.Tests.Hosting.Session;

namespace Conversion.Tests.Contacts;

/// <summary>ConvertTo-CnvContact: shows what would be sent and what is invalid, and sends nothing.</summary>
public sealed class ConvertTests : IAsyncLifetime
{
    private readonly Api _api = new();

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    private CnvContact Convert(string parameters, params object?[] rows) =>
        (CnvContact)_api.Session.Pipe("ConvertTo-CnvContact " + parameters, rows).Output.Single().BaseObject;

    [Fact]
    public void The_contact_of_a_row_is_shown()
    {
        CnvContact contact = Convert(
            "-PreserveExistingFields",
            Row(("Email", "a@b.c"), ("SubscriptionStatus", "subscribed"), ("first_name", "Ann"), ("city", " "), ("company_name", "Acme")));
        Assert.Equal("a@b.c", contact.Email);
        Assert.Equal("subscribed", contact.SubscriptionStatus);
        Assert.Equal("Ann", contact.Fields["first_name"]);
        Assert.Equal("Acme", contact.CompanyFields["company_name"]);
        Assert.Equal((1, 1), (contact.Fields.Count, contact.CompanyFields.Count));
        Assert.Equal((false, false, true), (contact.UpdateOnly, contact.SyncToCRM, contact.PreserveExistingFields));
        Assert.Empty(contact.Issues);
        Assert.Equal(
            """{"email":"a@b.c","subscriptionStatus":"SUBSCRIBED","fields":{"first_name":"Ann"},"companyFields":{"company_name":"Acme"},"preserveExistingFields":true}""",
            contact.ToJson());
    }

    [Fact]
    public void Every_issue_of_a_row_is_named()
    {
        CnvContact contact = Convert("", Row(("Email", "a b"), ("CnvContactId", "7"), ("SubscriptionStatus", "maybe")));
        Assert.Equal(
            [ErrorCodes.InvalidEmail, ErrorCodes.InvalidContactId, ErrorCodes.InvalidSubscriptionStatus],
            contact.Issues.Select(issue => issue.Code));
        Assert.Equal(("a b", "7", "maybe"), (contact.Email, contact.CnvContactId, contact.SubscriptionStatus));
        Assert.Null(contact.ToJson());
    }

    [Fact]
    public void Where_Object_Issues_finds_invalid_rows_offline()
    {
        using Session offline = new();
        Run run = offline.Pipe("ConvertTo-CnvContact | Where-Object Issues", Row(("Email", "a@b.c")), Row(("Email", "nobody")));
        Assert.Equal("nobody", ((CnvContact)Assert.Single(run.Output).BaseObject).Email);
        Assert.Empty(run.Errors);
        Assert.Null(run.TerminatingError);
    }

    [Fact]
    public void The_fields_of_a_contact_are_read_only()
    {
        CnvContact contact = Convert("", Row(("Email", "a@b.c"), ("first_name", "Ann")));
        Assert.Throws<NotSupportedException>(() => contact.Fields["first_name"] = "Bea");
    }

    [Fact]
    public void A_contact_with_issues_is_rejected_when_it_is_sent()
    {
        Run run = _api.Session.Pipe(
            "ConvertTo-CnvContact -FieldMap @{ first_name = { throw 'no name' } } | Set-CnvContact", Row(("Email", "a@b.c")));
        Assert.Equal((UpsertStatus.Rejected, ErrorCodes.InvalidValue), (run.Result.Status, run.Result.ErrorCode));
        Assert.Contains("no name", run.Result.ErrorMessage);
    }

    [Fact]
    public void Parameters_take_precedence_over_the_piped_contact()
    {
        Run run = _api.Session.Pipe("ConvertTo-CnvContact -UpdateOnly | Set-CnvContact -Email b@b.c -UpdateOnly:$false", Row(("Email", "a@")));
        Assert.Equal(UpsertStatus.Created, run.Result.Status);
        Assert.Equal("""{"email":"b@b.c"}""", _api.Body);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-EmptyValue Null")]
    [InlineData("-EmptyValue EmptyString")]
    [InlineData("-SyncToCRM -SubscriptionStatus UNSUBSCRIBED")]
    [InlineData("-FieldMap @{ first_name = 'city'; job_title = { $_.last_name + '!' } }")]
    [InlineData("-CompanyProperty *name -ExcludeProperty city")]
    public void A_piped_contact_is_sent_like_its_row(string parameters)
    {
        object?[] rows =
        [
            Row(("Email", "a@b.c"), ("first_name", "Ann"), ("last_name", null), ("city", ""), ("company_name", "Acme")),
            Row(("Email", "b@b.c"), ("PreserveExistingFields", "yes"), ("tags", new object[] { 1, "two", true }), ("last_name", "Ö")),
            new Hashtable { ["Email"] = "c@b.c", ["Fields"] = new Hashtable { ["first_name"] = 1.5m }, ["city"] = DBNull.Value },
            Row(("CnvContactId", "a1b2c3d4-e5f6-7890-abcd-ef1234567890"), ("Email", null), ("nested", new Hashtable { ["a"] = null })),
        ];
        string[] direct = Bodies("Set-CnvContact " + parameters, rows);
        string[] converted = Bodies($"ConvertTo-CnvContact {parameters} | Set-CnvContact", rows);
        Assert.Equal(4, direct.Length);
        Assert.Equal(direct, converted);
        Assert.Equal(direct, _api.Session.Pipe("ConvertTo-CnvContact " + parameters, rows).Output.Select(item => ((CnvContact)item.BaseObject).ToJson()));
    }

    [Property(MaxTest = 50)]
    public void A_converted_row_is_sent_with_the_same_bytes(Dictionary<string, string> cells, string name, bool keep)
    {
        PSObject row = Row([("Email", name + "@b.c"), .. cells.Where(cell => !string.IsNullOrEmpty(cell.Key)).Select(cell => ("x" + cell.Key, (object?)cell.Value))]);
        string parameters = keep ? "-PreserveExistingFields" : "-EmptyValue Null";
        Assert.Equal(
            Bodies("Set-CnvContact " + parameters, row), Bodies($"ConvertTo-CnvContact {parameters} | Set-CnvContact", row));
    }

    private string[] Bodies(string command, params object?[] rows)
    {
        int before = _api.Bodies.Count;
        _api.Session.Pipe(command + " -ThrottleLimit 1", rows);
        return [.. _api.Bodies.Skip(before)];
    }
}
