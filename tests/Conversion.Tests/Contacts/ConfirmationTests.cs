using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Conversion.Commands;
using Conversion.Tests.Hosting;
using Xunit;
using static Conversion.Tests.Hosting.Session;

namespace Conversion.Tests.Contacts;

/// <summary>-WhatIf, -Confirm and their preference variables, in every form.</summary>
public sealed class ConfirmationTests : IAsyncLifetime
{
    private readonly Api _api = new();

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("Set-CnvContact -WhatIf")]
    [InlineData("& { $WhatIfPreference = $true; $input | Set-CnvContact }")]
    public void With_WhatIf_nothing_is_sent_and_nothing_is_returned(string command)
    {
        Run run = _api.Session.Pipe(command, Row(("Email", "a@b.c")));
        Assert.Empty(run.Output);
        Assert.Empty(_api.Bodies);
    }

    [Theory]
    [InlineData("Set-CnvContact -Confirm")]
    [InlineData("& { $ConfirmPreference = 'Medium'; $input | Set-CnvContact }")]
    [InlineData("& { $ConfirmPreference = 'Low'; $input | Set-CnvContact }")]
    public void A_host_that_cannot_prompt_sends_nothing_when_confirmation_is_required(string command)
    {
        Run run = _api.Session.Pipe(command, Row(("Email", "a@b.c")));
        Assert.Contains("Confirm", run.TerminatingError!.FullyQualifiedErrorId + run.TerminatingError.Exception.Message, System.StringComparison.OrdinalIgnoreCase);
        Assert.Empty(_api.Bodies);
    }

    [Theory]
    [InlineData("Set-CnvContact")]
    [InlineData("Set-CnvContact -WhatIf:$false")]
    [InlineData("& { $WhatIfPreference = $true; $input | Set-CnvContact -WhatIf:$false }")]
    [InlineData("& { $ConfirmPreference = 'Low'; $input | Set-CnvContact -Confirm:$false }")]
    [InlineData("& { $ConfirmPreference = 'None'; $input | Set-CnvContact }")]
    public void Rows_are_sent_when_no_confirmation_is_required(string command)
    {
        _api.Session.Pipe(command, Row(("Email", "a@b.c")));
        Assert.Single(_api.Bodies);
    }

    [Fact]
    public void Verbose_shows_each_row_before_it_is_sent()
    {
        Run run = _api.Session.Pipe("Set-CnvContact -Verbose", Row(("Email", "a@b.c")));
        Assert.Contains(run.Verbose, line => line.Contains("Upsert contact") && line.Contains("a…@b.c"));
    }

    [Fact]
    public void Verbose_says_it_as_PowerShell_does()
    {
        Run expected = _api.Session.Run("& { [CmdletBinding(SupportsShouldProcess)] param() $PSCmdlet.ShouldProcess('a…@b.c', 'Upsert contact') } -Verbose");
        Run run = _api.Session.Pipe("Set-CnvContact -Verbose", Row(("Email", "a@b.c")));
        Assert.Equal(expected.Verbose.Single(), run.Verbose[0]);
    }

    [Theory]
    [InlineData("$rows | Set-CnvContact -Debug")]
    [InlineData("$rows | Set-CnvContact -Debug -Verbose")]
    [InlineData("$VerbosePreference = 'Continue'; $rows | Set-CnvContact -Debug")]
    [InlineData("$ConfirmPreference = 'None'; $rows | Set-CnvContact -Debug")]
    [InlineData("$ConfirmPreference = 'Low'; $rows | Set-CnvContact -Debug -Confirm:$false")]
    [InlineData("Connect-Cnv -Sandbox -Debug")]
    [InlineData("$VerbosePreference = 'Continue'; Connect-Cnv -Sandbox -Debug")]
    [InlineData("Test-CnvConnection -Debug")]
    public void Debug_asks_nothing(string script)
    {
        using Session session = new(new InteractiveTestHost());
        session.Run("Connect-Cnv -Sandbox; $rows = [pscustomobject]@{ Email = 'a@b.c' }");
        // The host throws where it is asked.
        Assert.Null(session.Run(script).TerminatingError);
    }

    [Fact]
    public void Verbose_lines_go_to_the_debug_stream_where_the_verbose_stream_would_ask()
    {
        using Session session = new(new InteractiveTestHost());
        Run run = session.Run("$VerbosePreference = 'Continue'; Connect-Cnv -Sandbox -Debug 5>&1");
        Assert.Contains(run.Output, line => line.ToString().Contains("'Sandbox'", System.StringComparison.Ordinal));
        Assert.Empty(run.Verbose);
    }

    [Theory]
    [InlineData(false, null, ConfirmImpact.High, false)]
    [InlineData(false, null, ConfirmImpact.None, false)]
    [InlineData(false, null, ConfirmImpact.Medium, true)]
    [InlineData(false, null, ConfirmImpact.Low, true)]
    [InlineData(false, true, ConfirmImpact.None, true)]
    [InlineData(false, false, ConfirmImpact.Low, false)]
    [InlineData(true, null, ConfirmImpact.High, true)]
    [InlineData(true, false, ConfirmImpact.None, true)]
    public void The_engine_is_called_only_where_it_may_ask_or_forbid(bool whatIf, bool? confirm, ConfirmImpact preference, bool expected) =>
        Assert.Equal(expected, Preferences.MustAsk(whatIf, confirm, preference));

    /// <summary>Format characters outside the basic plane are part of a valid address, and a terminal must not see them.</summary>
    [Fact]
    public void What_a_terminal_would_obey_is_not_shown()
    {
        Run run = _api.Session.Pipe("Set-CnvContact -Verbose", Row(("Email", "a\U000E0041b@c.d")), Row(("Email", new string('x', 5000) + "@c.d")));
        Assert.Contains(run.Verbose, line => line.Contains("Upsert contact") && line.Contains("a…@c.d"));
        Assert.DoesNotContain(run.Verbose, line => line.Contains("\U000E0041") || line.Length > 500);
        InteractiveTestHost host = new();
        using Session session = _api.Connect(host: host);
        session.Pipe("Set-CnvContact -WhatIf -Verbose", Row(("Email", "a\U000E0041b@c.d")));
        Assert.Contains(host.Lines, line => line.Contains("Upsert contact") && line.Contains("a…@c.d"));
    }
}
