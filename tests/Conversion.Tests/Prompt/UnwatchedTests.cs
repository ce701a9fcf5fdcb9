using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Conversion.Tests.Connections;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Prompt;

/// <summary>Where nobody looks on, nothing is asked and nothing is shown that is not on a stream.</summary>
[Collection(nameof(EnvironmentKeyTests))]
public sealed class UnwatchedTests
{
    private const string Script = """
        Connect-Cnv -Sandbox
        $r = 'a@b.c', 'd@e.f' | Set-CnvContact
        Disconnect-Cnv
        Get-CnvConnection
        try { Connect-Cnv } catch { $_.FullyQualifiedErrorId }
        'the ' + 'end'
        """;

    [Fact]
    public async Task Output_that_is_no_terminal_has_only_what_the_script_writes()
    {
        DotnetProcess run = await DotnetProcess.RunAsync(
            new Dictionary<string, string> { ["NO_COLOR"] = "1", ["CNV_API_KEY"] = "" }, [Checkout.Shell, "-NoProfile", "-Command", Script]);
        Assert.Equal(
            ["missing_api_key,Conversion.Commands.ConnectCnvCommand", "the end"], run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(run.Error);
    }

    [Theory]
    [InlineData("-NonInteractive")]
    [InlineData("-noni")]
    public void At_a_terminal_that_is_not_interactive_too(string parameter)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), TerminalProcess.NoTerminal);
        using TerminalProcess terminal = TerminalProcess.Start(Script, parameters: parameter);
        terminal.WaitFor("the end");
        Assert.DoesNotContain(" rows in ", terminal.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("There is no connection", terminal.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("API key (", terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void At_a_terminal_with_a_person_all_of_it_is_shown()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), TerminalProcess.NoTerminal);
        using TerminalProcess terminal = TerminalProcess.Start(Script);
        terminal.WaitFor("2 rows in ");
        terminal.WaitFor("There is no connection in this session.");
        terminal.WaitFor("Settings > Integrations): ");
        terminal.WaitUntil(() => !terminal.IsEchoing, "a prompt that hides what is typed");
        terminal.TypeLine("sk_live_kid_s3cr3t");
        terminal.WaitFor("the end");
        Assert.Contains("with the key id kid", terminal.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_runspace_without_a_window_it_is_on_the_information_stream_only()
    {
        InteractiveTestHost host = new();
        using Session session = new(host);
        session.Set("manifest", Checkout.Manifest);
        Run run = session.Run("""
            $job = [powershell]::Create().AddScript("Import-Module '$manifest'; Connect-Cnv -Sandbox; 'a@b.c' | Set-CnvContact; Disconnect-Cnv; Get-CnvConnection; Connect-Cnv")
            $job.Invoke().Count
            $job.Streams.Information.Count
            $job.Streams.Error.Count
            """);
        Assert.Null(run.TerminatingError);
        Assert.Equal("1 1 1", string.Join(' ', run.Output));
        Assert.Empty(host.Lines);
    }
}
