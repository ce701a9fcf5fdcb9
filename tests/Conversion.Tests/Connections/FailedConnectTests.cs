using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Connections;

/// <summary>A Connect-Cnv that fails before it begins leaves no connection current either.</summary>
public sealed class FailedConnectTests : System.IDisposable
{
    private readonly Session _session = Session.OfSandbox();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Connect-Cnv -BaseUri")]
    [InlineData("Connect-Cnv -ApiKey")]
    [InlineData("Connect-Cnv sk_live_kid_secret -Name")]
    [InlineData("Connect-Cnv -BaseUri -Name x")]
    [InlineData("Connect-Cnv -Name a -Name b")]
    [InlineData("Connect-Cnv -OutVariable")]
    [InlineData("Connect-Cnv -S")]
    public void An_error_of_the_engine_leaves_no_connection_current(string line)
    {
        Assert.NotNull(_session.Run(line).TerminatingError);
        AssertNoneIsCurrent();
    }

    [Fact]
    public void A_line_of_a_script_leaves_no_connection_current()
    {
        _session.Set("line", "Connect-Cnv -BaseUri");
        _session.Run("$ErrorActionPreference = 'Continue'; try { & ([scriptblock]::Create($line)) } catch { }");
        AssertNoneIsCurrent();
    }

    [Theory]
    [InlineData("$null = [System.Management.Automation.CommandCompletion]::CompleteInput('Connect-Cnv -Ba', 15, $null)")]
    [InlineData("$null = [System.Management.Automation.CommandCompletion]::CompleteInput('Connect-Cnv -BaseUri ', 21, $null)")]
    [InlineData("$null = Get-Command Connect-Cnv -Syntax")]
    [InlineData("$null = Get-Command Connect-Cnv -ArgumentList x")]
    [InlineData("$null = Get-Help Connect-Cnv")]
    [InlineData("$null = { Connect-Cnv -BaseUri }")]
    public void What_only_looks_at_the_command_keeps_the_connection(string line)
    {
        Assert.Null(_session.Run(line).TerminatingError);
        System.GC.Collect();
        System.GC.WaitForPendingFinalizers();
        Assert.True(_session.Run("(Get-CnvConnection).IsCurrent").Single<bool>());
    }

    [Fact]
    public void A_connection_that_is_made_is_current()
    {
        Assert.Null(_session.Run("Connect-Cnv sk_live_kid_secret -Name other").TerminatingError);
        Assert.Equal("other", _session.Run("(Get-CnvConnection | Where-Object IsCurrent).Name").Single<string>());
    }

    private void AssertNoneIsCurrent()
    {
        Run run = _session.Run("Set-CnvContact a@example.com");
        Assert.StartsWith("not_connected,", run.TerminatingError!.FullyQualifiedErrorId);
    }
}
