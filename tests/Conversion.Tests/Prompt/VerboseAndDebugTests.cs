using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Tests.Hosting;
using Xunit;
using static Conversion.Tests.Hosting.Session;

namespace Conversion.Tests.Prompt;

/// <summary>What -Verbose and -Debug tell: rows, codes, waits and decisions, but no address and no value.</summary>
public sealed class VerboseAndDebugTests : IAsyncLifetime
{
    private readonly Api _api = new();

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public void Verbose_names_the_row_the_status_and_the_code_and_hides_the_address()
    {
        Run run = _api.Session.Pipe(
            "Set-CnvContact -Verbose -ThrottleLimit 1", Row(("Email", "jane@example.com")), Row(("Email", "nobody")), Row(("Email", "max@example.com"), ("nonsense", "x")));
        Assert.Equal(
            ["Row 1 (j…@example.com): Created, HTTP 200", "Row 2 (n…): Rejected, invalid_email", "Row 3 (m…@example.com): Rejected, invalid_field, HTTP 400"],
            run.Verbose.Where(line => line.StartsWith("Row ", StringComparison.Ordinal)));
        Assert.DoesNotContain(run.Verbose, line => line.Contains("jane", StringComparison.Ordinal) || line.Contains("nobody", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Set-CnvContact", "Email")]
    [InlineData("Sync-CnvContact -JournalPath @JOURNAL", "Email")]
    [InlineData("Compare-CnvContact -JournalPath @JOURNAL", "Email")]
    [InlineData("Set-CnvContact -BatchSize 10 -JournalPath @JOURNAL -Full", "Email")]
    [InlineData("Add-CnvEvent opened", "Email")]
    [InlineData("Add-CnvEvent opened", "UserId")]
    [InlineData("ConvertTo-CnvContact", "Email")]
    public void No_stream_of_a_log_has_a_whole_address(string command, string column)
    {
        using ScratchFolder folder = new();
        command = command.Replace("@JOURNAL", $"'{folder.PathOf("a.journal")}'", StringComparison.Ordinal);
        InteractiveTestHost host = new();
        using Session session = _api.Connect(host: host);
        foreach (string parameters in command.StartsWith("Co", StringComparison.Ordinal) ? new[] { " -Verbose -Debug" } : [" -Verbose -Debug -WhatIf", " -Verbose -Debug", " -Verbose -Confirm:$false"])
        {
            session.Set("rows", new[] { Row((column, "jane@example.com"), ("nonsense", "x")), Row((column, "jane.doe@example.com")) });
            using PowerShell shell = session.Prepare($"$rows | {command}{parameters} -ErrorAction Ignore");
            shell.Invoke();
            IEnumerable<string> lines = [.. host.Lines, .. shell.Streams.Verbose.Select(line => line.Message), .. shell.Streams.Debug.Select(line => line.Message),
                .. shell.Streams.Warning.Select(line => line.Message), .. shell.Streams.Information.Select(line => line.ToString()!)];
            Assert.DoesNotContain(lines, line => line.Contains("jane", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_question_names_the_whole_address()
    {
        InteractiveTestHost host = new();
        using Session session = _api.Connect(host: host);
        session.Pipe("Set-CnvContact -Confirm", Row(("Email", "jane@example.com")));
        Assert.Contains(host.Questions, question => question.Contains("\"jane@example.com\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Verbose_names_the_wait_to_come()
    {
        _api.Emulator.Faults.Enqueue(Fault.Status(429, retryAfter: "1"));
        using Session session = _api.Connect("-MaximumRetryCount 6");
        Run run = session.Pipe("Set-CnvContact -Verbose", "a@b.c");
        Assert.Contains("Waiting 1.0 s for the rate limit. Attempt 2 of 7 follows.", run.Verbose);
        Assert.Contains(run.Verbose, line => line.StartsWith("POST /v2/contacts 429 ", StringComparison.Ordinal) && line.EndsWith("attempt 1, 1 row, next attempt in 1.0 s", StringComparison.Ordinal));
    }

    [Fact]
    public void Debug_tells_plan_batches_and_journal_without_values()
    {
        using ScratchFolder folder = new();
        string command = $"Set-CnvContact -BatchSize 10 -JournalPath '{folder.PathOf("a.journal")}' -FieldMap @{{ first_name = 'Given name' }} -CnvContactId {{ $_.Id }} -Debug -WarningAction Ignore";
        PSObject[] rows = [Row(("Email", "jane@example.com"), ("Given name", "Secretname"), ("Id", ""), ("Other", "x"))];
        IReadOnlyList<string> first = Debug(command, rows);
        Assert.Contains("Connection 'Default', key id test; -BatchSize 10, -ThrottleLimit 8, -SubscriptionPolicy AsGiven; the journal knows 0 contacts", first);
        Assert.Contains(
            "New shape of rows, 4 columns: 'Email' -> Email; 'Given name' -> not sent; 'Id' -> not sent; 'Other' -> not sent (NotMapped); first_name <- 'Given name'; -CnvContactId <- a script block",
            first);
        Assert.Contains("Request with 1 rows to /v2/contacts/batch; the first is row 1", first);
        IReadOnlyList<string> second = Debug(command, rows);
        Assert.Contains("Row 1: the journal has exactly this request, so it is not sent", second);
        Assert.DoesNotContain(first.Concat(second), line => line.Contains("Secretname", StringComparison.Ordinal) || line.Contains("jane", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Set-CnvContact -Debug", "; no journal: every row is sent")]
    [InlineData("Set-CnvContact -Debug -WhatIf", "; no journal: every row would be sent")]
    public void Debug_says_what_becomes_of_rows_without_a_journal(string command, string told) =>
        Assert.EndsWith(told, Debug(command, [Row(("Email", "jane@example.com"))])[0]);

    [Fact]
    public void Without_them_nothing_is_told()
    {
        using PowerShell shell = _api.Session.Prepare("'a@b.c' | Set-CnvContact");
        shell.Invoke();
        Assert.Empty(shell.Streams.Debug);
        Assert.Empty(shell.Streams.Verbose);
    }

    private IReadOnlyList<string> Debug(string command, PSObject[] rows)
    {
        _api.Session.Set("rows", rows);
        using PowerShell shell = _api.Session.Prepare($"$rows | {command}");
        shell.Invoke();
        Assert.Empty(shell.Streams.Error);
        return [.. shell.Streams.Debug.Select(line => line.Message)];
    }
}
