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

    [Fact]
    public void The_first_run_counts_what_became_of_every_row()
    {
        Run run = Import();
        Assert.Equal("Created 4, Rejected 2", RunbookSession.Counts(run));
        Assert.Equal(["invalid_email", "invalid_field"], run.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Null(run.Ending);
        Assert.Equal(4, _runbook.Api.Emulator.Contacts.Count);
    }

    [Fact]
    public void A_second_run_from_the_beginning_sends_no_confirmed_row()
    {
        _runbook.WriteList("Email,first_name\none@example.com,Ann\ntwo@example.com,Ben\n");
        Import();
        int sent = _runbook.Api.Emulator.Requests.Count;
        Run run = Import();
        Assert.Equal("Skipped 2", RunbookSession.Counts(run));
        Assert.Equal(sent, _runbook.Api.Emulator.Requests.Count);
        Assert.Null(run.Ending);
    }

    [Fact]
    public void After_its_time_limit_it_fails_and_the_next_run_goes_on()
    {
        // The first batch is on its way when the time is up.
        _runbook.Api.Emulator.Faults.Enqueue(Fault.Delay(TimeSpan.FromSeconds(3)));
        Run first = Import("-BatchSize 2 -TimeLimit 00:00:02");
        Assert.Equal("Created 2, Rejected 1, NotSent 3", RunbookSession.Counts(first));
        Assert.StartsWith("3 rows of ", first.Ending!.Exception.Message);

        Run second = Import("-BatchSize 2");
        Assert.Equal("Created 2, Skipped 2, Rejected 2", RunbookSession.Counts(second));
        Assert.Null(second.Ending);
    }

    [Fact]
    public void Rows_that_the_service_did_not_take_make_it_fail()
    {
        _runbook.Api.Emulator.Faults.WhenBodyContains("two@example.com", Fault.Status(503), times: 1);
        Run run = Import("-BatchSize 1");
        Assert.Equal("Created 3, Rejected 2, Failed 1", RunbookSession.Counts(run));
        Assert.StartsWith("1 rows of ", run.Ending!.Exception.Message);
    }

    [Fact]
    public void An_answer_that_was_lost_makes_it_fail()
    {
        _runbook.Api.Emulator.Faults.WhenBodyContains("two@example.com", Fault.ResetAfterApplying(), times: 1);
        Run run = Import("-BatchSize 1");
        Assert.Equal("Created 3, Rejected 2, Unknown 1", RunbookSession.Counts(run));
        Assert.NotNull(run.Ending);
        Assert.Equal("Updated 1, Skipped 3, Rejected 2", RunbookSession.Counts(Import("-BatchSize 1")));
    }

    [Fact]
    public void The_reject_file_holds_the_rows_as_they_came() =>
        Assert.Equal(
            "\"Email\",\"first_name\",\"favourite_colour\"|\"no-at-sign.example.com\",\"Eva\",\"\"|\"six@example.com\",\"Fay\",\"teal\"",
            string.Join('|', File.ReadAllLines(_runbook.Folder.PathOf((string)Import().Output.Single().Properties["RejectFile"].Value))));

    [Fact]
    public void The_reject_file_is_imported_once_it_is_mended()
    {
        Import();
        string mended = File.ReadAllText(Rejects).Replace("no-at-sign", "no@sign", StringComparison.Ordinal).Replace("teal", "", StringComparison.Ordinal);
        _runbook.WriteList(mended, "mended.csv");
        Assert.Equal("Created 2", RunbookSession.Counts(Import(list: "mended.csv")));
        Assert.Equal(6, _runbook.Api.Emulator.Contacts.Count);
    }

    [Fact]
    public void No_reject_file_is_left_when_every_row_went_through()
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
    public void A_new_list_under_the_old_name_is_sent_from_its_first_row()
    {
        Import();
        _runbook.WriteList(RunbookSession.Leads, day: 2);
        Assert.Equal("Updated 4, Rejected 2", RunbookSession.Counts(Import()));
    }

    [Fact]
    public void The_journal_has_the_same_name_whatever_calendar_the_account_has()
    {
        Run run = _runbook.Session.Run(
            "$culture = [cultureinfo]::CurrentCulture; [cultureinfo]::CurrentCulture = 'th-TH'; try {"
            + $"& '{Checkout.Sample("runbooks/Import-Leads.ps1")}' -Path '{_runbook.Folder.PathOf("leads.csv")}' -StateFolder '{State}' -SecretName x"
            + "} finally { [cultureinfo]::CurrentCulture = $culture }");
        Assert.Null(run.Ending);
        Assert.True(File.Exists(Path.Combine(State, "leads.20260101-010203.journal")));
    }

    [Fact]
    public void What_is_there_already_is_kept()
    {
        Import();
        _runbook.WriteList("Email,first_name\none@example.com,Overwritten\n", day: 2);
        Import();
        Assert.Equal("Ann", _runbook.Api.Emulator.Contacts.Find("one@example.com")!.Fields["first_name"].GetString());
    }

    [Fact]
    public void A_list_that_is_not_there_makes_it_fail()
    {
        Run run = Import(list: "none.csv");
        Assert.StartsWith("There is no list ", run.Ending!.Exception.Message);
        Assert.Empty(run.Output);
        Assert.False(Directory.Exists(State));
    }

    [Fact]
    public void A_refused_key_makes_it_fail_and_the_connection_is_closed()
    {
        _runbook.Session.Set("StubKey", "sk_live_test_s3cr3tThatIsRefused");
        Run run = Import();
        Assert.Equal("unauthorized,Conversion.Commands.SetCnvContactCommand", run.Ending!.FullyQualifiedErrorId);
        Assert.Empty(run.Output);
        Assert.Empty(_runbook.Session.Run("Get-CnvConnection").Output);
        Assert.DoesNotContain("s3cr3t", _runbook.Visible(run));
    }

    [Fact]
    public void A_secret_that_is_empty_makes_it_fail_before_anything_is_sent()
    {
        _runbook.Session.Set("StubKey", string.Empty);
        Assert.StartsWith("missing_api_key,", Import().Ending!.FullyQualifiedErrorId);
        Assert.Equal(0, _runbook.Api.Emulator.Requests.Count);
    }

    [Fact]
    public void A_rehearsal_needs_no_key_and_no_network()
    {
        // A sandbox has neither.
        _runbook.Session.Run("$PSDefaultParameterValues = @{}");
        Run run = Import(key: $"-SandboxPath '{_runbook.Folder.PathOf("contacts.jsonl")}'");
        Assert.Equal("Created 4, Rejected 2", RunbookSession.Counts(run));
        Assert.Equal(0, _runbook.Api.Emulator.Requests.Count);
        Assert.Contains("one@example.com", _runbook.Folder.Read("contacts.jsonl"));
    }

    [Fact]
    public void The_key_is_shown_nowhere()
    {
        _runbook.Api.Emulator.Faults.WhenBodyContains("two@example.com", Fault.Status(503), times: 1);
        Run run = Import("-BatchSize 1 -Verbose");
        Assert.NotEmpty(run.Verbose);
        Assert.NotEmpty(run.Errors);
        Assert.DoesNotContain("s3cr3t", _runbook.Visible(run));
    }
}
