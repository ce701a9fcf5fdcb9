using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Model;
using Conversion.Tests.Help;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Exports;

/// <summary>The account as CSV, and back: <c>Get-CnvContact | Export-Csv</c>, then <c>Import-Csv | Set-CnvContact</c>.</summary>
public sealed class CsvRoundTripTests : IAsyncLifetime
{
    private const string ToCsv = "Get-CnvContact | Export-Csv contacts.csv -NoTypeInformation";
    private const string Line = "-CnvContactId { $_.Id } -ExcludeProperty Id, CreatedAt, UpdatedAt, Sfdc* -SubscriptionPolicy Ignore";

    private ExportedAccount _account = null!;

    public async ValueTask InitializeAsync() => _account = await ExportedAccount.CreateAsync();

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    private string? TextOf(string field) => _account.Store.Single().Fields.Text(field);

    [Theory]
    [InlineData("""{"tags":["a","b"]}""", "System.Object[]")]
    [InlineData("""{"tags":[]}""", "System.Object[]")]
    [InlineData("""{"tags":{"street":"x","no":7}}""", "@{street=x; no=7}")]
    public void A_list_that_became_the_name_of_its_type_is_refused_and_stays_in_the_account(string fields, string cell)
    {
        _account.AddContact("jane@example.com", "SUBSCRIBED", fields);
        string? before = TextOf("tags");
        Run run = _account.Session.Run($"{ToCsv}; Import-Csv contacts.csv | Set-CnvContact {Line}");
        Assert.Equal((UpsertStatus.Rejected, "invalid_value", "jane@example.com"), (run.Result.Status, run.Result.ErrorCode, run.Result.Email));
        Assert.StartsWith(
            $"Row 1 (jane@example.com): invalid_value: The value of 'tags' is '{cell}', which an export writes in place of a list or an object: what was in it is lost. ",
            run.Error.Exception.Message);
        Assert.Equal(before, TextOf("tags"));
    }

    [Theory]
    [InlineData("Set-CnvContact")]
    [InlineData("Sync-CnvContact -JournalPath x.journal")]
    [InlineData("ConvertTo-CnvContact -AsJson")]
    [InlineData("Compare-CnvContact -JournalPath x.journal")]
    [InlineData("Add-CnvEvent -Event seen")]
    public void Every_command_refuses_it_and_takes_the_row_without_it(string command)
    {
        _account.AddContact("jane@example.com");
        int requests = _account.Requests.Count;
        string[] codes = [.. _account.Session.Pipe(command, Session.Row(("Email", "jane@example.com"), ("tags", "System.Object[]"))).Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0])];
        Assert.Equal(command.StartsWith("Compare", System.StringComparison.Ordinal) ? [] : ["invalid_value"], codes);
        Assert.Equal(requests, _account.Requests.Count);
        Run run = _account.Session.Pipe(command + " -ExcludeProperty tags", Session.Row(("Email", "jane@example.com"), ("tags", "System.Object[]")));
        Assert.Empty(run.Errors);
    }

    [Fact]
    public void Compare_says_that_the_row_is_rejected()
    {
        Run run = _account.Session.Pipe("Compare-CnvContact -JournalPath x.journal", Session.Row(("Email", "jane@example.com"), ("tags", "System.Collections.Hashtable")));
        CnvContactComparison row = run.Single<CnvContactComparison>();
        Assert.Equal((ComparisonStatus.Rejected, "invalid_value"), (row.Status, row.ErrorCode));
    }

    /// <summary>Whose row it is can be told, so nobody is taken to have left the list, and nobody is not.</summary>
    [Fact]
    public void Its_contact_has_not_left_the_list()
    {
        Run run = _account.Session.Run(
            "$rows = 1..3 | ForEach-Object { [pscustomobject]@{ Email = \"$_@b.c\"; tags = 'a' } }; $rows | Sync-CnvContact -JournalPath x.journal | Out-Null;"
            + "$rows[1].tags = 'System.String[]'; $rows[0, 1] | Sync-CnvContact -JournalPath x.journal -ErrorAction SilentlyContinue");
        Assert.Equal([UpsertStatus.Unchanged, UpsertStatus.Rejected, UpsertStatus.Removed], run.Results.Select(result => result.Status));
    }

    [Fact]
    public void The_example_of_the_help_sends_a_list_back_as_a_list()
    {
        _account.AddContact("jane@example.com", "SUBSCRIBED", """{"tags":["a","b"],"first_name":"Jane"}""");
        _account.AddContact("omar@example.com", "SUBSCRIBED", """{"first_name":"Omar"}""");
        _account.AddContact("zoe@example.com", "SUBSCRIBED", """{"tags":["c"]}""");
        IReadOnlyDictionary<string, string> examples = HelpPage.Of("Get-CnvContact").Examples;
        string example = examples.Single(example => example.Key.Contains("lists", System.StringComparison.Ordinal)).Value;
        Run run = _account.Session.Run(HelpPage.Code(example));
        Assert.All(run.Results, result => Assert.Equal(UpsertStatus.Updated, result.Status));
        Assert.Equal(3, run.Results.Count);
        JsonNode?[] sent = [.. _account.Requests.TakeLast(3).OrderBy(body => (string?)body["email"]).Select(body => body["fields"]?["tags"])];
        Assert.Equal(["""["a","b"]""", null, """["c"]"""], sent.Select(tags => tags?.ToJsonString()));
    }

    [Fact]
    public void The_example_that_sends_an_edited_CSV_back_runs_whatever_the_statuses_are()
    {
        foreach (string status in (string[])["SUBSCRIBED", "UNSUBSCRIBED", "BOUNCED", "COMPLAINED", "NO_STATUS"])
        {
            _account.AddContact($"{status}@example.com", status, """{"first_name":"Jane"}""");
        }

        string example = HelpPage.Of("Get-CnvContact").Examples.Single(example => example.Key.Contains("edited CSV", System.StringComparison.Ordinal)).Value;
        Run run = _account.Session.Run($"{ToCsv}; {HelpPage.Code(example)}");
        Assert.Empty(run.Errors);
        Assert.Empty(run.Warnings);
        Assert.Equal(Enumerable.Repeat(UpsertStatus.Updated, 5), run.Results.Select(result => result.Status));
        Assert.All(_account.Store, contact => Assert.Equal(contact.Email!.Split('@')[0], contact.SubscriptionStatus));
        Assert.All(_account.Requests.TakeLast(5), body => Assert.False(body.ContainsKey("subscriptionStatus")));
    }
}
