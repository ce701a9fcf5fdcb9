using System;
using System.IO;
using System.Management.Automation;
using System.Threading;
using Conversion.Shell.Host;
using Xunit;

namespace Conversion.Tests.Shell;

/// <summary>What is written where, and how.</summary>
public sealed class ShellOutputTests
{
    private const char Escape = '\e';

    private const string WriteError =
        "& { [CmdletBinding()] param() $PSCmdlet.WriteError([Management.Automation.ErrorRecord]::new([Exception]'one bad row', 'Id', 'InvalidData', $null)) }";

    [Fact]
    public void Objects_are_formatted_as_a_table()
    {
        ShellRun run = ShellRun.Of("-c", "[pscustomobject]@{ Row = 1; Status = 'Created' }, [pscustomobject]@{ Row = 2; Status = 'Rejected' }");
        Assert.Equal(["", "Row Status", "--- ------", "  1 Created", "  2 Rejected", ""], Lines(run.Output));
    }

    [Fact]
    public void An_error_goes_to_the_error_stream_and_the_script_goes_on()
    {
        ShellRun run = ShellRun.Of("-c", WriteError + "; 'went on'");
        Assert.Equal(["went on"], Lines(run.Output));
        Assert.Contains("one bad row", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_error_that_ends_the_script_goes_to_the_error_stream()
    {
        ShellRun run = ShellRun.Of("-c", "'before'; throw 'the end'; 'after'");
        Assert.Equal(["before"], Lines(run.Output));
        Assert.Contains("the end", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_in_a_script_shows_its_line()
    {
        using ScratchFolder folder = new();
        string script = folder.Write("script.ps1", "'one'\nthrow 'the end'\n");
        ShellRun run = ShellRun.Of(script);
        Assert.Contains(script + ":2", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_cannot_be_parsed_says_why() =>
        Assert.Contains("Missing condition in if statement", ShellRun.Of("-c", "if (").Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("WriteWarning('careful')", "WARNING: careful")]
    [InlineData("WriteVerbose('busy')", "VERBOSE: busy")]
    [InlineData("WriteDebug('inside')", "DEBUG: inside")]
    [InlineData("WriteInformation('note', @())", "note")]
    public void The_other_streams_go_to_the_output(string call, string expected)
    {
        ShellRun run = ShellRun.Of("-c",
            $"$VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'; & {{ [CmdletBinding()] param() $PSCmdlet.{call} }}");
        Assert.Equal([expected], Lines(run.Output));
        Assert.Empty(run.Error);
    }

    [Fact]
    public void Progress_is_not_shown_where_the_output_is_redirected() =>
        Assert.Empty(ShellRun.Of("-c", "& { [CmdletBinding()] param() $PSCmdlet.WriteProgress([Management.Automation.ProgressRecord]::new(0, 'Sending', '1 row')) }").Output);

    [Fact]
    public void Where_there_is_no_colour_there_are_no_escapes()
    {
        ShellRun run = ShellRun.Of("-c", "[pscustomobject]@{ a = 1 }; Write-Host x -ForegroundColor Red; \"$([char]27)[31mred\"; " + WriteError);
        Assert.DoesNotContain(Escape, run.Output);
        Assert.DoesNotContain(Escape, run.Error);
    }

    [Fact]
    public void Where_there_is_colour_text_and_errors_have_it()
    {
        ShellConsole console = new()
        {
            In = TextReader.Null,
            Out = new StringWriter(),
            Error = new StringWriter(),
            OutputHasColour = true,
            ErrorHasColour = true,
        };
        ShellRun run = ShellRun.Of(console, CancellationToken.None, "-c", "Write-Host x -ForegroundColor Red; " + WriteError);
        Assert.Equal(PSStyle.MapForegroundColorToEscapeSequence(ConsoleColor.Red) + "x" + PSStyle.Instance.Reset, Assert.Single(Lines(run.Output)));
        Assert.Contains(Escape, run.Error);
    }

    [Theory]
    [InlineData("Write-Host a", "a")]
    [InlineData("Write-Host a b (1, 2)", "a b 1 2")]
    [InlineData("Write-Host a, b -Separator ', '", "a, b")]
    [InlineData("Write-Host a -NoNewline; Write-Host b", "ab")]
    [InlineData("Write-Host", "")]
    [InlineData("1, 2 | Write-Host -NoNewline; Write-Host $null", "12")]
    [InlineData("Write-Host hidden 6>$null; 'shown'", "shown")]
    [InlineData("(Write-Output 1, 2, 3 | ForEach-Object { $_ * 2 }) -join ' '", "2 4 6")]
    [InlineData("(Write-Output 1, 2 -NoEnumerate | ForEach-Object { $_.Count }) -join ' '", "2")]
    public void Text_is_written_as_PowerShell_writes_it(string line, string expected) =>
        Assert.Equal([expected], Lines(ShellRun.Of("-c", line).Output));

    private static string[] Lines(string text) => text.TrimEnd('\r', '\n').Length == text.Length
        ? text.Split(Environment.NewLine)
        : text[..^Environment.NewLine.Length].Split(Environment.NewLine);
}
