using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Runbooks;

/// <summary>samples/runbooks/Import-LeadsFromBlob.ps1: only the container persists from one Azure sandbox to the next.</summary>
public sealed class ImportLeadsFromBlobTests : IAsyncLifetime
{
    private RunbookSession _runbook = null!;

    public async ValueTask InitializeAsync()
    {
        _runbook = await RunbookSession.StartAsync();
        _runbook.WriteList(RunbookSession.Leads);
    }

    public ValueTask DisposeAsync() => _runbook.DisposeAsync();

    private Run Import(string parameters = "") =>
        _runbook.Run("Import-LeadsFromBlob.ps1", "-StorageAccountName leads -ContainerName leads " + parameters);

    private string[] Blobs => [.. Directory.GetFiles(_runbook.Folder.Root).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void The_first_run_counts_every_row_and_saves_the_journal_and_the_rejects()
    {
        Run run = Import();
        Assert.Equal("Created 4, Rejected 2", RunbookSession.Counts(run));
        Assert.Null(run.TerminatingError);
        Assert.Equal(["leads.20260101-010203.rejects.csv", "leads.csv", "leads.journal", "leads.report.html"], Blobs);
    }

    [Fact]
    public void A_second_run_fetches_the_journal_and_sends_no_confirmed_row()
    {
        Import();
        int contacts = _runbook.Api.Bodies.Count(body => body.Contains("one@example.com", StringComparison.Ordinal));
        Assert.Equal("Unchanged 4, Rejected 2", RunbookSession.Counts(Import()));
        Assert.Equal(contacts, _runbook.Api.Bodies.Count(body => body.Contains("one@example.com", StringComparison.Ordinal)));
    }

    [Fact]
    public void Rows_are_sent_again_when_the_journal_was_lost_with_its_Azure_sandbox()
    {
        Import();
        File.Delete(_runbook.Folder.PathOf("leads.journal"));
        Assert.Equal("Updated 4, Rejected 2", RunbookSession.Counts(Import()));
        Assert.Equal(4, _runbook.Api.Emulator.Contacts.Count);
    }

    [Fact]
    public void After_its_time_limit_the_job_fails_and_the_next_resumes()
    {
        _runbook.Api.Emulator.Faults.Enqueue(Fault.Delay(TimeSpan.FromSeconds(3)));
        Run first = Import("-BatchSize 2 -TimeLimit 00:00:02");
        Assert.Equal("Created 2, Rejected 1, NotSent 3", RunbookSession.Counts(first));
        Assert.StartsWith("3 rows of ", first.TerminatingError!.Exception.Message);

        Run second = Import("-BatchSize 2");
        Assert.Equal("Created 2, Unchanged 2, Rejected 2", RunbookSession.Counts(second));
        Assert.Null(second.TerminatingError);
    }

    [Fact]
    public void A_corrected_reject_file_is_imported()
    {
        Import();
        string mended = _runbook.Folder.Read("leads.20260101-010203.rejects.csv")
            .Replace("no-at-sign", "no@sign", StringComparison.Ordinal).Replace("teal", "", StringComparison.Ordinal);
        _runbook.WriteList(mended, "mended.csv");
        Assert.Equal("Created 2", RunbookSession.Counts(Import("-ListName mended.csv")));
    }

    [Fact]
    public void A_cell_that_is_a_formula_to_a_spreadsheet_is_text_in_the_reject_file_and_comes_back_as_it_was()
    {
        _runbook.WriteList("Email,first_name\nno-at-sign,=1+1\n");
        Import();
        string written = _runbook.Folder.Read("leads.20260101-010203.rejects.csv");
        Assert.Contains("\"'=1+1\"", written);
        _runbook.WriteList(written.Replace("no-at-sign", "no@sign.example", StringComparison.Ordinal), "leads.rejects.csv");
        Import("-ListName leads.rejects.csv");
        Assert.Equal("=1+1", _runbook.Api.Emulator.Contacts.Find("no@sign.example")!.Fields["first_name"].GetString());
    }

    [Fact]
    public void Of_a_new_list_only_changed_rows_are_sent()
    {
        Import();
        _runbook.WriteList(RunbookSession.Leads.Replace("Ann", "Anna", StringComparison.Ordinal), day: 2);
        Assert.Equal("Updated 1, Unchanged 3, Rejected 2", RunbookSession.Counts(Import()));
        Assert.Contains("leads.20260102-010203.rejects.csv", Blobs);
    }

    [Fact]
    public void An_earlier_reject_file_is_removed_when_every_row_succeeds()
    {
        _runbook.WriteList("Email\none@example.com\n");
        _runbook.Api.Emulator.Faults.Enqueue(Fault.Status(503));
        Import();
        Assert.Contains("leads.20260101-010203.rejects.csv", Blobs);
        Import();
        Assert.DoesNotContain("leads.20260101-010203.rejects.csv", Blobs);
    }

    [Fact]
    public void A_run_ended_by_a_refused_key_saves_its_journal_and_cleans_up()
    {
        _runbook.Api.Emulator.Faults.Enqueue(Fault.None).Enqueue(Fault.Status(401), 1000);
        string[] before = Directory.GetDirectories(Path.GetTempPath());
        Run run = Import("-BatchSize 1");
        Assert.StartsWith("unauthorized,", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Contains("leads.journal", Blobs);
        Assert.Contains("The run was ended by an error: unauthorized.", _runbook.Folder.Read("leads.report.html"));
        Assert.Empty(_runbook.Session.Run("Get-CnvConnection").Output);
        Assert.DoesNotContain(Directory.GetDirectories(Path.GetTempPath()).Except(before), folder => File.Exists(Path.Combine(folder, "list.csv")));
    }

    [Fact]
    public void A_missing_list_fails_the_job() =>
        Assert.StartsWith("ResourceNotFoundException", Import("-ListName none.csv").TerminatingError!.FullyQualifiedErrorId);

    [Theory]
    [InlineData("")]
    [InlineData("-KeyVariable OtherKey")]
    [InlineData("-KeyCredential Conversion")]
    public void The_key_comes_from_the_automation_account_and_is_never_shown(string parameters)
    {
        Run run = Import(parameters + " -Verbose");
        Assert.Equal("Created 4, Rejected 2", RunbookSession.Counts(run));
        Assert.NotEmpty(run.Verbose);
        Assert.DoesNotContain("s3cr3t", _runbook.Visible(run));
    }

    [Fact]
    public void The_runbook_has_no_requires_statement_because_Azure_Automation_rejects_it() =>
        Assert.DoesNotContain("#Requires", File.ReadAllText(Checkout.Sample("runbooks/Import-LeadsFromBlob.ps1")), StringComparison.OrdinalIgnoreCase);
}
