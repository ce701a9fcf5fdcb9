using System.Linq;
using System.Threading.Tasks;
using Conversion.Tests.Hosting;
using Xunit;
using static Conversion.Tests.Hosting.Session;

namespace Conversion.Tests.Contacts;

/// <summary>-WhatIf, -Confirm and the preferences behind them, each however it is given.</summary>
public sealed class AskingTests : IAsyncLifetime
{
    private readonly Api _api = new();

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("Set-CnvContact -WhatIf")]
    [InlineData("& { $WhatIfPreference = $true; $input | Set-CnvContact }")]
    public void Nothing_is_sent_and_nothing_comes_out_where_it_is_only_asked_what_would_be(string command)
    {
        Run run = _api.Session.Pipe(command, Row(("Email", "a@b.c")));
        Assert.Empty(run.Output);
        Assert.Empty(_api.Bodies);
    }

    [Theory]
    [InlineData("Set-CnvContact -Confirm")]
    [InlineData("& { $ConfirmPreference = 'Medium'; $input | Set-CnvContact }")]
    [InlineData("& { $ConfirmPreference = 'Low'; $input | Set-CnvContact }")]
    public void A_host_that_cannot_ask_sends_nothing_unasked(string command)
    {
        Run run = _api.Session.Pipe(command, Row(("Email", "a@b.c")));
        Assert.Contains("Confirm", run.Ending!.FullyQualifiedErrorId + run.Ending.Exception.Message, System.StringComparison.OrdinalIgnoreCase);
        Assert.Empty(_api.Bodies);
    }

    [Theory]
    [InlineData("Set-CnvContact")]
    [InlineData("Set-CnvContact -WhatIf:$false")]
    [InlineData("& { $WhatIfPreference = $true; $input | Set-CnvContact -WhatIf:$false }")]
    [InlineData("& { $ConfirmPreference = 'Low'; $input | Set-CnvContact -Confirm:$false }")]
    [InlineData("& { $ConfirmPreference = 'None'; $input | Set-CnvContact }")]
    public void What_is_not_asked_is_sent(string command)
    {
        _api.Session.Pipe(command, Row(("Email", "a@b.c")));
        Assert.Single(_api.Bodies);
    }

    [Fact]
    public void Verbose_names_each_row_before_it_is_sent()
    {
        Run run = _api.Session.Pipe("Set-CnvContact -Verbose", Row(("Email", "a@b.c")));
        Assert.Contains(run.Verbose, line => line.Contains("Upsert contact") && line.Contains("a@b.c"));
    }
}
