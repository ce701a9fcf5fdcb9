using System.Collections;
using System.Threading.Tasks;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;
using static Conversion.Tests.Hosting.Session;

namespace Conversion.Tests.Contacts;

/// <summary>Parameters together with a row, and their precedence.</summary>
public sealed class ParameterTests : IAsyncLifetime
{
    private readonly Api _api = new();

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    private string Sent(string command, params object?[] rows)
    {
        Run run = _api.Session.Pipe(command, rows);
        Assert.Empty(run.Errors);
        return _api.Body;
    }

    [Fact]
    public void Parameters_alone_make_a_contact()
    {
        _api.Session.Run("Set-CnvContact jane@example.com -SubscriptionStatus SUBSCRIBED -Fields @{ first_name = 'Jane' } -CompanyFields @{ company_name = 'Acme' } -UpdateOnly -SyncToCRM -PreserveExistingFields");
        Assert.Equal(
            """{"email":"jane@example.com","subscriptionStatus":"SUBSCRIBED","fields":{"first_name":"Jane"},"companyFields":{"company_name":"Acme"},"updateOnly":true,"syncToCRM":true,"preserveExistingFields":true}""",
            _api.Body);
    }

    [Theory]
    [InlineData("-Email x@y.z", """{"email":"x@y.z","subscriptionStatus":"SUBSCRIBED","fields":{"city":"Oslo"},"syncToCRM":true}""")]
    [InlineData("-SubscriptionStatus NO_STATUS", """{"email":"a@b.c","subscriptionStatus":"NO_STATUS","fields":{"city":"Oslo"},"syncToCRM":true}""")]
    [InlineData("-SyncToCRM:$false", """{"email":"a@b.c","subscriptionStatus":"SUBSCRIBED","fields":{"city":"Oslo"}}""")]
    [InlineData("-Fields @{ city = 'Rome' }", """{"email":"a@b.c","subscriptionStatus":"SUBSCRIBED","fields":{"city":"Rome"},"syncToCRM":true}""")]
    public void A_parameter_takes_precedence_over_the_row(string parameters, string expected) =>
        Assert.Equal(expected, Sent(
            "Set-CnvContact " + parameters,
            Row(("Email", "a@b.c"), ("SubscriptionStatus", "SUBSCRIBED"), ("city", "Oslo"), ("SyncToCRM", "true"))));

    [Fact]
    public void The_id_parameter_takes_precedence_over_the_id_of_the_row()
    {
        const string given = "0aa1f8e1-6a55-4b8e-a5a9-5f2b9e5a0c11";
        _api.Session.Pipe("Set-CnvContact -CnvContactId " + given, Row(("CnvContactId", "1bb1f8e1-6a55-4b8e-a5a9-5f2b9e5a0c22")));
        Assert.Equal($$"""{"cnvContactId":"{{given}}"}""", _api.Body);
    }

    [Theory]
    [InlineData("-Fields '' -CompanyFields ' '")]
    [InlineData("-Fields $null -CompanyFields $null")]
    public void Blank_fields_are_omitted(string parameters) =>
        Assert.Equal("""{"email":"a@b.c","fields":{"city":"Oslo"}}""", Sent("Set-CnvContact " + parameters, Row(("Email", "a@b.c"), ("city", "Oslo"))));

    [Fact]
    public void A_script_block_reads_the_row() =>
        Assert.Equal(
            """{"email":"a@b.c","fields":{"first_name":"Ann"}}""",
            Sent("Set-CnvContact -Email { $_.Adresse } -Fields { @{ first_name = $_.Vorname } } -Property none", Row(("Adresse", "a@b.c"), ("Vorname", "Ann"))));

    [Fact]
    public void A_script_block_takes_precedence_over_the_row() =>
        Assert.Equal("""{"email":"x@y.z"}""", Sent("Set-CnvContact -Email { $_.Other } -Property none", Row(("Email", "a@b.c"), ("Other", "x@y.z"))));

    [Fact]
    public void A_field_map_sends_only_mapped_columns() =>
        Assert.Equal(
            """{"email":"a@b.c","fields":{"first_name":"Ann"},"companyFields":{"industry":"RETAIL"}}""",
            Sent(
                "Set-CnvContact -FieldMap @{ first_name = 'Given name' } -CompanyFieldMap @{ industry = { $_.Branche.ToUpper() } }",
                Row(("Email", "a@b.c"), ("given NAME", "Ann"), ("Branche", "Retail"), ("city", "Oslo"), ("company_name", "Acme"), ("fields.country", "NO"))));

    [Fact]
    public void A_field_map_may_use_any_column_including_the_first() =>
        Assert.Equal(
            """{"email":"a@b.c","fields":{"city":"Oslo","job_title":"Boss"}}""",
            Sent("Set-CnvContact -FieldMap ([ordered]@{ city = 'Town'; job_title = 'Role' })", Row(("Town", "Oslo"), ("Email", "a@b.c"), ("Role", "Boss"))));

    [Fact]
    public void Property_adds_columns_to_the_field_map() =>
        Assert.Equal(
            """{"email":"a@b.c","fields":{"city":"Oslo","first_name":"Ann"}}""",
            Sent("Set-CnvContact -FieldMap @{ first_name = 'Name' } -Property city", Row(("Email", "a@b.c"), ("Name", "Ann"), ("city", "Oslo"))));

    [Fact]
    public void An_unusable_column_is_named_once_with_a_remedy()
    {
        Run run = _api.Session.Pipe(
            "Set-CnvContact",
            Row(("Email", "a@b.c"), ("First Name", "Ann"), ("company_Head's Count", "7")),
            Row(("Email", "b@b.c"), ("First Name", "Bea"), ("company_Head's Count", "8")));
        string warning = Assert.Single(run.Warnings);
        Assert.Contains("-SnakeCase to send them as first_name, company_heads_count", warning);
        Assert.Contains("-ExcludeProperty 'First Name', 'company_Head''s Count'", warning);
        Assert.All(run.Results, result => Assert.Equal("invalid_field", result.ErrorCode));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void A_column_without_a_name_is_reported_too(string column)
    {
        Run run = _api.Session.Pipe("Set-CnvContact", new Hashtable { ["Email"] = "a@b.c", [column] = "x" });
        Assert.Contains($"names that cannot be field keys: '{column}'", Assert.Single(run.Warnings));
    }

    [Fact]
    public void A_mapped_or_excluded_column_is_not_reported()
    {
        Run run = _api.Session.Pipe(
            "Set-CnvContact -FieldMap @{ first_name = 'First Name' }", Row(("Email", "a@b.c"), ("First Name", "Ann"), ("Last Name", "B")));
        Assert.DoesNotContain("First Name", Assert.Single(run.Warnings));
        run = _api.Session.Pipe("Set-CnvContact -ExcludeProperty '* Name'", Row(("Email", "a@b.c"), ("First Name", "Ann")));
        Assert.Empty(run.Warnings);
    }

    [Fact]
    public void A_missing_mapped_column_is_reported_once()
    {
        Run run = _api.Session.Pipe("Set-CnvContact -FieldMap @{ first_name = 'Frist name' }", Row(("Email", "a@b.c")), Row(("Email", "b@b.c")));
        Assert.Contains("'Frist name'", Assert.Single(run.Warnings));
    }

    [Theory]
    [InlineData("-Property city, Twon", "-Property", "Twon")]
    [InlineData("-CompanyProperty city, Industy", "-CompanyProperty", "Industy")]
    [InlineData("-FieldMap @{ city = 'City' } -Property 'Twon`[1`]'", "-Property", "Twon[1]")]
    public void A_missing_column_named_in_full_is_reported_once(string parameters, string parameter, string column)
    {
        Run run = _api.Session.Pipe("Set-CnvContact " + parameters, Row(("Email", "a@b.c"), ("City", "Oslo")), Row(("Email", "b@b.c"), ("City", "Rome")));
        string warning = Assert.Single(run.Warnings);
        Assert.Contains($"'{column}'", warning);
        Assert.Contains(parameter + " ", warning);
    }

    [Theory]
    [InlineData("-Property city, tw*n")]
    [InlineData("-Property CITY, email")]
    [InlineData("-CompanyProperty ind?stry")]
    [InlineData("-Property city -ExcludeProperty city")]
    public void A_column_that_exists_or_is_a_wildcard_is_not_reported_as_missing(string parameters) =>
        Assert.Empty(_api.Session.Pipe("Set-CnvContact " + parameters, Row(("Email", "a@b.c"), ("City", "Oslo"))).Warnings);

    [Fact]
    public void A_column_of_the_first_row_is_not_reported_as_missing_in_later_rows() =>
        Assert.Empty(_api.Session.Pipe("Set-CnvContact -Property city", Row(("Email", "a@b.c"), ("city", "Oslo")), Row(("Email", "b@b.c"))).Warnings);

    [Fact]
    public void A_script_block_that_throws_rejects_only_its_row()
    {
        Run run = _api.Session.Pipe("Set-CnvContact -FieldMap @{ city = { $_.city.Trim() } }", Row(("Email", "a@b.c"), ("city", null)), Row(("Email", "b@b.c"), ("city", " x ")));
        Assert.Equal(ErrorCodes.InvalidValue, run.Results[0].ErrorCode);
        Assert.StartsWith("The value of 'city' cannot be read: ", run.Results[0].ErrorMessage);
        Assert.Equal(UpsertStatus.Created, run.Results[1].Status);
    }

    [Fact]
    public void A_field_map_value_that_is_neither_column_nor_script_block_ends_the_command()
    {
        Run run = _api.Session.Pipe("Set-CnvContact -FieldMap @{ city = 5 }", Row(("Email", "a@b.c")));
        Assert.Equal("invalid_field_map,Conversion.Commands.SetCnvContactCommand", run.TerminatingError!.FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("-FieldMap @{ '' = 'Town' }", "-FieldMap ")]
    [InlineData("-CompanyFieldMap @{ ' ' = { 1 } }", "-CompanyFieldMap ")]
    public void A_field_map_with_a_nameless_field_ends_the_command(string parameters, string parameter)
    {
        Run run = _api.Session.Pipe("Set-CnvContact " + parameters, Row(("Email", "a@b.c"), ("Town", "Oslo")));
        Assert.Equal("invalid_field_map,Conversion.Commands.SetCnvContactCommand", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Contains(parameter, run.TerminatingError.Exception.Message);
        Assert.Equal(0, _api.Emulator.Requests.Count);
    }

    [Theory]
    [InlineData("", """{"email":"a@b.c","fields":{"city":"Oslo"}}""")]
    [InlineData("-EmptyValue Omit", """{"email":"a@b.c","fields":{"city":"Oslo"}}""")]
    [InlineData("-EmptyValue Null", """{"email":"a@b.c","fields":{"first_name":null,"last_name":null,"job_title":null,"city":"Oslo"}}""")]
    [InlineData("-EmptyValue EmptyString", """{"email":"a@b.c","fields":{"first_name":"","last_name":"","job_title":"","city":"Oslo"}}""")]
    public void EmptyValue_decides_what_a_blank_cell_sends(string parameters, string expected) =>
        Assert.Equal(expected, Sent(
            "Set-CnvContact " + parameters,
            Row(("Email", "a@b.c"), ("CnvContactId", ""), ("SubscriptionStatus", " "), ("UpdateOnly", null), ("first_name", ""), ("last_name", null), ("job_title", " \t"), ("city", "Oslo"))));

    [Fact]
    public void A_blank_in_a_dictionary_of_fields_never_overwrites()
    {
        _api.Session.Set("fields", new Hashtable { ["first_name"] = null });
        Assert.Equal("""{"email":"a@b.c"}""", Sent("Set-CnvContact -Fields $fields", Row(("Email", "a@b.c"))));
    }

    [Theory]
    [InlineData("Set-CnvContact a@b.c -Fields 5", "invalid_argument")]
    [InlineData("Set-CnvContact a@b.c, b@b.c", "invalid_argument")]
    [InlineData("Set-CnvContact", "invalid_argument")]
    [InlineData("Set-CnvContact a@b.c -UpdateOnly:maybe", "CannotConvertArgument")]
    [InlineData("Set-CnvContact a@b.c -ThrottleLimit 65", "ParameterArgumentValidationError")]
    [InlineData("Set-CnvContact a@b.c -BatchSize 1001", "ParameterArgumentValidationError")]
    [InlineData("Set-CnvContact a@b.c -EmptyValue Blank", "ParameterArgumentTransformationError")]
    public void An_invalid_command_line_sends_nothing(string command, string id)
    {
        Run run = _api.Session.Run(command);
        Assert.StartsWith(id, run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Equal(0, _api.Emulator.Requests.Count);
    }

    [Theory]
    [InlineData("-Email 'Work Email'", "-Email { $_.'Work Email' }")]
    [InlineData("'work email '", "-Email { $_.'Work Email' }")]
    [InlineData("-CnvContactId 'Contact Id'", "-CnvContactId { $_.'Contact Id' }")]
    [InlineData("-SubscriptionStatus Status", "-SubscriptionStatus { $_.'Status' }")]
    public void The_name_of_a_column_is_no_value_and_the_block_that_was_meant_is_named(string parameters, string meant)
    {
        Run run = _api.Session.Pipe("Set-CnvContact " + parameters, Row(("Email", "a@b.c"), ("Work Email", "w@b.c"), ("Contact Id", ""), ("Status", "SUBSCRIBED")));
        Assert.Equal("invalid_argument,Conversion.Commands.SetCnvContactCommand", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Contains($"Use a script block: {meant}", run.TerminatingError.Exception.Message);
        Assert.Empty(run.Output);
        Assert.Empty(_api.Bodies);
    }

    [Theory]
    [InlineData("list", "@{ Email = 'a@b.c' }, @{ Email = 'b@b.c' }")]
    [InlineData("list", "[pscustomobject]@{ Email = 'a@b.c' }, [pscustomobject]@{ Email = 'b@b.c' }")]
    [InlineData("row", "[pscustomobject]@{ Email = 'a@b.c' }")]
    [InlineData("row", "@{ Email = 'a@b.c' }")]
    public void Rows_given_as_an_argument_are_refused_with_the_line_that_pipes_them(string what, string rows)
    {
        Run run = _api.Session.Run($"Set-CnvContact ({rows})");
        Assert.Equal(
            $"-Email takes one value or a script block, not a {what}. To send rows, pipe them into the command: Import-Csv leads.csv | Set-CnvContact. Nothing was sent.",
            run.TerminatingError!.Exception.Message);
    }
}
