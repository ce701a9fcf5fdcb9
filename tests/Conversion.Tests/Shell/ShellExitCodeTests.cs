using System;
using System.IO;
using System.Threading;
using Conversion.Shell.Host;
using Xunit;

namespace Conversion.Tests.Shell;

/// <summary>How a run ended, as the caller of the shell sees it.</summary>
public sealed class ShellExitCodeTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("'done'", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("& { exit 3 }", 3)]
    [InlineData("exit", 0)]
    [InlineData("throw 'no'", 1)]
    [InlineData("if (", 1)]
    [InlineData("Import-Csv none.csv; 'went on'", 0)]
    [InlineData("$ErrorActionPreference = 'Stop'; Import-Csv none.csv; 'went on'", 1)]
    public void A_script_gives_the_exit_code(string script, int exitCode) => Assert.Equal(exitCode, RunScript(script).ExitCode);

    [Fact]
    public void The_exit_code_of_a_script_that_the_script_runs_is_not_its_own()
    {
        _folder.Write("inner.ps1", "exit 5");
        ShellRun run = RunScript("& $PSScriptRoot/inner.ps1; \"inner gave $LASTEXITCODE\"");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("inner gave 5" + Environment.NewLine, run.Output);
    }

    [Theory]
    [InlineData("'done'", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("throw 'no'", 1)]
    [InlineData("if (", 1)]
    [InlineData("1/0", 1)]
    [InlineData("1/0; 'went on'", 0)]
    public void A_line_gives_the_exit_code(string line, int exitCode) => Assert.Equal(exitCode, ShellRun.Of("-Command", line).ExitCode);

    [Theory]
    [InlineData]
    [InlineData("-c")]
    [InlineData("-File")]
    [InlineData("-Version")]
    [InlineData("")]
    public void Nothing_to_run_shows_the_usage(params string[] arguments)
    {
        ShellRun run = ShellRun.Of(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("<script.ps1>", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void A_missing_script_is_named()
    {
        ShellRun run = ShellRun.Of(_folder.PathOf("none.ps1"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(_folder.PathOf("none.ps1"), run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_script_is_not_run()
    {
        ShellRun run = ShellRun.Of(_folder.Write("list.csv", "a\n1\n"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(".ps1", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_script_cleans_up_and_gives_130()
    {
        using CancellationTokenSource interruption = new();
        using InterruptingWriter output = new(interruption);
        ShellConsole console = new() { In = TextReader.Null, Out = output, Error = new StringWriter() };
        string script = _folder.Write("loop.ps1", "try { 'started'; while ($true) { } } finally { [IO.File]::WriteAllText(\"$PSScriptRoot/ended\", '') }");

        Assert.Equal(130, ShellRun.Of(console, interruption.Token, script).ExitCode);
        Assert.True(File.Exists(_folder.PathOf("ended")));
    }

    private ShellRun RunScript(string script) => ShellRun.Of(_folder.Write("script.ps1", script));

    /// <summary>Interrupts the shell at the first thing it writes.</summary>
    private sealed class InterruptingWriter(CancellationTokenSource interruption) : StringWriter
    {
        public override void Write(string? value)
        {
            base.Write(value);
            interruption.Cancel();
        }
    }
}
