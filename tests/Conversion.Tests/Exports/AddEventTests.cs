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

/// <summary>Add-CnvEvent.</summary>
public sealed class AddEventTests : IAsyncLifetime
{
    private ExportedAccount _account = null!;

    public async ValueTask InitializeAsync()
    {
        _account = await ExportedAccount.CreateAsync();
        _account.AddContact("jane@example.com");
        _account.AddContact("omar@example.com");
    }

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    private Run Pipe(string command, params (string Name, object? Value)[][] rows) => _account.Session.Pipe(command, [.. rows.Select(Session.Row)]);

    private static CnvEventResult[] Results(Run run) => [.. run.All<CnvEventResult>()];

    private JsonObject Sent => _account.Requests[^1];

    [Fact]
    public void Columns_become_the_properties_of_an_event_and_every_other_column_its_data()
    {
        Run run = Pipe("Add-CnvEvent", [
            ("event", "signed_up"), ("E-mail", "jane@example.com"), ("USERID", "u1"), ("EventId", "e1"), ("Timestamp", "2026-11-28T08:00:00Z"),
            ("Plan", "pro"), ("data.event", "x"), ("company_name", "Acme"), ("blank", " ")]);
        CnvEventResult result = Results(run).Single();
        Assert.Equal((1L, UpsertStatus.Tracked, "signed_up", "jane@example.com", "u1", "e1"), (result.Row, result.Status, result.Event, result.Email, result.UserId, result.EventId));
        CustomEvent stored = _account.Store.CustomEvents().Single();
        Assert.Equal((stored.Id.ToString(), stored.ContactId), (result.CnvEventId, result.CnvContactId!.Value));
        Assert.Equal("""{"Plan":"pro","company_name":"Acme","event":"x"}""", Sent["data"]!.ToJsonString());
        Assert.Equal(["event", "userId", "email", "timestamp", "data", "eventId"], Sent.Select(property => property.Key));
        Assert.Empty(run.Warnings);
    }

    [Fact]
    public void Parameters_are_values_or_script_blocks()
    {
        Run run = Pipe(
            "Add-CnvEvent -Event bought -Email { $_.Mail.Trim() } -Timestamp { [datetime]::new(2026, 11, 28, 8, 0, 0, [System.DateTimeKind]::Utc) } -Data { @{ item = $_.Item; n = 2 } } -ExcludeProperty *",
            [("Mail", " jane@example.com "), ("Item", "x")]);
        Assert.Equal(UpsertStatus.Tracked, Results(run).Single().Status);
        Assert.Equal("""{"event":"bought","email":"jane@example.com","timestamp":"2026-11-28T08:00:00Z","data":{"item":"x","n":2}}""", Without(Sent, "eventId"));
    }

    private static string Without(JsonObject sent, string name)
    {
        sent.Remove(name);
        return sent.ToJsonString();
    }

    [Fact]
    public void A_line_without_rows_is_one_event()
    {
        Assert.Equal(UpsertStatus.Tracked, Results(_account.Session.Run("Add-CnvEvent bought jane@example.com")).Single().Status);
        Assert.Equal("invalid_argument,Conversion.Commands.AddCnvEventCommand", _account.Session.Run("Add-CnvEvent").TerminatingError!.FullyQualifiedErrorId);
    }

    [Fact]
    public void A_row_that_is_repeated_updates_its_event_and_never_doubles_it()
    {
        (string, object?)[] row = [("Event", "bought"), ("Email", "jane@example.com"), ("Amount", 5)];
        Pipe("Add-CnvEvent", row, row);
        using Session other = _account.Api.Connect();
        other.Pipe("Add-CnvEvent", Session.Row(("Amount", 5), ("Email", "JANE@example.com"), ("Event", "bought")));
        Assert.Single(_account.Store.CustomEvents());
    }

    [Fact]
    public void Each_row_has_one_result_and_one_error_in_order()
    {
        Run run = Pipe("Add-CnvEvent -BatchSize 200",
            [("Event", "a"), ("Email", "jane@example.com")],
            [("Event", "b"), ("Email", "nobody@example.com")],
            [("Event", ""), ("Email", "jane@example.com")],
            [("Event", "d"), ("Email", "")],
            [("Event", "e"), ("Email", "jane")],
            [("Event", "f"), ("Email", "jane@example.com"), ("Timestamp", "soon")],
            [("Event", "g"), ("Email", "omar@example.com")]);
        Assert.Equal(
            ["", "contact_not_found", "missing_event", "missing_identifier", "invalid_email", "invalid_timestamp", ""],
            Results(run).Select(result => result.ErrorCode ?? ""));
        Assert.Equal(Enumerable.Range(1, 7).Select(row => (long?)row), Results(run).Select(result => result.Row));
        Assert.Equal(5, run.Errors.Count);
        Assert.All(run.Errors, error => Assert.EndsWith(",Conversion.Commands.AddCnvEventCommand", error.FullyQualifiedErrorId));
        Assert.StartsWith("Row 2 (nobody@example.com): ", run.Errors[0].Exception.Message);
        Assert.Equal(2, _account.Store.CustomEvents().Count);
    }

    [Fact]
    public void A_rejected_row_keeps_what_it_says_of_its_event()
    {
        Run run = Pipe("Add-CnvEvent",
            [("Event", " bought "), ("Email", "jane"), ("EventId", "e1"), ("UserId", "u1")],
            [("Event", "bought"), ("UserId", "u2"), ("Timestamp", "soon")],
            [("Email", "jane@example.com"), ("EventId", "e3")],
            [("Event", "bought"), ("Email", "nobody@example.com")]);
        Assert.Equal(
            [("bought", "u1", "e1"), ("bought", "u2", null), (null, null, "e3")],
            Results(run)[..3].Select(result => ((string?)result.Event, (string?)result.UserId, (string?)result.EventId)));
        Assert.Equal(("bought", UpsertStatus.NotFound), (Results(run)[3].Event, Results(run)[3].Status));
        Assert.StartsWith("row-", Results(run)[3].EventId);
        Assert.StartsWith("Row 2 (u2): ", run.Errors[1].Exception.Message);
    }

    [Theory]
    [InlineData("-Event Type -Email { $_.Mail }", "-Event", "Type")]
    [InlineData("-Event type -Email { $_.Mail }", "-Event", "Type")]
    [InlineData("-Event a -Email Mail", "-Email", "Mail")]
    [InlineData("-Event a -UserId 'User Number'", "-UserId", "User Number")]
    [InlineData("-Event a -Email { $_.Mail } -EventId Nr", "-EventId", "Nr")]
    [InlineData("-Event a -Email { $_.Mail } -Timestamp When", "-Timestamp", "When")]
    public void The_name_of_a_column_is_no_value(string parameters, string parameter, string column)
    {
        Run run = Pipe($"Add-CnvEvent {parameters}", [("Type", "bought"), ("Mail", "jane@example.com"), ("User Number", "u1"), ("Nr", "1"), ("When", "2026-11-28T10:00:00Z")]);
        Assert.Equal("invalid_argument,Conversion.Commands.AddCnvEventCommand", run.TerminatingError?.FullyQualifiedErrorId);
        Assert.Contains($"Use a script block: {parameter} {{ $_.'{column}' }}", run.TerminatingError!.Exception.Message);
        Assert.Empty(_account.Requests);
    }

    /// <summary>The way out that the message names, where the value and the column happen to have one name.</summary>
    [Fact]
    public void A_value_that_is_also_the_name_of_a_column_can_be_given_as_a_script_block()
    {
        Run run = Pipe("Add-CnvEvent -Event purchase", [("Email", "jane@example.com"), ("Purchase", "7")]);
        string line = run.TerminatingError!.Exception.Message.Split(" If the value itself is meant: ")[1].Split(". Nothing was sent")[0];
        Assert.Equal("-Event { 'purchase' }", line);
        Assert.Equal("purchase", Results(Pipe("Add-CnvEvent " + line, [("Email", "jane@example.com"), ("Purchase", "7")])).Single().Event);
    }

    [Fact]
    public void A_value_that_is_no_column_is_a_value()
    {
        Run run = Pipe("Add-CnvEvent -Event bought -UserId u1 -Timestamp 2026-11-28T10:00:00Z", [("Email", "jane@example.com"), ("Type", "x")]);
        Assert.Equal(UpsertStatus.Tracked, Results(run).Single().Status);
    }

    [Fact]
    public void The_advice_about_column_names_with_white_space_works_here()
    {
        (string, object?)[] row = [("Email", "jane@example.com"), ("First Name", "Jane"), ("It's Plan", "pro"), ("n", 1)];
        string warning = Pipe("Add-CnvEvent -Event a", row).Warnings.Single();
        Assert.DoesNotContain("SnakeCase", warning);
        Assert.DoesNotContain("field", warning);
        string[] advice = [.. System.Text.RegularExpressions.Regex.Matches(warning, @"-Data \{.* \}(?=,)|-ExcludeProperty 'First Name', 'It''s Plan'").Select(match => match.Value)];
        Assert.Equal(2, advice.Length);
        Assert.Empty(Pipe("Add-CnvEvent -Event a " + advice[0], row).Warnings);
        Assert.Equal("""{"first_name":"Jane","its_plan":"pro","n":1}""", Sent["data"]!.ToJsonString());
        Assert.Empty(Pipe("Add-CnvEvent -Event a " + advice[1], row).Warnings);
        Assert.Equal("""{"n":1}""", Sent["data"]!.ToJsonString());
    }

    [Theory]
    [InlineData("'2026-11-28 10:00'", null)]
    [InlineData("'2026-11-28T10:00'", "2026-11-28T10:00")]
    [InlineData("([datetime]'2026-11-28 10:00')", "2026-11-28T10:00:00")]
    [InlineData("([System.DateOnly]::new(2026, 11, 28))", "2026-11-28")]
    public void A_timestamp_that_the_API_refuses_costs_no_request(string timestamp, string? sent)
    {
        CnvEventResult result = Results(_account.Session.Run($"Add-CnvEvent a jane@example.com -Timestamp {timestamp}")).Single();
        Assert.Equal((sent is null ? "invalid_timestamp" : null, sent is null ? 0 : 1), (result.ErrorCode, _account.Requests.Count));
        Assert.Equal(sent, sent is null ? null : (string?)Sent["timestamp"]);
    }

    [Fact]
    public void Another_user_id_is_a_conflict()
    {
        _account.Session.Run("Add-CnvEvent a jane@example.com -UserId u1");
        Run run = _account.Session.Run("Add-CnvEvent a jane@example.com -UserId u2");
        Assert.Equal((UpsertStatus.Rejected, "conflicting_identifier"), (Results(run).Single().Status, run.Errors.Single().FullyQualifiedErrorId.Split(',')[0]));
    }

    [Fact]
    public void A_failure_of_an_event_of_a_batch_that_says_nothing_has_a_code()
    {
        _account.Api.Emulator.Faults.Enqueue(Fault.RawBody(200, """{"data":{"results":[{"success":false}]}}"""));
        Assert.Equal("tracking_failed", Results(_account.Session.Run("Add-CnvEvent a jane@example.com -BatchSize 2")).Single().ErrorCode);
    }

    [Fact]
    public void With_a_journal_confirmed_events_are_not_sent_again()
    {
        const string Line = "Add-CnvEvent -JournalPath events.journal";
        (string, object?)[][] rows = [.. Enumerable.Range(1, 20).Select(number => ((string, object?)[])[("Event", "e"), ("Email", "jane@example.com"), ("n", number)])];
        Assert.All(Results(Pipe(Line, rows[..15])), result => Assert.Equal(UpsertStatus.Tracked, result.Status));
        int requests = _account.Api.Emulator.Requests.Count;
        CnvEventResult[] again = Results(Pipe(Line, rows));
        Assert.Equal(15, again.Count(result => result.Status == UpsertStatus.Unchanged));
        Assert.Equal(requests + 5, _account.Api.Emulator.Requests.Count);
        Assert.Equal(20, _account.Store.CustomEvents().Count);
        Assert.Equal("journal_mismatch,Conversion.Commands.SetCnvContactCommand", _account.Session.Run("Set-CnvContact a@b.c -JournalPath events.journal").TerminatingError!.FullyQualifiedErrorId);
    }

    [Fact]
    public void Results_piped_back_send_the_same_rows_also_from_a_job()
    {
        _account.Api.Emulator.Faults.Enqueue(Fault.Status(500), Fault.Status(500));
        _account.Session.Set("results", Pipe("Add-CnvEvent -ErrorAction SilentlyContinue", [("Event", "a"), ("Email", "jane@example.com"), ("n", 1)], [("Event", "b"), ("Email", "jane@example.com")]).Output);
        Run run = _account.Session.Run("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($results)) | Add-CnvEvent");
        Assert.All(Results(run), result => Assert.Equal(UpsertStatus.Tracked, result.Status));
        Assert.Equal(["n"], _account.Store.CustomEvents()[0].Data.Keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("| ForEach-Object { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)) } ")]
    public void Results_are_counted_and_have_an_exit_code(string between)
    {
        Run run = Pipe($"Add-CnvEvent -ErrorAction SilentlyContinue {between} | Measure-CnvResult", [("Event", "a"), ("Email", "jane@example.com")], [("Event", "b"), ("Email", "nobody@example.com")]);
        CnvRunSummary summary = run.Single<CnvRunSummary>();
        Assert.Equal((2L, 1L, 1L, 2), (summary.Total, summary.Tracked, summary.NotFound, summary.ExitCode));
    }

    [Fact]
    public void WhatIf_sends_nothing()
    {
        Run run = Pipe("Add-CnvEvent -WhatIf", [("Event", "a"), ("Email", "jane@example.com")]);
        Assert.Empty(run.Output);
        Assert.Equal(0, _account.Api.Emulator.Requests.Count);
    }

    [Theory]
    [InlineData("", "What if: Send 2 of 3 rows to the account with the key test: 2 to send, 1 Rejected. Data that would be sent: n.")]
    [InlineData("-Verbose", """What if: Performing the operation "Track event" on target "u…".""")]
    public void WhatIf_speaks_of_events(string parameters, string line)
    {
        InteractiveTestHost host = new();
        using Session session = _account.Api.Connect(host: host);
        session.Pipe("Add-CnvEvent -Event a -ErrorAction SilentlyContinue -WhatIf " + parameters, Session.Row(("Email", "jane@example.com"), ("n", 1)), Session.Row(("UserId", "u1")), Session.Row(("Email", "x")));
        Assert.Contains(line, host.Lines);
    }

    [Fact]
    public void No_message_about_events_speaks_of_contacts()
    {
        _account.Api.Emulator.Faults.Enqueue(
            Fault.RawBody(409, """{"error":{"code":"other"}}"""), Fault.RawBody(403, """{"error":{"code":"forbidden","message":"No."}}"""));
        using Session session = _account.Api.Connect();
        (string, object?)[] row = [("Event", "a"), ("Email", "jane@example.com"), ("First Name", "x"), ("EventId", "e1")];
        session.Run("$DebugPreference = 'Continue'");
        Run run = session.Pipe($"Add-CnvEvent -Verbose -JournalPath '{_account.PathOf("events.journal")}' 5>&1", Session.Row(row), Session.Row(row), Session.Row(row));
        Run lists = session.Pipe("Add-CnvEvent -Event a", (object)new object[] { new object[] { 1, 2 } });
        string[] said =
        [
            .. run.Warnings, .. run.Information, .. run.Verbose.Where(line => !line.Contains("/v2/", System.StringComparison.Ordinal)), .. run.Output.Select(line => line.BaseObject).OfType<DebugRecord>().Select(line => line.Message),
            .. run.Errors.Concat(lists.Errors).Append(run.TerminatingError!).Select(error => error.Exception.Message), .. run.Errors.Select(error => error.ErrorDetails.RecommendedAction), .. lists.Warnings,
        ];
        Assert.True(said.Length > 8, string.Join("\n", said));
        Assert.All(said, line => Assert.DoesNotMatch(@"(?i)contact|upsert|subscription|fields\.", line));
    }

    [Theory]
    [InlineData("", "Events sent to Conversion")]
    [InlineData("-Title Purchases", "Purchases")]
    public void The_title_of_a_report_speaks_of_events(string parameters, string title)
    {
        Pipe($"Add-CnvEvent | Export-CnvReport -Path '{_account.PathOf("run.html")}' {parameters}", [("Event", "a"), ("Email", "jane@example.com")]);
        Assert.Contains($"<title>{title}</title>", System.IO.File.ReadAllText(_account.PathOf("run.html")));
    }

    [Fact]
    public void The_path_of_a_file_is_no_event()
    {
        Run run = _account.Session.Run("Add-CnvEvent purchases.csv");
        Assert.Contains("Import-Csv purchases.csv | Add-CnvEvent", run.TerminatingError!.Exception.Message);
    }

    [Fact]
    public void Rows_that_repeat_an_event_are_counted_as_such()
    {
        (string, object?)[] row = [("Event", "a"), ("Email", "jane@example.com"), ("EventId", "e1")];
        Assert.Contains("Rows that repeat an event: 1.", Pipe("Add-CnvEvent -JournalPath events.journal", row, row).Information.Single());
    }

    [Fact]
    public void A_verbose_line_names_a_row_by_its_user_id_where_it_has_no_address()
    {
        Run run = Pipe("Add-CnvEvent -Event a -ErrorAction SilentlyContinue -Verbose", [("UserId", "u1")], [("UserId", "u1@example.com")]);
        Assert.Contains(run.Verbose, line => line.StartsWith("Row 1 (u…): NotFound", System.StringComparison.Ordinal));
        Assert.Contains(run.Verbose, line => line.StartsWith("Row 2 (u…@example.com): NotFound", System.StringComparison.Ordinal));
    }

    [Fact]
    public void A_refused_key_costs_one_request()
    {
        using Session session = _account.Api.Connect(key: "sk_live_test_wrong");
        Run run = session.Pipe("Add-CnvEvent", [.. Enumerable.Range(1, 50).Select(number => Session.Row(("Event", "e"), ("Email", $"{number}@example.com")))]);
        Assert.Equal("unauthorized,Conversion.Commands.AddCnvEventCommand", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Equal(1, _account.Api.Emulator.Requests.Count);
    }

    [Fact]
    public void What_an_event_does_not_have_is_no_parameter()
    {
        string[] parameters = [.. _account.Session.Run("(Get-Command Add-CnvEvent).Parameters.Keys").Output.Select(name => name.ToString()!)];
        Assert.All((string[])["Event", "Email", "UserId", "EventId", "Timestamp", "Data", "JournalPath", "BatchSize"], name => Assert.Contains(name, parameters));
        Assert.Empty(parameters.Intersect(["CnvContactId", "SubscriptionStatus", "SubscriptionPolicy", "Fields", "CompanyFields", "CompanyProperty", "FieldMap", "CompanyFieldMap", "SnakeCase", "UpdateOnly", "SyncToCRM", "PreserveExistingFields"]));
    }
}
