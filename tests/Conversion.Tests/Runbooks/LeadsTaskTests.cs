using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Threading.Tasks;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Runbooks;

/// <summary>samples/runbooks/Register-LeadsTask.ps1: what it registers. tests/Pester runs the registered line.</summary>
public sealed class LeadsTaskTests : IAsyncLifetime
{
    private RunbookSession _runbook = null!;

    public async ValueTask InitializeAsync() => _runbook = await RunbookSession.StartAsync();

    public ValueTask DisposeAsync() => _runbook.DisposeAsync();

    private Run Register(string parameters = "-SecretName ConversionApiKey", string list = "leads.csv") => _runbook.Run(
        "Register-LeadsTask.ps1",
        $"-Path '{Path.Combine(_runbook.Folder.Root, list)}' -StateFolder '{_runbook.Folder.PathOf("state")}' -ServiceAccount 'DOMAIN\\leads$' {parameters}");

    private static T Value<T>(Run run, string part, string name) =>
        (T)LanguagePrimitives.ConvertTo(((PSObject)run.Output.Single().Properties[part].Value).Properties[name].Value, typeof(T), null);

    private static string Argument(Run run) => Value<string>(run, "Action", "Argument");

    // The command as PowerShell parses the text after -Command.
    private static CommandAst Import(Run run)
    {
        string command = Argument(run).Split("-Command ", 2)[1].Trim('"');
        ScriptBlockAst script = Parser.ParseInput(command, out _, out ParseError[] errors);
        Assert.Empty(errors);
        return (CommandAst)script.FindAll(node => node is CommandAst, searchNestedScriptBlocks: false).Last();
    }

    [Fact]
    public void Each_time_of_day_is_a_trigger()
    {
        object[] triggers = [.. (object[])Register("-SecretName ConversionApiKey -At 02:00, 05:00, 08:00").Output.Single().Properties["Trigger"].Value];
        Assert.Equal([2, 5, 8], triggers.Select(trigger => ((DateTime)((PSObject)trigger).Properties["At"].Value).Hour));
        Assert.All(triggers, trigger => Assert.True((bool)((PSObject)trigger).Properties["Daily"].Value));
    }

    [Fact]
    public void The_service_account_needs_no_password()
    {
        Run run = Register();
        Assert.Equal(("DOMAIN\\leads$", "Password"), (Value<string>(run, "Principal", "UserId"), Value<string>(run, "Principal", "LogonType")));
    }

    [Fact]
    public void Two_runs_never_overlap_and_the_task_allows_the_time_limit()
    {
        Run run = Register("-SecretName ConversionApiKey -TimeLimit 01:00:00");
        Assert.Equal("IgnoreNew", Value<string>(run, "Settings", "MultipleInstances"));
        Assert.Equal(TimeSpan.FromMinutes(90), Value<TimeSpan>(run, "Settings", "ExecutionTimeLimit"));
        Assert.Contains("-TimeLimit '01:00:00'", Argument(run));
    }

    [Theory]
    [InlineData("-SecretName ConversionApiKey", "SecretName", "ConversionApiKey")]
    [InlineData("-CredentialPath /keys/conversion.xml", "CredentialPath", "/keys/conversion.xml")]
    [InlineData("-SandboxPath /rehearsal/contacts.jsonl", "SandboxPath", "/rehearsal/contacts.jsonl")]
    public void The_command_names_the_key_source_and_no_key(string parameter, string name, string value)
    {
        Run run = Register(parameter);
        Assert.Contains($"-{name} '{value}'", Argument(run));
        Assert.DoesNotContain("sk_live", _runbook.Visible(run) + Argument(run));
    }

    [Fact]
    public void The_exit_code_of_the_script_is_that_of_the_task() => Assert.EndsWith("; exit $LASTEXITCODE\"", Argument(Register()));

    [Theory]
    [InlineData("", "Import-Leads.ps1")]
    [InlineData("-Script Sync-Everyone.ps1", "Sync-Everyone.ps1")]
    public void The_command_runs_the_sample_with_existing_parameters(string parameter, string sample)
    {
        CommandAst import = Import(Register("-SecretName ConversionApiKey " + parameter));
        string script = import.CommandElements.OfType<StringConstantExpressionAst>().First().Value;
        Assert.Equal(Path.GetFullPath(Checkout.Sample("runbooks/" + sample)), Path.GetFullPath(script));
        Assert.True(File.Exists(script), script);
        string[] known = [.. Parser.ParseFile(script, out _, out _).ParamBlock.Parameters.Select(parameter => parameter.Name.VariablePath.UserPath)];
        string[] used = [.. import.CommandElements.OfType<CommandParameterAst>().Select(parameter => parameter.ParameterName)];
        Assert.NotEmpty(used);
        Assert.Empty(used.Except(known));
    }

    [Theory]
    [InlineData("our leads.csv")]
    [InlineData("anyone's leads $(2).csv")]
    public void A_path_is_used_literally(string list) =>
        Assert.Contains(
            _runbook.Folder.PathOf(list),
            Import(Register(list: list.Replace("'", "''", StringComparison.Ordinal))).CommandElements.OfType<StringConstantExpressionAst>().Select(text => text.Value));

    [Fact]
    public void A_relative_path_becomes_absolute()
    {
        _runbook.Session.Run($"Set-Location '{_runbook.Folder.Root}'");
        Run run = _runbook.Run("Register-LeadsTask.ps1", "-Path leads.csv -StateFolder state -ServiceAccount 'DOMAIN\\leads$' -SecretName ConversionApiKey");
        Assert.Contains(_runbook.Folder.PathOf("leads.csv"), Argument(run));
        Assert.Contains($"-StateFolder '{_runbook.Folder.PathOf("state")}'", Argument(run));
    }

    [Fact]
    public void WhatIf_registers_nothing()
    {
        Assert.Empty(Register("-SecretName ConversionApiKey -WhatIf").Output);
        Assert.False(Directory.Exists(_runbook.Folder.PathOf("state")));
    }
}
