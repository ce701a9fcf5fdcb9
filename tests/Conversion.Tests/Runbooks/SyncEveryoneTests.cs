using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Runbooks;

/// <summary>samples/runbooks/Sync-Everyone.ps1, night after night.</summary>
public sealed class SyncEveryoneTests : IAsyncLifetime
{
    private RunbookSession _runbook = null!;

    public async ValueTask InitializeAsync() => _runbook = await RunbookSession.StartAsync();

    public ValueTask DisposeAsync() => _runbook.DisposeAsync();

    private string State => _runbook.Folder.PathOf("state");

    private Run Sync(string parameters = "") => _runbook.Run(
        "Sync-Everyone.ps1", $"-Path '{_runbook.Folder.PathOf("everyone.csv")}' -StateFolder '{State}' -SecretName ConversionApiKey {parameters}");

    // A list of so many contacts. The limits apply from 100 known contacts on.
    private void WriteList(int count, Func<int, string>? status = null, Func<int, string>? name = null) => _runbook.Folder.Write(
        "everyone.csv",
        "Email,first_name,SubscriptionStatus\n" + string.Concat(Enumerable.Range(1, count).Select(i =>
            $"a{i}@example.com,{name?.Invoke(i) ?? "Ann"},{status?.Invoke(i)}\n")));

    private int Requests => _runbook.Api.Emulator.Requests.Count;

    private string StatusOf(string email) => _runbook.Api.Emulator.Contacts.Find(email)!.SubscriptionStatus;

    [Fact]
    public void The_first_run_sends_everyone_and_the_second_nobody()
    {
        WriteList(120);
        Assert.Equal("Created 120", RunbookSession.Counts(Sync()));
        int sent = Requests;
        Run second = Sync();
        Assert.Equal("Unchanged 120", RunbookSession.Counts(second));
        Assert.Equal(sent, Requests);
        Assert.Null(second.TerminatingError);
        Assert.Empty(second.Warnings);
        Assert.Equal(0, _runbook.ExitCode);
        Assert.Equal(["everyone.journal", "everyone.report.html"], Directory.GetFiles(State).Select(file => Path.GetFileName(file)).Order());
    }

    [Fact]
    public void Changed_rows_are_sent_and_overwrite_existing_values()
    {
        WriteList(120);
        Sync();
        WriteList(121, name: i => i == 7 ? "Bea" : "Ann");
        Assert.Equal("Created 1, Updated 1, Unchanged 119", RunbookSession.Counts(Sync()));
        Assert.Equal("Bea", _runbook.Api.Emulator.Contacts.Find("a7@example.com")!.Fields.Text("first_name"));
    }

    [Fact]
    public void An_opt_out_in_the_account_is_kept()
    {
        WriteList(2, status: _ => "SUBSCRIBED");
        Sync();
        Assert.Equal("SUBSCRIBED", StatusOf("a1@example.com"));
        _runbook.Api.Session.Run("Set-CnvContact a1@example.com -SubscriptionStatus UNSUBSCRIBED");
        WriteList(2, status: _ => "SUBSCRIBED", name: _ => "Bea");
        Assert.Equal("Updated 2", RunbookSession.Counts(Sync()));
        Assert.Equal("UNSUBSCRIBED", StatusOf("a1@example.com"));
    }

    [Theory]
    [InlineData("", "NO_STATUS")]
    [InlineData("-RemovedAction Unsubscribe", "UNSUBSCRIBED")]
    public void Contacts_that_have_left_are_counted_once(string parameter, string status)
    {
        WriteList(120);
        Sync();
        WriteList(118);
        Run run = Sync(parameter);
        Assert.Equal("Unchanged 118, Removed 2", RunbookSession.Counts(run));
        Assert.Null(run.TerminatingError);
        Assert.Equal(status, StatusOf("a120@example.com"));
        Assert.Equal("Unchanged 118", RunbookSession.Counts(Sync(parameter)));
    }

    [Fact]
    public void Contacts_that_have_left_can_be_ignored()
    {
        WriteList(120);
        Sync();
        WriteList(118);
        Assert.Equal("Unchanged 118", RunbookSession.Counts(Sync("-RemovedAction Ignore")));
    }

    [Fact]
    public void An_opt_out_of_a_contact_that_has_left_is_tried_again_after_a_failure()
    {
        WriteList(3);
        Sync();
        WriteList(2);
        _runbook.Api.Emulator.Faults.WhenBodyContains("UNSUBSCRIBED", Fault.Status(503), times: 1);
        Run first = Sync("-RemovedAction Unsubscribe");
        Assert.Equal("Unchanged 2, Removed 1", RunbookSession.Counts(first));
        Assert.Equal(1, _runbook.ExitCode);
        Assert.Null(first.Output.Single().Properties["RejectFile"].Value);
        Assert.StartsWith("Contacts of ", first.Errors[^1].Exception.Message);

        Run second = Sync("-RemovedAction Unsubscribe");
        Assert.Equal("Unchanged 2, Removed 1", RunbookSession.Counts(second));
        Assert.Null(second.TerminatingError);
        Assert.Equal("UNSUBSCRIBED", StatusOf("a3@example.com"));
    }

    [Theory]
    [InlineData("MaximumRemovePercent")]
    [InlineData("MaximumUnsubscribePercent")]
    [InlineData("MaximumChangePercent")]
    public void Beyond_a_limit_nothing_is_sent_however_often_it_is_run(string limit)
    {
        WriteList(120);
        Sync();
        int sent = Requests;
        bool isRemoval = limit == "MaximumRemovePercent";
        WriteList(isRemoval ? 60 : 120, limit == "MaximumUnsubscribePercent" ? _ => "UNSUBSCRIBED" : null, name: isRemoval ? null : _ => "Bea");
        string parameters = limit == "MaximumChangePercent" ? "-MaximumChangePercent 50" : "";
        for (int i = 0; i < 3; i++)
        {
            Run run = Sync(parameters);
            Assert.Empty(run.Output);
            Assert.Equal(3, _runbook.ExitCode);
            string message = run.Errors[^1].Exception.Message;
            Assert.Contains("change_limit", message);
            Assert.Contains("-" + limit, message);
            Assert.Contains("Nothing was sent", message);
            Assert.Contains($"Compare-CnvContact -JournalPath '{Path.Combine(State, "everyone.journal")}'", message);
        }

        Assert.Equal(sent, Requests);
        Assert.Contains("A guard would stop this run", File.ReadAllText(Path.Combine(State, "everyone.report.html")));
        Sync($"-{limit} 100");
        Assert.Equal(0, _runbook.ExitCode);
        Assert.Contains("rows went through", File.ReadAllText(Path.Combine(State, "everyone.report.html")));
    }

    [Fact]
    public void The_line_of_the_error_shows_the_changes()
    {
        WriteList(120);
        Sync();
        WriteList(60);
        string message = Sync().Errors[^1].Exception.Message;
        string line = message[message.IndexOf("Import-Csv", StringComparison.Ordinal)..message.IndexOf(". If they", StringComparison.Ordinal)];
        Run look = _runbook.Session.Run("Connect-Cnv -ApiKey (Get-Secret x)\n" + line);
        Assert.Equal(60, look.All<CnvContactComparison>().Count(comparison => comparison.Status == ComparisonStatus.Removed));
    }

    [Fact]
    public void An_empty_list_fails_the_run_and_nobody_has_left()
    {
        WriteList(5);
        Sync();
        int sent = Requests;
        WriteList(0);
        Assert.Contains("has no rows", Sync("-RemovedAction Unsubscribe").TerminatingError!.Exception.Message);
        Assert.Equal(sent, Requests);
        WriteList(5);
        Assert.Equal("Unchanged 5", RunbookSession.Counts(Sync()));
    }

    [Fact]
    public void A_row_without_a_valid_address_is_in_the_reject_file_and_nobody_has_left()
    {
        WriteList(5);
        Sync();
        File.AppendAllText(_runbook.Folder.PathOf("everyone.csv"), "no-at-sign,Eva,\n");
        string text = _runbook.Folder.Read("everyone.csv").Replace("a5@example.com,Ann,\n", "", StringComparison.Ordinal);
        _runbook.Folder.Write("everyone.csv", text);
        Run run = Sync();
        Assert.Equal("Unchanged 4, Rejected 1", RunbookSession.Counts(run));
        Assert.Single(run.Warnings);
        Assert.Null(run.TerminatingError);
        Assert.Equal(2, _runbook.ExitCode);
        Assert.Contains("no-at-sign", File.ReadAllText(Path.Combine(State, "everyone.rejects.csv")));

        _runbook.Folder.Write("everyone.csv", text.Replace("no-at-sign", "no@sign.example", StringComparison.Ordinal));
        Assert.Equal("Created 1, Unchanged 4, Removed 1", RunbookSession.Counts(Sync()));
        Assert.False(File.Exists(Path.Combine(State, "everyone.rejects.csv")));
    }

    // The journal is a link into a missing folder: the rows can be compared, and no run can write it.
    [Fact]
    public void A_run_that_ends_with_an_error_before_a_row_is_rejected_leaves_the_earlier_reject_file_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There the rows cannot be compared either.");
        WriteList(3);
        Directory.CreateDirectory(State);
        string rejects = _runbook.Folder.Write("state/everyone.rejects.csv", "\"Email\"\n\"no-at-sign\"\n");
        File.CreateSymbolicLink(Path.Combine(State, "everyone.journal"), _runbook.Folder.PathOf("none/everyone.journal"));
        Assert.StartsWith("journal_unavailable,Conversion.Commands.SyncCnvContactCommand", Sync().TerminatingError!.FullyQualifiedErrorId);
        Assert.Contains("no-at-sign", File.ReadAllText(rejects));
    }

    [Fact]
    public void A_cell_that_is_a_formula_to_a_spreadsheet_is_text_in_the_reject_file()
    {
        _runbook.Folder.Write("everyone.csv", "Email,first_name\nno-at-sign,=1+1\n");
        Sync();
        Assert.Contains("\"'=1+1\"", File.ReadAllText(Path.Combine(State, "everyone.rejects.csv")));
    }

    [Fact]
    public void After_a_lost_response_the_next_run_resumes()
    {
        WriteList(3);
        Sync();
        WriteList(3, name: i => i == 2 ? "Bea" : "Ann");
        _runbook.Api.Emulator.Faults.WhenBodyContains("Bea", Fault.ResetAfterApplying(), times: 1);
        Run first = Sync();
        Assert.Equal("Unchanged 2, Unknown 1", RunbookSession.Counts(first));
        Assert.Contains("Run the same line again", first.Errors[^1].Exception.Message);
        Assert.Equal(1, _runbook.ExitCode);
        Assert.Equal("Updated 1, Unchanged 2", RunbookSession.Counts(Sync()));
    }

    [Fact]
    public void A_missing_list_fails_the_run()
    {
        Run run = Sync();
        Assert.StartsWith("There is no list ", run.TerminatingError!.Exception.Message);
        Assert.False(Directory.Exists(State));
    }

    [Fact]
    public void A_refused_key_fails_the_run_and_closes_the_connection()
    {
        WriteList(3);
        _runbook.Session.Set("StubKey", "sk_live_test_s3cr3tThatIsRefused");
        Run run = Sync();
        Assert.Equal("unauthorized,Conversion.Commands.SyncCnvContactCommand", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Empty(_runbook.Session.Run("Get-CnvConnection").Output);
        Assert.DoesNotContain("s3cr3t", _runbook.Visible(run));
    }

    [Fact]
    public void The_list_can_move_from_Import_Leads_with_its_journal()
    {
        WriteList(3);
        _runbook.Run("Import-Leads.ps1", $"-Path '{_runbook.Folder.PathOf("everyone.csv")}' -StateFolder '{State}' -SecretName ConversionApiKey");
        // The switch that keeps existing values is gone, so each row is sent once more.
        Assert.Equal("Updated 3", RunbookSession.Counts(Sync()));
        WriteList(2);
        Assert.Equal("Unchanged 2, Removed 1", RunbookSession.Counts(Sync()));
    }
}
