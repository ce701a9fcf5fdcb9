using System;
using System.Linq;
using Xunit;

namespace Conversion.Tests.Shell;

/// <summary>What a script is given, and what it finds around itself.</summary>
public sealed class ShellScriptTests : IDisposable
{
    private const string Parameters = "param([string]$Name = 'nobody', [int]$Count = 1, [switch]$Loud, [Parameter(ValueFromRemainingArguments)]$Rest) ";

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("nobody 1 False")]
    [InlineData("Ann 3 True", "-Name", "Ann", "-Count", "3", "-Loud")]
    [InlineData("Ann 3 False", "-Name:Ann", "-Count:", "3", "-Loud:$false")]
    [InlineData("Ann 3 False", "Ann", "3")]
    [InlineData("Ann Lee 1 False", "Ann Lee")]
    [InlineData("- 1 False", "-")]
    public void Arguments_are_bound_to_parameters(string expected, params string[] arguments) =>
        AssertOutput(expected, Parameters + "\"$Name $Count $Loud\"", arguments);

    [Fact]
    public void Arguments_of_a_script_without_parameters_are_its_args() => AssertOutput("2: a b", "\"$($args.Count): $args\"", "a", "b");

    [Fact]
    public void The_script_can_be_given_by_a_parameter()
    {
        string script = _folder.Write("script.ps1", Parameters + "$Name");
        Assert.Equal("Ann" + Environment.NewLine, ShellRun.Of("-File", script, "Ann").Output);
    }

    [Fact]
    public void A_line_may_come_in_several_arguments() => Assert.Equal("a b" + Environment.NewLine, ShellRun.Of("-c", "'a b'", "|", "Write-Output").Output);

    [Fact]
    public void A_script_knows_where_it_lies() =>
        AssertOutput($"{_folder.Root} {_folder.PathOf("script.ps1")} {_folder.PathOf("script.ps1")}", "\"$PSScriptRoot $PSCommandPath $($MyInvocation.MyCommand.Path)\"");

    [Fact]
    public void A_module_can_be_imported_from_beside_the_script()
    {
        _folder.Write("Greeting.psm1", "function Get-Greeting { 'hello' }");
        AssertOutput("hello", "Import-Module $PSScriptRoot/Greeting.psm1; Get-Greeting");
    }

    [Fact]
    public void The_engines_own_commands_are_there() =>
        AssertOutput("2 4", "\"$(1..4 | ForEach-Object { $_ } | Where-Object { $_ % 2 -eq 0 })\"");

    [Theory]
    [InlineData("Import-Csv")]
    [InlineData("Export-Csv")]
    [InlineData("Write-Host")]
    [InlineData("Write-Output")]
    public void What_the_engine_lacks_is_supplied(string command) => AssertOutput(command, $"(Get-Command {command}).Name");

    private void AssertOutput(string expected, string script, params string[] arguments)
    {
        ShellRun run = ShellRun.Of([_folder.Write("script.ps1", script), .. arguments]);
        Assert.Equal(string.Empty, run.Error);
        Assert.Equal(expected + Environment.NewLine, run.Output);
    }
}
