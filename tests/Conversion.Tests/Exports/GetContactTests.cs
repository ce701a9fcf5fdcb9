using System;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Exports;

/// <summary>Get-CnvContact.</summary>
public sealed class GetContactTests
{
    private static string[] Emails(Run run) => [.. run.Output.Select(contact => (string)contact.Properties["Email"].Value)];

    private static string[] Numbered(int count) => [.. Enumerable.Range(1, count).Select(number => $"{number}@example.com")];

    [Fact]
    public async Task A_contact_has_its_properties_and_its_fields()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        Guid id = Guid.NewGuid();
        account.Store.Put(new Contact(id, "jane@example.com", "SUBSCRIBED")
        {
            CreatedAt = ExportedAccount.Day(1).AddTicks(1_234_567),
            UpdatedAt = ExportedAccount.Day(2),
            SfdcContactId = "0031",
        });
        account.Session.Run("Set-CnvContact jane@example.com -Fields @{ first_name = 'Jane'; score = 7; ratio = 1.50; active = $true; tags = 'a', 'b'; zip = '01234' }");
        PSObject contact = account.Session.Run("Get-CnvContact").Output.Single();
        Assert.IsType<CnvContactRecord>(contact.BaseObject);
        Assert.Equal((id, "jane@example.com", "SUBSCRIBED", "0031"), (Value(contact, "Id"), Value(contact, "Email"), Value(contact, "SubscriptionStatus"), Value(contact, "SfdcContactId")));
        Assert.Null(Value(contact, "SfdcLeadId"));
        Assert.Equal(ExportedAccount.Day(1).AddTicks(1_234_567), Value(contact, "CreatedAt"));
        Assert.IsType<DateTimeOffset>(Value(contact, "UpdatedAt"));
        Assert.Equal(("Jane", 7L, 1.50m, true, "01234"), (Value(contact, "first_name"), Value(contact, "score"), Value(contact, "ratio"), Value(contact, "active"), Value(contact, "zip")));
        Assert.Equal(["a", "b"], (object?[])Value(contact, "tags")!);
    }

    private static object? Value(PSObject contact, string name) => contact.Properties[name].Value;

    [Theory]
    [InlineData(ExportPages.Full, LastCursor.Null)]
    [InlineData(ExportPages.Short, LastCursor.Null)]
    [InlineData(ExportPages.Empty, LastCursor.Null)]
    [InlineData(ExportPages.Full, LastCursor.Unmoved)]
    [InlineData(ExportPages.Short, LastCursor.Unmoved)]
    public async Task Every_contact_is_returned_once_whatever_the_pages_are_like(ExportPages pages, LastCursor last)
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync(pages, last);
        account.AddContacts(23);
        Assert.Equal(Numbered(23), Emails(account.Session.Run("Get-CnvContact -PageSize 4")));
    }

    [Fact]
    public async Task The_server_may_cap_the_page_size()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync(maximumPageSize: 5);
        account.AddContacts(12);
        Assert.Equal(Numbered(12), Emails(account.Session.Run("Get-CnvContact")));
        Assert.All(account.Requests, request => Assert.Equal(1000, (int)request["limit"]!));
    }

    [Fact]
    public async Task An_account_without_contacts_returns_none()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        Run run = account.Session.Run("Get-CnvContact");
        Assert.Empty(run.Output);
        Assert.Null(run.TerminatingError);
    }

    [Fact]
    public async Task A_page_is_retried_like_any_request()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        account.AddContacts(3);
        account.Api.Emulator.Faults.Enqueue(Fault.None, Fault.Status(503, retryAfter: "0"), Fault.TruncatedJson(), Fault.None);
        using Session session = account.Api.Connect("-MaximumRetryCount 2");
        Run run = session.Run("Get-CnvContact -PageSize 2");
        // Truncated JSON is a whole response: nothing says that another one would be better.
        Assert.Equal("invalid_response,Conversion.Commands.GetCnvContactCommand", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Equal(Numbered(2), Emails(run));
        Assert.StartsWith("After 2 were read: ", run.TerminatingError.Exception.Message);
        Assert.Equal(Numbered(3), Emails(session.Run("Get-CnvContact -PageSize 2")));
    }

    [Fact]
    public async Task Select_First_stops_and_nothing_is_requested_afterwards()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        account.AddContacts(100);
        Run run = account.Session.Run("Get-CnvContact -PageSize 10 | Select-Object -First 3");
        Assert.Equal(Numbered(3), Emails(run));
        int requests = account.Api.Emulator.Requests.Count;
        Assert.InRange(requests, 1, 2);
        Assert.Equal(0, account.Api.Emulator.Requests.InFlight);
        account.Session.Run("Get-CnvConnection");
        Assert.Equal(requests, account.Api.Emulator.Requests.Count);
    }

    [Fact]
    public async Task A_page_is_written_before_the_whole_export_is_read()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        account.AddContacts(100);
        account.Session.Set("emulator", account.Api.Emulator);
        Run run = account.Session.Run("Get-CnvContact -PageSize 10 | ForEach-Object { $emulator.Requests.Count } | Select-Object -First 10");
        Assert.All(run.Output, count => Assert.InRange((int)count.BaseObject, 1, 2));
    }

    [Theory]
    [InlineData(ExportAccess.Forbidden, "forbidden", "PermissionDenied", 403)]
    [InlineData(ExportAccess.NotFound, "not_found", "ObjectNotFound", 404)]
    public async Task An_account_without_exports_is_told_who_enables_them(ExportAccess access, string code, string category, int status)
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync(access: access);
        ErrorRecord error = account.Session.Run("Get-CnvContact").TerminatingError!;
        Assert.Equal($"{code},Conversion.Commands.GetCnvContactCommand", error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category.ToString());
        Assert.EndsWith("Conversion enables exports for each account. Ask Conversion to enable them.", error.Exception.Message);
        Assert.Equal(status, Assert.IsType<CnvApiException>(error.Exception).StatusCode);
    }

    [Fact]
    public async Task A_page_of_a_proxy_does_not_blame_the_account()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        account.Api.Emulator.Faults.Enqueue(Fault.HtmlBody(403));
        ErrorRecord error = account.Session.Run("Get-CnvContact").TerminatingError!;
        Assert.StartsWith("forbidden,", error.FullyQualifiedErrorId);
        Assert.Contains("a proxy, a firewall or a sign-in page", error.Exception.Message);
        Assert.DoesNotContain("enable", error.Exception.Message);
    }

    [Theory]
    [InlineData("""{"data":{"contacts":[1]},"pagination":{"nextCursor":null}}""")]
    [InlineData("""{"data":{"contacts":[{"email":"a@example.com"}]},"pagination":{"nextCursor":null}}""")]
    [InlineData("""{"data":{"contacts":[{"id":"x"}]},"pagination":{"nextCursor":null}}""")]
    [InlineData("""{"data":{"contacts":[{"id":"a1b2c3d4-e5f6-7890-abcd-ef1234567890","email":"\uD800"}]},"pagination":null}""")]
    [InlineData("""{"data":{"contacts":[]}}""")]
    [InlineData("""{"data":{"contacts":[],"pagination":{"nextCursor":"c2"}}}""")]
    [InlineData("""{"data":{"contacts":[]},"pagination":null,"error":{"code":"internal_error"}}""")]
    [InlineData("""{"data":{"contacts":[],"contacts":[]},"pagination":null}""")]
    [InlineData("""{"data":{"events":[]},"pagination":{"nextCursor":null}}""")]
    [InlineData("""{"data":{"contacts":[]},"pagination":{"nextCursor":5}}""")]
    [InlineData("""{"data":{"contacts":[]},"pagination":null} x""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task What_is_no_page_is_an_error(string body)
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        account.Api.Emulator.Faults.Enqueue(Fault.RawBody(200, body));
        Run run = account.Session.Run("Get-CnvContact");
        Assert.Empty(run.Output);
        Assert.Equal("invalid_response,Conversion.Commands.GetCnvContactCommand", run.TerminatingError!.FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("""{"data":{"contacts":[]},"pagination":null,"more":[1]}""")]
    [InlineData("""{"data":{"contacts":[]},"pagination":{}}""")]
    [InlineData("""{"data":{"contacts":[],"total":0},"pagination":{"nextCursor":""},"error":null}""")]
    public async Task A_page_without_a_next_cursor_is_the_last(string body)
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        account.Api.Emulator.Faults.Enqueue(Fault.RawBody(200, body));
        Assert.Null(account.Session.Run("Get-CnvContact").TerminatingError);
        Assert.Single(account.Requests);
    }

    [Fact]
    public async Task A_refused_key_costs_one_request()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        using Session session = account.Api.Connect(key: "sk_live_test_wrong");
        Assert.Equal("unauthorized,Conversion.Commands.GetCnvContactCommand", session.Run("Get-CnvContact").TerminatingError!.FullyQualifiedErrorId);
        Assert.Equal(1, account.Api.Emulator.Requests.Count);
    }

    [Fact]
    public void Without_a_connection_nothing_is_read()
    {
        using Session session = new();
        Assert.StartsWith("not_connected,", session.Run("Get-CnvContact").TerminatingError!.FullyQualifiedErrorId);
    }

    [Fact]
    public async Task Verbose_has_a_line_for_each_request()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        account.AddContacts(3);
        Run run = account.Session.Run("Get-CnvContact -PageSize 2 -Verbose");
        Assert.Equal(2, run.Verbose.Count);
        Assert.All(run.Verbose, line => Assert.Matches(@"^POST /v2/exports/contacts 200 \d+ ms, attempt 1$", line));
    }

    [Fact]
    public async Task Contacts_piped_into_Set_CnvContact_change_nothing()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        account.AddContact("jane@example.com", "SUBSCRIBED", """{"first_name":"Jane","score":7,"tags":["a"],"city":null}""");
        Contact before = account.Store.Single();
        Run run = account.Session.Run("Get-CnvContact | Set-CnvContact");
        Assert.Equal(UpsertStatus.Updated, run.Result.Status);
        Assert.Empty(run.Warnings);
        JsonObject sent = account.Requests[^1];
        Assert.Equal(before.Id.ToString(), (string?)sent["cnvContactId"]);
        Assert.Equal(["email", "cnvContactId", "subscriptionStatus", "fields"], sent.Select(property => property.Key));
        Assert.Equal(["first_name", "score", "tags"], sent["fields"]!.AsObject().Select(field => field.Key));
        Contact after = account.Store.Single();
        Assert.Equal((before.Email, before.SubscriptionStatus, before.Fields.Text("tags")), (after.Email, after.SubscriptionStatus, after.Fields.Text("tags")));
    }

    [Fact]
    public async Task An_edited_property_is_what_is_sent()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        account.AddContact("jane@example.com", "SUBSCRIBED", """{"first_name":"Jane"}""");
        account.Session.Run("Get-CnvContact | ForEach-Object { $_.Email = 'jane@example.org'; $_.first_name = 'Zoë'; $_.SubscriptionStatus = 'UNSUBSCRIBED'; $_ } | Set-CnvContact");
        Contact after = account.Store.Single();
        Assert.Equal(("jane@example.org", "Zoë", "UNSUBSCRIBED"), (after.Email, after.Fields.Text("first_name"), after.SubscriptionStatus));
    }

    [Theory]
    [InlineData("Get-CnvContact | Select-Object *")]
    [InlineData("Get-CnvContact | Select-Object Id, first_name, UpdatedAt")]
    [InlineData("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Get-CnvContact)))")]
    public async Task What_is_left_of_a_contact_is_still_identified_by_its_id(string read)
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        account.AddContact("jane@example.com", "SUBSCRIBED", """{"first_name":"Jane"}""");
        Run run = account.Session.Run($"{read} | Set-CnvContact");
        Assert.Equal(UpsertStatus.Updated, run.Result.Status);
        Assert.Equal(account.Store.Single().Id, run.Result.CnvContactId);
        Assert.Equal(["first_name"], account.Requests[^1]["fields"]!.AsObject().Select(field => field.Key));
    }

    [Theory]
    [InlineData("BOUNCED")]
    [InlineData("COMPLAINED")]
    public async Task A_status_of_the_system_is_not_sent_and_one_warning_says_so(string status)
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        account.AddContact("jane@example.com", status);
        account.AddContact("omar@example.com", status);
        Run run = account.Session.Run("Get-CnvContact | Set-CnvContact");
        Assert.All(run.Results, result => Assert.Equal(UpsertStatus.Updated, result.Status));
        Assert.Equal([$"Only the system sets statuses such as {status}, so they are not sent."], run.Warnings);
        Assert.All(account.Store, contact => Assert.Equal(status, contact.SubscriptionStatus));
    }

    [Fact]
    public async Task A_misspelt_opt_out_is_still_an_error()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        account.AddContact("jane@example.com");
        Run run = account.Session.Run("Get-CnvContact | ForEach-Object { $_.SubscriptionStatus = 'UNSUBSCRIBE'; $_ } | Set-CnvContact -ErrorAction SilentlyContinue");
        Assert.Equal("invalid_subscription_status", run.Result.ErrorCode);
    }

    [Fact]
    public async Task A_CSV_has_ids_and_addresses_first()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        account.AddContact("jane@example.com", "SUBSCRIBED", """{"first_name":"Jane"}""");
        Run run = account.Session.Run("Get-CnvContact | Export-Csv contacts.csv -NoTypeInformation; Import-Csv contacts.csv");
        PSObject row = run.Output.Single();
        Assert.Equal(
            ["Id", "Email", "SubscriptionStatus", "CreatedAt", "UpdatedAt", "SfdcLeadId", "SfdcContactId", "SfdcAccountId", "first_name"],
            row.Properties.Select(property => property.Name));
        Assert.Equal((account.Store.Single().Id.ToString(), "Jane"), (Value(row, "Id"), Value(row, "first_name")));
    }

    [Fact]
    public async Task A_field_whose_name_is_taken_has_a_prefix_and_goes_back_to_its_field()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        account.AddContact("jane@example.com", "SUBSCRIBED", """{"id":"x","City":"Oslo","city":"Bergen"}""");
        PSObject contact = account.Session.Run("Get-CnvContact").Output.Single();
        Assert.Equal(("x", "Oslo", "Bergen"), (Value(contact, "fields.id"), Value(contact, "City"), Value(contact, "fields.city")));
        account.Session.Run("Get-CnvContact | Set-CnvContact");
        Contact after = account.Store.Single();
        Assert.Equal(("x", "Oslo", "Bergen"), (after.Fields.Text("id"), after.Fields.Text("City"), after.Fields.Text("city")));
    }

    [Fact]
    public async Task The_sandbox_has_exports_too()
    {
        using Session session = Session.OfSandbox();
        session.Run("Set-CnvContact a@b.c -Fields @{ first_name = 'Ann' }");
        PSObject contact = session.Run("Get-CnvContact").Output.Single();
        Assert.Equal(("a@b.c", "Ann"), (Value(contact, "Email"), Value(contact, "first_name")));
        await Task.CompletedTask;
    }
}
