using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Exports;

/// <summary>Compare-CnvContact -Account.</summary>
public sealed class CompareAccountTests : IAsyncLifetime
{
    private ExportedAccount _account = null!;

    public async ValueTask InitializeAsync()
    {
        _account = await ExportedAccount.CreateAsync();
        _account.AddContact("jane@example.com", "SUBSCRIBED", """{"first_name":"Jane","score":7,"zip":"01234","active":true,"tags":["a","b"],"city":""}""");
        _account.AddContact("omar@example.com", "UNSUBSCRIBED", """{"first_name":"Omar"}""");
    }

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    private CnvContactComparison[] Compare(string parameters, params (string Name, object? Value)[][] rows) =>
        [.. _account.Session.Pipe("Compare-CnvContact -Account " + parameters, [.. rows.Select(Session.Row)]).All<CnvContactComparison>()];

    private string DifferencesOf(string parameters, params (string Name, object? Value)[] row)
    {
        CnvContactComparison comparison = Compare(parameters, row).Single();
        Assert.Equal(comparison.Differences.Length == 0 ? ComparisonStatus.Unchanged : ComparisonStatus.Changed, comparison.Status);
        return string.Join(',', comparison.Differences);
    }

    [Fact]
    public void Each_row_says_how_it_differs_from_the_account()
    {
        CnvContactComparison[] all = Compare("",
            [("Email", "JANE@example.com"), ("first_name", "Jane")],
            [("Email", "omar@example.com"), ("first_name", "Omer"), ("city", "Oslo")],
            [("Email", "lena@example.com")],
            [("Email", "nonsense")]);
        Assert.Equal([ComparisonStatus.Unchanged, ComparisonStatus.Changed, ComparisonStatus.New, ComparisonStatus.Rejected], all.Select(one => one.Status));
        Assert.Equal(["fields.first_name", "fields.city"], all[1].Differences);
        Assert.Equal(_account.Store.Find("omar@example.com")!.Id, all[1].CnvContactId);
        Assert.Equal([1L, 2, 3, 4], all.Select(one => one.Row!.Value));
        Assert.All(_account.Api.Emulator.Requests.Snapshot(), request => Assert.EndsWith("/v2/exports/contacts", request.Path));
    }

    [Theory]
    [InlineData("-UpdateOnly", "{ \"Email\": \"lena@example.com\" }", ComparisonStatus.NotFound)]
    [InlineData("", "{ \"Email\": \"lena@example.com\", \"UpdateOnly\": \"yes\" }", ComparisonStatus.NotFound)]
    [InlineData("-UpdateOnly", "{ \"CnvContactId\": \"a1b2c3d4-e5f6-7890-abcd-ef1234567890\", \"Email\": \"lena@example.com\" }", ComparisonStatus.NotFound)]
    [InlineData("", "{ \"CnvContactId\": \"a1b2c3d4-e5f6-7890-abcd-ef1234567890\" }", ComparisonStatus.NotFound)]
    [InlineData("", "{ \"Email\": \"lena@example.com\" }", ComparisonStatus.New)]
    [InlineData("-UpdateOnly", "{ \"Email\": \"jane@example.com\" }", ComparisonStatus.Unchanged)]
    public void It_foretells_what_Set_CnvContact_does_with_a_contact_that_is_not_there(string parameters, string row, ComparisonStatus told)
    {
        Run compared = _account.Session.Run($"'{row}' | ConvertFrom-Json | Compare-CnvContact -Account {parameters}");
        CnvContactComparison comparison = compared.Single<CnvContactComparison>();
        CnvContactResult sent = _account.Session.Run($"'{row}' | ConvertFrom-Json | Set-CnvContact {parameters} -ErrorAction Ignore").Result;
        Assert.Empty(compared.Errors);
        Assert.Equal(told, comparison.Status);
        Assert.Equal(told == ComparisonStatus.NotFound, sent.Status == UpsertStatus.NotFound);
        Assert.Equal(sent.ErrorCode, comparison.ErrorCode);
    }

    [Fact]
    public void A_contact_that_would_not_be_found_is_counted_as_a_row_to_correct()
    {
        CnvRunSummary summary = _account.Session.Run("'lena@example.com' | Compare-CnvContact -Account -UpdateOnly | Measure-CnvResult").Single<CnvRunSummary>();
        Assert.Equal((1L, 0L, 2), (summary.NotFound, summary.New, summary.ExitCode));
    }

    [Fact]
    public void Debug_says_that_the_account_is_compared_with()
    {
        using PowerShell shell = _account.Session.Prepare("'jane@example.com' | Compare-CnvContact -Account -Debug");
        shell.Invoke();
        Assert.Contains(shell.Streams.Debug, line => line.Message.EndsWith("; compared with the account: nothing is sent", StringComparison.Ordinal));
        Assert.DoesNotContain(shell.Streams.Debug, line => line.Message.Contains("every row", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-Account -JournalPath all.journal")]
    [InlineData("-JournalPath all.journal -Account")]
    public void Both_the_account_and_a_journal_are_refused_before_a_request(string parameters)
    {
        ErrorRecord error = _account.Session.Run("'jane@example.com' | Compare-CnvContact " + parameters).TerminatingError!;
        Assert.Contains("-Account and -JournalPath are not allowed together.", error.Exception.Message);
        Assert.Equal("invalid_argument", Assert.IsType<CnvException>(error.Exception.GetBaseException()).Code);
        Assert.Empty(_account.Api.Emulator.Requests.Snapshot());
    }

    [Fact]
    public void An_edit_in_the_account_is_seen_that_a_journal_does_not_know()
    {
        (string, object?)[] row = [("Email", "jane@example.com"), ("first_name", "Jane")];
        _account.Session.Pipe("Set-CnvContact -JournalPath all.journal", Session.Row(row));
        Contact jane = _account.Store.Find("jane@example.com")!;
        _account.Session.Run("Set-CnvContact jane@example.com -Fields @{ first_name = 'Janet' }");
        Assert.Equal(ComparisonStatus.Unchanged, _account.Session.Pipe("Compare-CnvContact -JournalPath all.journal", Session.Row(row)).Single<CnvContactComparison>().Status);
        Assert.Equal("fields.first_name", DifferencesOf("", row));
        Assert.Equal(jane.Id, _account.Store.Find("jane@example.com")!.Id);
    }

    [Theory]
    [InlineData("score", "7", "")]
    [InlineData("score", 7, "")]
    [InlineData("score", "7.0", "")]
    [InlineData("score", "8", "fields.score")]
    [InlineData("zip", "01234", "")]
    [InlineData("zip", "1234", "fields.zip")]
    [InlineData("active", "True", "")]
    [InlineData("active", "false", "fields.active")]
    [InlineData("city", "", "")]
    [InlineData("first_name", " ", "")]
    [InlineData("first_name", "jane", "fields.first_name")]
    [InlineData("First_name", "Jane", "fields.First_name")]
    public void A_value_is_the_same_whatever_its_type(string field, object value, string differences) =>
        Assert.Equal(differences, DifferencesOf("", ("Email", "jane@example.com"), (field, value)));

    [Fact]
    public void A_list_of_values_is_compared_as_a_whole()
    {
        Assert.Equal("", DifferencesOf("", ("Email", "jane@example.com"), ("tags", new[] { "a", "b" })));
        Assert.Equal("fields.tags", DifferencesOf("", ("Email", "jane@example.com"), ("tags", new[] { "b", "a" })));
    }

    [Theory]
    [InlineData("-EmptyValue Null", "city", "")]
    [InlineData("-EmptyValue Null", "first_name", "fields.first_name")]
    [InlineData("-EmptyValue EmptyString", "first_name", "fields.first_name")]
    [InlineData("-EmptyValue Null", "absent", "")]
    public void A_blank_that_would_be_sent_differs_from_a_value(string parameters, string field, string differences) =>
        Assert.Equal(differences, DifferencesOf(parameters, ("Email", "jane@example.com"), (field, "")));

    [Fact]
    public void With_PreserveExistingFields_only_blank_fields_differ() => Assert.Equal(
        "fields.city", DifferencesOf("-PreserveExistingFields", ("Email", "jane@example.com"), ("first_name", "X"), ("city", "Oslo")));

    [Theory]
    [InlineData("", "omar@example.com", "SUBSCRIBED", "")]
    [InlineData("", "jane@example.com", "UNSUBSCRIBED", "subscriptionStatus")]
    [InlineData("-SubscriptionPolicy AsGiven", "omar@example.com", "SUBSCRIBED", "subscriptionStatus")]
    [InlineData("-SubscriptionPolicy AsGiven", "omar@example.com", "UNSUBSCRIBED", "")]
    [InlineData("-SubscriptionPolicy Ignore", "jane@example.com", "UNSUBSCRIBED", "")]
    public void The_status_counts_where_it_would_be_sent(string parameters, string email, string status, string differences) =>
        Assert.Equal(differences, DifferencesOf(parameters, ("Email", email), ("SubscriptionStatus", status)));

    [Fact]
    public void An_id_identifies_and_another_address_differs() => Assert.Equal(
        "email", DifferencesOf("", ("CnvContactId", _account.Store.Find("jane@example.com")!.Id), ("Email", "jane@example.org")));

    [Fact]
    public void Contacts_of_the_account_that_are_not_in_the_list_are_not_removed()
    {
        Run run = _account.Session.Pipe("Compare-CnvContact -Account", Session.Row(("Email", "jane@example.com")));
        Assert.Single(run.Output);
        Assert.Empty(run.Warnings);
    }

    [Fact]
    public void Fields_of_companies_are_not_compared_and_one_warning_says_so()
    {
        Run run = _account.Session.Pipe(
            "Compare-CnvContact -Account", Session.Row(("Email", "jane@example.com"), ("company_name", "Acme")), Session.Row(("Email", "omar@example.com"), ("company_name", "Acme")));
        Assert.Single(run.Warnings);
        Assert.All(run.All<CnvContactComparison>(), one => Assert.Equal(ComparisonStatus.Unchanged, one.Status));
    }

    [Fact]
    public async Task An_account_without_exports_is_told_who_enables_them()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync(access: ExportAccess.NotFound);
        ErrorRecord error = account.Session.Run("Compare-CnvContact -Account a@b.c").TerminatingError!;
        Assert.Equal("not_found,Conversion.Commands.CompareCnvContactCommand", error.FullyQualifiedErrorId);
        Assert.Contains("Ask Conversion to enable them.", error.Exception.Message);
    }

    [Fact]
    public void Contacts_piped_from_the_account_equal_it()
    {
        Run run = _account.Session.Run("Get-CnvContact | Compare-CnvContact -Account -SubscriptionPolicy AsGiven");
        Assert.All(run.All<CnvContactComparison>(), one => Assert.Empty(one.Differences));
        Assert.Equal(2, run.Output.Count);
    }
}
