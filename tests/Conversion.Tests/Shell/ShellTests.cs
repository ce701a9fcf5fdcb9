using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Shell;

/// <summary>The shell in a separate process, as a user starts it.</summary>
public sealed class ShellTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static Task<DotnetProcess> RunAsync(params IEnumerable<string> arguments) =>
        DotnetProcess.RunAsync(new Dictionary<string, string> { ["NO_COLOR"] = "1" }, [Checkout.Shell, .. arguments]);

    [Theory]
    [InlineData("'done'", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("throw 'no'", 1)]
    public async Task The_script_sets_the_exit_code(string script, int exitCode) =>
        Assert.Equal(exitCode, (await RunAsync(_folder.Write("script.ps1", script))).ExitCode);

    [Fact]
    public async Task The_module_of_the_checkout_is_available_at_the_prompt() =>
        Assert.Equal(Checkout.Manifest + Environment.NewLine, (await RunAsync("-NoProfile", "-Command", "(Get-Module).Path -replace 'dll$', 'psd1' -replace 'module.Conversion', 'Conversion'")).Output);

    [Fact]
    public async Task A_script_reads_a_list_and_sends_it()
    {
        _folder.Write("leads.csv", "Email,first_name\nann@example.com,\"Ann, Lee\"\nnobody,Bob\nann@example.com,Anne\n");
        DotnetProcess run = await RunAsync(_folder.Write("script.ps1", """
            param([string] $List)
            Connect-Cnv -Sandbox
            Import-Csv "$PSScriptRoot/$List" | Set-CnvContact -ErrorAction SilentlyContinue | ForEach-Object { "$($_.Row) $($_.Status) $($_.InputObject.first_name)" }
            """), "-List", "leads.csv");
        Assert.Equal(string.Empty, run.Error);
        Assert.Equal(["1 Created Ann, Lee", "2 Rejected Bob", "3 Updated Anne"], run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}
