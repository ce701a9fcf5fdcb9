using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Runbooks;

/// <summary>samples/runbooks/Import-Leads.ps1, run after run.</summary>
public sealed class ImportLeadsTests : IAsyncLifetime
{
    private RunbookSession _runbook = null!;

    public async ValueTask InitializeAsync()
    {
        _runbook = await RunbookSession.StartAsync();
        _runbook.WriteList(RunbookSession.Leads);
    }

    public ValueTask DisposeAsync() => _runbook.DisposeAsync();

    private string State => _runbook.Folder.PathOf("state");

    private Run Import(string parameters = "", string list = "leads.csv", string key = "-SecretName ConversionApiKey") =>
        _runbook.Run("Import-Leads.ps1", $"-Path '{_runbook.Folder.PathOf(list)}' -StateFolder '{State}' {key} {parameters}");

    private string Rejects => Path.Combine(State, "leads.20260101-010203.rejects.csv");

    private string SecondRejects => Path.Combine(State, "leads.20260101-010203.rejects.2.csv");

    private string[] RejectFiles => [.. Directory.GetFiles(State, "*.rejects*").Order(StringComparer.Ordinal)];

    /// <summary>Corrects a row in the reject file itself, as an editor does, and returns the text.</summary>
    private string Correct()
    {
        string corrected = File.ReadAllText(Rejects).Replace("no-at-sign", "no@sign", StringComparison.Ordinal);
        File.WriteAllText(Rejects, corrected);
        return corrected;
    }

    [Fact]
    public void The_first_run_counts_the_status_of_every_row()
    {
        Run run = Import();
        Assert.Equal("Created 4, Rejected 2", RunbookSession.Counts(run));
        Assert.Equal(["invalid_email", "invalid_field"], run.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Null(run.TerminatingError);
        Assert.Equal(2, _runbook.ExitCode);
        Assert.Equal(4, _runbook.Api.Emulator.Contacts.Count);
    }

    [Fact]
    public void A_second_run_from_the_beginning_sends_no_confirmed_row()
    {
        _runbook.WriteList("Email,first_name\none@example.com,Ann\ntwo@example.com,Ben\n");
        Import();
        int sent = _runbook.Api.Emulator.Requests.Count;
        Run run = Import();
        Assert.Equal("Unchanged 2", RunbookSession.Counts(run));
        Assert.Equal(sent, _runbook.Api.Emulator.Requests.Count);
        Assert.Equal(0, _runbook.ExitCode);
    }

    [Fact]
    public void After_its_time_limit_the_run_fails_and_the_next_run_resumes()
    {
        // The first batch is in flight when the time limit is reached.
        _runbook.Api.Emulator.Faults.Enqueue(Fault.Delay(TimeSpan.FromSeconds(3)));
        Run first = Import("-BatchSize 2 -TimeLimit 00:00:02");
        Assert.Equal("Created 2, Rejected 1, NotSent 3", RunbookSession.Counts(first));
        Assert.StartsWith("3 rows of ", first.Errors[^1].Exception.Message);
        Assert.Equal(1, _runbook.ExitCode);

        Run second = Import("-BatchSize 2");
        Assert.Equal("Created 2, Unchanged 2, Rejected 2", RunbookSession.Counts(second));
        Assert.Equal(2, _runbook.ExitCode);
    }

    [Fact]
    public void Rows_for_another_run_come_before_rows_to_correct()
    {
        _runbook.Api.Emulator.Faults.WhenBodyContains("two@example.com", Fault.Status(503), times: 1);
        Run run = Import("-BatchSize 1");
        Assert.Equal("Created 3, Rejected 2, Failed 1", RunbookSession.Counts(run));
        Assert.StartsWith("1 rows of ", run.Errors[^1].Exception.Message);
        Assert.Equal(1, _runbook.ExitCode);
    }

    [Fact]
    public void A_lost_response_fails_the_run()
    {
        _runbook.Api.Emulator.Faults.WhenBodyContains("two@example.com", Fault.ResetAfterApplying(), times: 1);
        Run run = Import("-BatchSize 1");
        Assert.Equal("Created 3, Rejected 2, Unknown 1", RunbookSession.Counts(run));
        Assert.Equal(1, _runbook.ExitCode);
        Assert.Equal("Updated 1, Unchanged 3, Rejected 2", RunbookSession.Counts(Import("-BatchSize 1")));
    }

    [Fact]
    public void The_reject_file_contains_the_input_rows_unchanged() =>
        Assert.Equal(
            "\"Email\",\"first_name\",\"favourite_colour\"|\"no-at-sign.example.com\",\"Eva\",\"\"|\"six@example.com\",\"Fay\",\"teal\"",
            string.Join('|', File.ReadAllLines(_runbook.Folder.PathOf((string)Import().Output.Single().Properties["RejectFile"].Value))));

    [Theory]
    [InlineData("=HYPERLINK(\"https://evil.example\")", true)]
    [InlineData("=1+1", true)]
    [InlineData("@SUM(1)", true)]
    [InlineData("-cmd|' /C calc'!A0", true)]
    [InlineData("'=1+1", true)]
    [InlineData("+49 30 1234567", false)]
    [InlineData("-5", false)]
    [InlineData("O'Brien", false)]
    [InlineData("'t Hooft", false)]
    public void A_cell_that_is_a_formula_to_a_spreadsheet_is_text_in_the_reject_file_and_comes_back_as_it_was(string cell, bool isFormula)
    {
        _runbook.WriteList($"Email,first_name\nno-at-sign,\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n");
        Import();
        string written = File.ReadAllText(Rejects);
        Assert.Contains($"\"{(isFormula ? "'" : "")}{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", written);
        string name = Path.GetFileName(Rejects);
        _runbook.WriteList(written.Replace("no-at-sign", "no@sign.example", StringComparison.Ordinal), name);
        Assert.Equal("Created 1", RunbookSession.Counts(Import(list: name)));
        Assert.Equal(cell, _runbook.Api.Emulator.Contacts.Find("no@sign.example")!.Fields["first_name"].GetString());
    }

    [Fact]
    public void A_corrected_reject_file_is_imported()
    {
        Import();
        string mended = File.ReadAllText(Rejects).Replace("no-at-sign", "no@sign", StringComparison.Ordinal).Replace("teal", "", StringComparison.Ordinal);
        _runbook.WriteList(mended, "mended.csv");
        Assert.Equal("Created 2", RunbookSession.Counts(Import(list: "mended.csv")));
        Assert.Equal(6, _runbook.Api.Emulator.Contacts.Count);
    }

    [Fact]
    public void No_reject_file_remains_when_every_row_succeeds()
    {
        _runbook.Api.Emulator.Faults.Enqueue(Fault.Status(503));
        _runbook.WriteList("Email\none@example.com\n");
        Import();
        Assert.True(File.Exists(Rejects));
        Run run = Import();
        Assert.False(File.Exists(Rejects));
        Assert.Null(run.Output.Single().Properties["RejectFile"].Value);
    }

    [Fact]
    public void Of_a_new_list_with_the_same_name_only_new_and_changed_rows_are_sent()
    {
        Import();
        _runbook.WriteList(RunbookSession.Leads.Replace("Ben", "Benno", StringComparison.Ordinal) + "\nseven@example.com,Gil,", day: 2);
        int sent = _runbook.Api.Emulator.Requests.Count;
        Assert.Equal("Created 1, Updated 1, Unchanged 3, Rejected 2", RunbookSession.Counts(Import()));
        Assert.DoesNotContain("one@example.com", string.Concat(_runbook.Api.Bodies.Skip(sent)));
    }

    [Fact]
    public void A_new_list_does_not_replace_the_reject_file_of_the_last_one()
    {
        Import();
        _runbook.WriteList("Email\nbad\n", day: 2);
        Import();
        Assert.Contains("no-at-sign", File.ReadAllText(Rejects));
        Assert.Contains("bad", File.ReadAllText(Path.Combine(State, "leads.20260102-010203.rejects.csv")));
    }

    [Fact]
    public void A_run_that_cannot_open_the_journal_leaves_the_earlier_reject_file_alone()
    {
        Import();
        string written = File.ReadAllText(Rejects);
        using (File.Open(Path.Combine(State, "leads.journal"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.StartsWith("journal_in_use,", Import().TerminatingError!.FullyQualifiedErrorId);
        }

        Assert.Equal(written, File.ReadAllText(Rejects));
        Assert.Equal([Rejects], RejectFiles);
    }

    [Fact]
    public void Another_run_of_the_same_list_replaces_its_reject_file()
    {
        _runbook.Api.Emulator.Faults.WhenBodyContains("two@example.com", Fault.Status(503), times: 1);
        Import("-BatchSize 1");
        Assert.Contains("two@example.com", File.ReadAllText(Rejects));
        Import();
        Assert.DoesNotContain("two@example.com", File.ReadAllText(Rejects));
        Assert.Equal([Rejects], RejectFiles);
    }

    [Fact]
    public void What_a_killed_run_left_unfinished_is_overwritten()
    {
        Directory.CreateDirectory(State);
        File.WriteAllText(Rejects + ".new", "\"Email\"\n\"unfinished");
        Import();
        Assert.DoesNotContain("unfinished", File.ReadAllText(Rejects));
        Assert.Equal([Rejects], RejectFiles);
    }

    [Fact]
    public void A_reject_file_that_was_corrected_in_place_is_not_replaced()
    {
        Import();
        string corrected = Correct();
        for (int run = 0; run < 2; run++)
        {
            Assert.Equal(SecondRejects, Import().Output.Single().Properties["RejectFile"].Value);
        }

        Assert.Equal(corrected, File.ReadAllText(Rejects));
        Assert.Contains("no-at-sign", File.ReadAllText(SecondRejects));
        Assert.Equal([SecondRejects, Rejects], RejectFiles);
    }

    [Fact]
    public void A_reject_file_that_was_corrected_in_place_remains_when_every_row_succeeds()
    {
        _runbook.Api.Emulator.Faults.WhenBodyContains("two@example.com", Fault.Status(503), times: 1);
        _runbook.WriteList("Email,first_name\ntwo@example.com,Ben\n");
        Import();
        File.WriteAllText(Rejects, "Email,first_name\ntwo@example.com,Benno\n");
        Assert.Equal("Created 1", RunbookSession.Counts(Import()));
        Assert.Contains("Benno", File.ReadAllText(Rejects));
    }

    // Of another process, for example a spreadsheet on Windows.
    [Fact]
    public void A_reject_file_that_is_open_is_not_replaced()
    {
        Import();
        using FileStream open = File.Open(Rejects, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Equal(SecondRejects, Import().Output.Single().Properties["RejectFile"].Value);
    }

    [Fact]
    public void A_row_subscribes_a_new_contact_and_does_not_undo_an_opt_out()
    {
        _runbook.Api.Session.Run("Set-CnvContact one@example.com -SubscriptionStatus UNSUBSCRIBED");
        _runbook.WriteList("Email,SubscriptionStatus\none@example.com,SUBSCRIBED\ntwo@example.com,SUBSCRIBED\n");
        Assert.Equal("Created 1, Updated 1", RunbookSession.Counts(Import()));
        Assert.Equal("UNSUBSCRIBED", _runbook.Api.Emulator.Contacts.Find("one@example.com")!.SubscriptionStatus);
        Assert.Equal("SUBSCRIBED", _runbook.Api.Emulator.Contacts.Find("two@example.com")!.SubscriptionStatus);
    }

    [Fact]
    public void The_name_of_the_reject_file_does_not_depend_on_the_calendar()
    {
        Run run = _runbook.Session.Run(
            "$culture = [cultureinfo]::CurrentCulture; [cultureinfo]::CurrentCulture = 'th-TH'; try {"
            + $"& '{Checkout.Sample("runbooks/Import-Leads.ps1")}' -Path '{_runbook.Folder.PathOf("leads.csv")}' -StateFolder '{State}' -SecretName x"
            + "} finally { [cultureinfo]::CurrentCulture = $culture }");
        Assert.Null(run.TerminatingError);
        Assert.True(File.Exists(Rejects));
        Assert.True(File.Exists(Path.Combine(State, "leads.journal")));
    }

    [Fact]
    public void Existing_values_are_preserved()
    {
        Import();
        _runbook.WriteList("Email,first_name\none@example.com,Overwritten\n", day: 2);
        Import();
        Assert.Equal("Ann", _runbook.Api.Emulator.Contacts.Find("one@example.com")!.Fields["first_name"].GetString());
    }

    [Fact]
    public void A_missing_list_fails_the_run()
    {
        Run run = Import(list: "none.csv");
        Assert.StartsWith("There is no list ", run.TerminatingError!.Exception.Message);
        Assert.Empty(run.Output);
        Assert.False(Directory.Exists(State));
    }

    [Fact]
    public void A_refused_key_fails_the_run_and_closes_the_connection()
    {
        _runbook.Session.Set("StubKey", "sk_live_test_s3cr3tThatIsRefused");
        Run run = Import();
        Assert.Equal("unauthorized,Conversion.Commands.SetCnvContactCommand", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Empty(run.Output);
        Assert.Empty(_runbook.Session.Run("Get-CnvConnection").Output);
        Assert.DoesNotContain("s3cr3t", _runbook.Visible(run));
    }

    [Fact]
    public void An_empty_secret_fails_the_run_before_anything_is_sent()
    {
        _runbook.Session.Set("StubKey", string.Empty);
        Assert.StartsWith("missing_api_key,", Import().TerminatingError!.FullyQualifiedErrorId);
        Assert.Equal(0, _runbook.Api.Emulator.Requests.Count);
    }

    [Fact]
    public void A_sandbox_run_needs_no_key_and_no_network()
    {
        // A sandbox uses neither.
        _runbook.Session.Run("$PSDefaultParameterValues = @{}");
        Run run = Import(key: $"-SandboxPath '{_runbook.Folder.PathOf("contacts.jsonl")}'");
        Assert.Equal("Created 4, Rejected 2", RunbookSession.Counts(run));
        Assert.Equal(0, _runbook.Api.Emulator.Requests.Count);
        Assert.Contains("one@example.com", _runbook.Folder.Read("contacts.jsonl"));
    }

    [Fact]
    public void The_key_is_never_shown()
    {
        _runbook.Api.Emulator.Faults.WhenBodyContains("two@example.com", Fault.Status(503), times: 1);
        Run run = Import("-BatchSize 1 -Verbose");
        Assert.NotEmpty(run.Verbose);
        Assert.NotEmpty(run.Errors);
        Assert.DoesNotContain("s3cr3t", _runbook.Visible(run));
    }
}
