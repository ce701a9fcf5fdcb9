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
/// about_Conversion_Runbooks: what it prints is run as it stands. One of its keys is in the environment, which is the
/// process's, so these run alone.
/// </summary>
[Collection(nameof(EnvironmentKeyTests))]
public sealed class AboutRunbooksTests : IAsyncLifetime
{
    // Somebody at the prompt.
    private const string Person =
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
        _runbook.Session.Run(Person);
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
    public void Each_way_to_a_key_connects_and_shows_no_secret(string block)
    {
        Run run = Run(block + " -Verbose");
        Assert.Null(run.Ending);
        Assert.Empty(run.Output);
        Assert.Equal("test", ((CnvConnection)_runbook.Session.Run("Get-CnvConnection").Output.Single().BaseObject).KeyId);
        Assert.NotEmpty(run.Verbose);
        Assert.DoesNotContain("s3cr3t", _runbook.Visible(run));
        Assert.DoesNotContain("s3cr3t", _runbook.Visible(_runbook.Session.Run("Get-CnvConnection")));
    }

    [Fact]
    public void There_are_all_the_ways_to_a_key() => Assert.Equal(8, s_topic.Blocks("KEYS").Count);

    [Fact]
    public void A_source_that_has_nothing_is_an_error_whatever_the_environment_has()
    {
        _runbook.Session.Run("function Get-Secret { }");
        Assert.StartsWith("missing_api_key,", Run("Connect-Cnv -ApiKey (Get-Secret -Name ConversionApiKey)").Ending!.FullyQualifiedErrorId);
    }

    [Fact]
    public void Its_line_goes_on_where_it_was_left_and_Force_starts_anew()
    {
        Run("Connect-Cnv");
        string line = Block("LONG DESCRIPTION");
        Run first = Run(line, "$results");
        Assert.Equal("Created Created Created Created Rejected Rejected", Statuses(first));
        Assert.Equal("Skipped Skipped Skipped Skipped Rejected Rejected", Statuses(Run(line, "$results")));
        Assert.Equal("Updated Updated Updated Updated Rejected Rejected", Statuses(Run(Block("THE JOURNAL"))));
    }

    [Fact]
    public void ErrorActionPreference_Stop_ends_its_line_and_ErrorAction_Continue_does_not()
    {
        Run("Connect-Cnv");
        string line = "$ErrorActionPreference = 'Stop'\n" + Block("LONG DESCRIPTION");
        Assert.StartsWith("invalid_email,", Run(line).Ending!.FullyQualifiedErrorId);
        Assert.Null(Run(line + " -ErrorAction Continue").Ending);
    }

    [Fact]
    public void Its_rejects_are_a_list_again()
    {
        Run("Connect-Cnv");
        Run(Block("LONG DESCRIPTION"), Block("REJECTS"));
        Assert.Equal(
            ["\"Email\",\"first_name\",\"favourite_colour\"", "\"no-at-sign.example.com\",\"Eva\",\"\"", "\"six@example.com\",\"Fay\",\"teal\""],
            File.ReadAllLines(_runbook.Folder.PathOf("rejects.csv")));
    }

    [Fact]
    public void It_fails_when_rows_are_left_and_only_then()
    {
        Run("Connect-Cnv");
        _runbook.Api.Emulator.Faults.WhenBodyContains("one@example.com", Fault.Status(503), times: 1);
        string[] blocks = [Block("LONG DESCRIPTION"), Block("EXIT CODES")];
        // All rows that can be sent shared the request that failed.
        Assert.Equal("5 rows are left: run again.", Run(blocks).Ending?.Exception.Message);
        Assert.Null(Run(blocks).Ending);
    }

    [Fact]
    public void A_bare_number_is_no_time_limit_that_anybody_wants()
    {
        Run("Connect-Cnv");
        Assert.All(Run("Import-Csv leads.csv | Set-CnvContact -TimeLimit 90").Results.Where(result => result.ErrorCode != "invalid_email"),
            result => Assert.Equal(UpsertStatus.NotSent, result.Status));
    }

    [Fact]
    public void Its_sandbox_takes_the_field_that_it_names()
    {
        // The emulator's address is not for a sandbox.
        _runbook.Session.Run("$PSDefaultParameterValues = @{}");
        Run run = Run(Block("REHEARSAL"), "Set-CnvContact one@example.com -Fields @{ score = 5 }");
        Assert.Equal(UpsertStatus.Created, run.Result.Status);
        Assert.Contains("one@example.com", _runbook.Folder.Read("rehearsal.jsonl"));
    }

    [Fact]
    public void The_samples_that_it_names_are_there_and_no_other()
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
    public void The_statuses_and_codes_that_it_names_are_real()
    {
        string text = string.Join('\n', s_topic.Lines);
        Assert.All(
            Enum.GetNames<UpsertStatus>().Except(["Created", "Updated"]),
            status => Assert.Contains(status, text, StringComparison.Ordinal));
        foreach (string code in new[] { "journal_mismatch", "journal_in_use", "missing_api_key", "error_limit", "unauthorized", "forbidden" })
        {
            Assert.Contains(code, text, StringComparison.Ordinal);
            Assert.NotEqual("It happened.", CnvErrors.From(code, "It happened.", target: null).Exception.Message);
        }
    }

    private static string Statuses(Run run) => string.Join(' ', run.Results.Select(result => result.Status));
}
