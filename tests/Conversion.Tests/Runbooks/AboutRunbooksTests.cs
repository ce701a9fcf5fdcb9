using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Model;
using Conversion.Tests.Connections;
using Conversion.Tests.Help;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Runbooks;

/// <summary>
/// about_Conversion_Runbooks: its code runs unchanged. One of its keys is in an environment variable, which belongs to the
/// process, so these tests run alone.
/// </summary>
[Collection(nameof(EnvironmentKeyTests))]
public sealed class AboutRunbooksTests : IAsyncLifetime
{
    // Stubs for a user at the prompt.
    private const string PromptStubs =
        """
        function Read-Host([string] $Prompt, [switch] $AsSecureString) { if ($AsSecureString) { ConvertTo-StubSecret $StubKey } }
        function Get-Credential([string] $UserName, [string] $Message) { Get-AutomationPSCredential $UserName }
        """;

    private static readonly AboutTopic s_topic = new("about_Conversion_Runbooks");

    private readonly string? _keyBefore = Environment.GetEnvironmentVariable("CNV_API_KEY");
    private RunbookSession _runbook = null!;

    public static TheoryData<string> Keys => [.. s_topic.Blocks("KEYS")];

    public async ValueTask InitializeAsync()
    {
        _runbook = await RunbookSession.StartAsync();
        _runbook.WriteList(RunbookSession.Leads);
        _runbook.Session.Run(PromptStubs);
        _runbook.Session.Run($"Set-Location '{_runbook.Folder.Root}'");
        Environment.SetEnvironmentVariable("CNV_API_KEY", Api.Key);
    }

    public async ValueTask DisposeAsync()
    {
        Environment.SetEnvironmentVariable("CNV_API_KEY", _keyBefore);
        await _runbook.DisposeAsync();
    }

    private static string Block(string section) => s_topic.Blocks(section).Single();

    private Run Run(params string[] blocks) => _runbook.Session.Run(string.Join('\n', blocks));

    [Theory]
    [MemberData(nameof(Keys))]
    public void Each_key_source_connects_and_shows_no_secret(string block)
    {
        Run run = Run(block + " -Verbose");
        Assert.Null(run.TerminatingError);
        Assert.Empty(run.Output);
        Assert.Equal("test", ((CnvConnection)_runbook.Session.Run("Get-CnvConnection").Output.Single().BaseObject).KeyId);
        Assert.NotEmpty(run.Verbose);
        Assert.DoesNotContain("s3cr3t", _runbook.Visible(run));
        Assert.DoesNotContain("s3cr3t", _runbook.Visible(_runbook.Session.Run("Get-CnvConnection")));
    }

    [Fact]
    public void All_key_sources_are_present() => Assert.Equal(8, s_topic.Blocks("KEYS").Count);

    [Fact]
    public void An_empty_key_source_is_an_error_whatever_the_environment_variable()
    {
        _runbook.Session.Run("function Get-Secret { }");
        Assert.StartsWith("missing_api_key,", Run("Connect-Cnv -ApiKey (Get-Secret -Name ConversionApiKey)").TerminatingError!.FullyQualifiedErrorId);
    }

    [Fact]
    public void The_command_resumes_and_Force_starts_again()
    {
        Run("Connect-Cnv");
        string line = Block("LONG DESCRIPTION");
        Run first = Run(line, "$results");
        Assert.Equal("Created Created Created Created Rejected Rejected", Statuses(first));
        Assert.Equal("Unchanged Unchanged Unchanged Unchanged Rejected Rejected", Statuses(Run(line, "$results")));
        Assert.Equal("Updated Updated Updated Updated Rejected Rejected", Statuses(Run(Block("THE JOURNAL"))));
    }

    [Fact]
    public void A_whole_list_is_sent_and_then_compared()
    {
        Run("Connect-Cnv");
        _runbook.Folder.Write("everyone.csv", "Email,SubscriptionStatus\n" + string.Concat(Enumerable.Range(1, 100).Select(i => $"a{i}@example.com,\n")));
        string[] blocks = [.. s_topic.Blocks("WHOLE LISTS")];
        Assert.Equal(2, blocks.Length);
        Assert.Null(Run(blocks[0]).TerminatingError);
        Assert.Null(Run(blocks[1]).TerminatingError);

        _runbook.Folder.Write("everyone.csv", "Email,SubscriptionStatus\n" + string.Concat(Enumerable.Range(1, 100).Select(i => $"a{i}@example.com,UNSUBSCRIBED\n")));
        int sent = _runbook.Api.Emulator.Requests.Count;
        Assert.Contains("change_limit", Run(blocks[1]).TerminatingError!.Exception.Message);
        Assert.Equal(sent, _runbook.Api.Emulator.Requests.Count);
    }

    [Fact]
    public void ErrorActionPreference_Stop_ends_the_command_and_ErrorAction_Continue_does_not()
    {
        Run("Connect-Cnv");
        string line = "$ErrorActionPreference = 'Stop'\n" + Block("LONG DESCRIPTION");
        Assert.StartsWith("invalid_email,", Run(line).TerminatingError!.FullyQualifiedErrorId);
        Assert.Null(Run(line + " -ErrorAction Continue").TerminatingError);
    }

    [Fact]
    public void The_reject_file_can_be_imported()
    {
        Run("Connect-Cnv");
        Run(Block("LONG DESCRIPTION"), Block("REJECTS"));
        Assert.Equal(
            ["\"Email\",\"first_name\",\"favourite_colour\"", "\"no-at-sign.example.com\",\"Eva\",\"\"", "\"six@example.com\",\"Fay\",\"teal\""],
            File.ReadAllLines(_runbook.Folder.PathOf("rejects.csv")));
    }

    [Fact]
    public void The_exit_code_says_whether_to_run_again_or_to_correct_rows()
    {
        Run("Connect-Cnv");
        _runbook.Api.Emulator.Faults.WhenBodyContains("one@example.com", Fault.Status(503), times: 1);
        string[] blocks = [Block("LONG DESCRIPTION"), Block("EXIT CODES")];
        // All valid rows were in the failed request.
        Assert.Equal([1, 2], Enumerable.Range(0, 2).Select(_ => Run([.. blocks, "$summary.ExitCode"]).Output.Single().BaseObject));
    }

    [Fact]
    public void The_report_is_written()
    {
        Run("Connect-Cnv");
        Assert.All(s_topic.Blocks("REPORTS"), block => Assert.Null(Run(block).TerminatingError));
        Assert.Contains("2 rows need mending.", _runbook.Folder.Read("leads.html"));
        Assert.Contains("no-at-sign", _runbook.Folder.Read("rows.html"));
    }

    [Fact]
    public void A_number_as_time_limit_means_ticks_and_sends_nothing()
    {
        Run("Connect-Cnv");
        Assert.All(Run("Import-Csv leads.csv | Set-CnvContact -TimeLimit 90").Results.Where(result => result.ErrorCode != "invalid_email"),
            result => Assert.Equal(UpsertStatus.NotSent, result.Status));
    }

    [Fact]
    public void The_documented_sandbox_accepts_its_field()
    {
        // A sandbox does not accept the emulator's address.
        _runbook.Session.Run("$PSDefaultParameterValues = @{}");
        Run run = Run(Block("REHEARSAL"), "Set-CnvContact one@example.com -Fields @{ score = 5 }");
        Assert.Equal(UpsertStatus.Created, run.Result.Status);
        Assert.Contains("one@example.com", _runbook.Folder.Read("rehearsal.jsonl"));
    }

    [Fact]
    public void Exactly_the_existing_samples_are_named()
    {
        IEnumerable<string> named = s_topic.Lines.SkipWhile(line => line != "SAMPLES").TakeWhile(line => line != "SEE ALSO")
            .Where(line => line.StartsWith("    ", StringComparison.Ordinal) && !line.StartsWith("     ", StringComparison.Ordinal) && !line.EndsWith(':'))
            .SelectMany(line => line.Trim().Split(", "));
        string folder = Checkout.Sample("runbooks");
        IEnumerable<string> there = Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".dockerignore", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'));
        Assert.Equal(there.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_named_statuses_and_codes_exist()
    {
        string text = string.Join('\n', s_topic.Lines);
        Assert.All(
            Enum.GetNames<UpsertStatus>().Except(["Created", "Updated", "Tracked"]),
            status => Assert.Contains(status, text, StringComparison.Ordinal));
        foreach (string code in new[] { "journal_mismatch", "journal_in_use", "missing_api_key", "error_limit", "change_limit", "unauthorized", "forbidden" })
        {
            Assert.Contains(code, text, StringComparison.Ordinal);
            Assert.NotEqual("It happened.", CnvErrors.From(code, "It happened.", target: null).Exception.Message);
        }
    }

    private static string Statuses(Run run) => string.Join(' ', run.Results.Select(result => result.Status));
}
