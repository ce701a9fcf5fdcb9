using System;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Errors;

/// <summary>An error message has two sentences: what happened and what to do.</summary>
public sealed class ErrorMessageTests
{
    [Theory]
    [InlineData("It broke", "It broke. Send the row again later.")]
    [InlineData("It broke.", "It broke. Send the row again later.")]
    [InlineData("Broken?", "Broken? Send the row again later.")]
    [InlineData("No access to '/x'", "No access to '/x'. Send the row again later.")]
    [InlineData("It broke (again)", "It broke (again). Send the row again later.")]
    [InlineData("It was cut…", "It was cut… Send the row again later.")]
    public void Description_and_advice_are_separated_by_one_full_stop(string happened, string message) =>
        Assert.Equal(message, CnvErrors.From("server_error", happened, target: null).Exception.Message);

    [Theory]
    [InlineData("Set-CnvContact a@b.c -JournalPath \"no$([char]0x202E)/x\"", "no /x")]
    [InlineData("Connect-Cnv -Sandbox -SandboxPath \"no$([char]0x202E)/x\"", "no /x")]
    [InlineData("Get-CnvConnection -Name \"z$([char]0x1B)c\"", "'z c'")]
    [InlineData("Disconnect-Cnv sk_live_kid_s3cr3t", "'sk_live_…'")]
    [InlineData("Get-CnvConnection sk_live_kid_s3cr3t", "'sk_live_…'")]
    public void An_argument_that_a_message_quotes_is_safe_to_show(string line, string shown)
    {
        using Session session = Session.OfSandbox();
        Run run = session.Run(line);
        string message = (run.TerminatingError ?? run.Errors.Single()).Exception.Message;
        Assert.Contains(shown, message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", message, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202E", message, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001B", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_advice_is_in_the_first_message_of_its_kind_and_in_every_RecommendedAction()
    {
        using Session session = Session.OfSandbox();
        Run run = session.Pipe("Set-CnvContact", "a", "b", Session.Row(("Email", "a@b.c"), ("nonsense", "x")), "c", Session.Row(("Email", "b@b.c"), ("nonsense", "x")));
        Assert.Equal(
            [
                "Row 1 (a): invalid_email: The email address 'a' has no @. Correct the address in the row and send the row again.",
                "Row 2 (b): invalid_email: The email address 'b' has no @.",
                "Row 4 (c): invalid_email: The email address 'c' has no @.",
            ],
            run.Errors.Where(error => error.FullyQualifiedErrorId.StartsWith("invalid_email", StringComparison.Ordinal)).Select(error => error.Exception.Message));
        ErrorRecord[] ofFields = [.. run.Errors.Where(error => error.FullyQualifiedErrorId.StartsWith("invalid_field", StringComparison.Ordinal))];
        Assert.Contains("-ExcludeProperty", ofFields[0].Exception.Message);
        Assert.DoesNotContain("-ExcludeProperty", ofFields[1].Exception.Message);
        Assert.All(run.Errors, error => Assert.Equal(error.Exception.Message, error.ToString()));
        Assert.All(run.Errors, error => Assert.False(string.IsNullOrEmpty(error.ErrorDetails.RecommendedAction)));
    }

    [Fact]
    public void The_screen_shows_the_advice_once()
    {
        using Session session = Session.OfSandbox();
        session.Set("rows", Enumerable.Range(0, 50).Select(i => $"no address {i}").ToArray());
        string screen = string.Concat(session.Run("$rows | Set-CnvContact 2>&1 | Out-String -Width 200 -Stream").Output);
        Assert.Single(Regex.Matches(screen, "Correct the address in the row"));
        Assert.Equal(50, Regex.Matches(screen, "contains white space").Count);
    }

    [Fact]
    public void ConvertTo_does_the_same()
    {
        using Session session = Session.OfSandbox();
        Run run = session.Pipe("ConvertTo-CnvContact -AsJson", "a", "b");
        Assert.EndsWith("Correct the address in the row and send the row again.", run.Errors[0].Exception.Message);
        Assert.EndsWith("has no @.", run.Errors[1].Exception.Message);
    }
}
