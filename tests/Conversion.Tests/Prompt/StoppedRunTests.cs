using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Prompt;

/// <summary>Ctrl+C at a real terminal: what was confirmed, what may have been applied, and how to go on.</summary>
public sealed class StoppedRunTests : IAsyncLifetime
{
    private readonly Api _api = new();
    private readonly ScratchFolder _folder = new();

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return _api.DisposeAsync();
    }

    [Theory]
    [InlineData("", "all rows are sent again, which is safe. With -JournalPath, only the rest would be.")]
    [InlineData("-JournalPath leads.journal", "Run the same line again: confirmed rows are not sent again.")]
    [InlineData("-JournalPath leads.journal -Force", "Run the same line again without -Force: confirmed rows are not sent again.")]
    public void It_says_what_happened_and_how_to_go_on(string parameters, string advice)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), TerminalProcess.NoTerminal);
        _api.Emulator.Faults.Enqueue(Fault.None, 5).Enqueue(Fault.Hang(apply: true), 1000);
        using TerminalProcess terminal = Start($"$r = Import-Csv rows.csv | Set-CnvContact -ThrottleLimit 3 {parameters}");
        terminal.WaitUntil(() => _api.Emulator.Requests is { InFlight: 3, Count: 8 }, "three requests in flight");
        terminal.PressCtrlC();
        terminal.WaitFor(advice);
        terminal.WaitFor("Stopped. Rows confirmed: 5. Rows that may have been applied: 3.");
        terminal.WaitForPrompt();
        terminal.TypeLine("'still ' + 'here'");
        terminal.WaitFor("still here");
        Assert.Equal(8, _api.Emulator.Requests.Count);
    }

    [Fact]
    public void What_waits_for_its_first_attempt_was_not_applied()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), TerminalProcess.NoTerminal);
        _api.Emulator.Faults.Enqueue(Fault.None, 5).Enqueue(Fault.Status(429, retryAfter: "200"), 1000);
        using TerminalProcess terminal = Start("$r = Import-Csv rows.csv | Set-CnvContact -ThrottleLimit 1");
        terminal.WaitFor("rate limit: ");
        terminal.PressCtrlC();
        terminal.WaitFor("Stopped. Rows confirmed: 5. Rows that may have been applied: 0.");
    }

    [Fact]
    public void The_same_line_goes_on_where_there_is_a_journal()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), TerminalProcess.NoTerminal);
        const string line = "$r = Import-Csv rows.csv | Set-CnvContact -ThrottleLimit 3 -JournalPath leads.journal";
        _api.Emulator.Faults.Enqueue(Fault.None, 5).Enqueue(Fault.Hang(apply: true), 3);
        using TerminalProcess terminal = Start(line);
        terminal.WaitUntil(() => _api.Emulator.Requests is { InFlight: 3, Count: 8 }, "three requests in flight");
        terminal.PressCtrlC();
        terminal.WaitFor("Stopped. Rows confirmed: 5.");
        terminal.WaitForPrompt();
        terminal.TypeLine(line);
        terminal.WaitFor(": 12 Created, 3 Updated, 5 Unchanged.");
    }

    private TerminalProcess Start(string line)
    {
        _folder.Write("rows.csv", "Email\n" + string.Concat(Enumerable.Range(1, 20).Select(row => string.Create(CultureInfo.InvariantCulture, $"p{row}@example.com\n"))));
        return TerminalProcess.Start($"Set-Location '{_folder.Root}'; Connect-Cnv -ApiKey {Api.Key} -BaseUri {_api.BaseUri}; {line}");
    }
}
