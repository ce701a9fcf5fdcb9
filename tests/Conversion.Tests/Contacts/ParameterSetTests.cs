using System.Linq;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Contacts;

/// <summary>Every combination of rows and parameters binds to exactly one parameter set.</summary>
public sealed class ParameterSetTests
{
    [Theory]
    [InlineData("$row | Set-CnvContact", "a@b.c")]
    [InlineData("$row | Set-CnvContact -PreserveExistingFields", "a@b.c")]
    [InlineData("$row | Set-CnvContact -SubscriptionStatus SUBSCRIBED", "a@b.c")]
    [InlineData("$row | Set-CnvContact x@y.z", "x@y.z")]
    [InlineData("$row | Set-CnvContact -Email { $_.Email.ToUpper() }", "A@B.C")]
    [InlineData("$row | Set-CnvContact -Email { $_.Email.ToUpper() } -SubscriptionStatus SUBSCRIBED", "A@B.C")]
    [InlineData("$row, $row | Set-CnvContact -Fields { @{ city = 'Oslo' } }", "a@b.c", "a@b.c")]
    [InlineData("Set-CnvContact x@y.z -Fields @{ city = 'Oslo' }", "x@y.z")]
    [InlineData("Set-CnvContact -InputObject $row", "a@b.c")]
    [InlineData("Set-CnvContact -InputObject $row -Email x@y.z", "x@y.z")]
    [InlineData("Set-CnvContact -InputObject $null -Email x@y.z", "x@y.z")]
    [InlineData("$null | Set-CnvContact -Email x@y.z", "x@y.z")]
    [InlineData("@() | Set-CnvContact -Email x@y.z")]
    [InlineData("$PSDefaultParameterValues = @{ 'Set-CnvContact:SubscriptionStatus' = 'SUBSCRIBED' }; $row, $row | Set-CnvContact", "a@b.c", "a@b.c")]
    [InlineData("$PSDefaultParameterValues = @{ 'Set-CnvContact:SubscriptionStatus' = 'SUBSCRIBED' }; Set-CnvContact x@y.z", "x@y.z")]
    [InlineData("$PSDefaultParameterValues = @{ 'Set-CnvContact:SyncToCRM' = $true }; $row | Set-CnvContact", "a@b.c")]
    public void A_row_and_parameters_bind_to_exactly_one_parameter_set(string script, params string[] emails)
    {
        using Session session = new();
        Run run = session.Run("Connect-Cnv -Sandbox; $row = [pscustomobject]@{ Email = 'a@b.c'; first_name = 'F' }; " + script);
        Assert.Empty(run.Errors);
        Assert.Equal(emails, run.Results.Select(result => result.Email));
    }
}
