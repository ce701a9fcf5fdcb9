using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;
using static Conversion.Tests.Hosting.Session;

namespace Conversion.Tests.Contacts;

/// <summary>Validation before anything is sent.</summary>
public sealed class ValidationTests : IAsyncLifetime
{
    private readonly Api _api = new();

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    public static TheoryData<string, string, string> InvalidRows => new()
    {
        { "city", "Oslo", ErrorCodes.MissingIdentifier },
        { "Email", " ", ErrorCodes.MissingIdentifier },
        { "Email", "no-at", ErrorCodes.InvalidEmail },
        { "Email", "two words@b.c", ErrorCodes.InvalidEmail },
        { "Email", "just text", ErrorCodes.InvalidEmail },
        { "Email", "a\u0007@b.c", ErrorCodes.InvalidEmail },
        { "Email", "a@b.c\r\nX-Injected: 1", ErrorCodes.InvalidEmail },
        { "CnvContactId", "17", ErrorCodes.InvalidContactId },
        { "CnvContactId", "a1b2c3d4-e5f6-7890-abcd-ef123456789", ErrorCodes.InvalidContactId },
    };

    [Theory]
    [MemberData(nameof(InvalidRows))]
    public void An_invalid_row_is_Rejected_and_not_sent(string column, string cell, string code)
    {
        Run run = _api.Session.Pipe("Set-CnvContact", Row((column, cell)));
        Assert.Equal((UpsertStatus.Rejected, code, 0), (run.Result.Status, run.Result.ErrorCode, run.Result.Attempts));
        Assert.Equal(0, _api.Emulator.Requests.Count);
    }

    [Theory]
    [InlineData("BOUNCED")]
    [InlineData("COMPLAINED")]
    [InlineData("yes")]
    public void A_status_that_cannot_be_set_is_Rejected(string status)
    {
        Run run = _api.Session.Pipe("Set-CnvContact", Row(("Email", "a@b.c"), ("SubscriptionStatus", status)));
        Assert.Equal(ErrorCodes.InvalidSubscriptionStatus, run.Result.ErrorCode);
        Assert.Equal(0, _api.Emulator.Requests.Count);
    }

    [Fact]
    public void A_status_is_case_insensitive()
    {
        _api.Session.Pipe("Set-CnvContact", Row(("Email", "a@b.c"), ("SubscriptionStatus", "unsubscribed")));
        Assert.Equal("""{"email":"a@b.c","subscriptionStatus":"UNSUBSCRIBED"}""", _api.Body);
    }

    [Fact]
    public void A_failed_row_does_not_affect_other_rows()
    {
        Run run = _api.Session.Pipe("Set-CnvContact", Row(("Email", "x")), Row(("Email", "a@b.c")), null, Row(("Email", "b@b.c")));
        Assert.Equal(
            [UpsertStatus.Rejected, UpsertStatus.Created, UpsertStatus.Rejected, UpsertStatus.Created],
            run.Results.Select(result => result.Status));
    }

    [Theory]
    [InlineData("17")]
    [InlineData("$null")]
    public void An_input_that_is_not_a_row_has_no_identifier(string input)
    {
        Run run = _api.Session.Run(input + " | Set-CnvContact");
        Assert.Equal(ErrorCodes.MissingIdentifier, run.Result.ErrorCode);
    }

    [Fact]
    public void A_property_that_throws_rejects_only_its_row()
    {
        Run run = _api.Session.Pipe("Set-CnvContact -Property Broken", new Trap("a@b.c"), Row(("Email", "b@b.c")));
        Assert.Equal([ErrorCodes.InvalidValue, null], run.Results.Select(result => result.ErrorCode));
        Assert.Contains("Broken", run.Results[0].ErrorMessage);
    }

    [Fact]
    public void An_invalid_row_is_reported_with_WhatIf_too()
    {
        Run run = _api.Session.Pipe("Set-CnvContact -WhatIf", Row(("Email", "x")), Row(("Email", "a@b.c")));
        Assert.Equal(ErrorCodes.InvalidEmail, run.Result.ErrorCode);
    }

    [Fact]
    public void The_error_of_an_invalid_row_says_what_to_do()
    {
        ErrorRecord error = _api.Session.Pipe("Set-CnvContact", Row(("Email", "no-at"))).Error;
        Assert.Equal("Row 1 (no-at): invalid_email: The email address 'no-at' has no @. Correct the address in the row and send the row again.", error.Exception.Message);
    }

    private sealed class Trap(string email)
    {
        public string Email => email;

        public string Broken => throw new System.InvalidOperationException("It is broken.");
    }
}
