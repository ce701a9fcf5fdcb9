using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;
using static Conversion.Tests.Hosting.Session;

namespace Conversion.Tests.Contacts;

/// <summary>The result and the error of a row.</summary>
public sealed class ResultTests : IAsyncLifetime
{
    private readonly Api _api = new();

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    private Run One(params Fault[] faults)
    {
        _api.Emulator.Faults.Enqueue(faults);
        return _api.Session.Pipe("Set-CnvContact", Row(("Email", "a@b.c")));
    }

    [Fact]
    public void A_new_contact_is_Created()
    {
        CnvContactResult result = One().Result;
        Contact contact = Assert.Single(_api.Emulator.Contacts.Snapshot());
        Assert.Equal(
            (1L, "a@b.c", contact.Id, UpsertStatus.Created, true, null, null, 200, 1),
            (result.Row, result.Email, result.CnvContactId, result.Status, result.ContactCreated, result.ErrorCode, result.ErrorMessage, result.StatusCode, result.Attempts));
        Assert.True(result.Duration > TimeSpan.Zero);
    }

    [Fact]
    public void An_existing_contact_is_Updated()
    {
        One();
        CnvContactResult result = One().Result;
        Assert.Equal((UpsertStatus.Updated, (bool?)false), (result.Status, result.ContactCreated));
    }

    [Fact]
    public void A_successful_row_has_no_error() => Assert.Empty(One().Errors);

    [Fact]
    public void UpdateOnly_of_an_unknown_contact_is_NotFound()
    {
        Run run = _api.Session.Run("Set-CnvContact nobody@b.c -UpdateOnly");
        Assert.Equal((UpsertStatus.NotFound, "contact_not_found", (int?)404), (run.Result.Status, run.Result.ErrorCode, run.Result.StatusCode));
        Assert.Equal(ErrorCategory.ObjectNotFound, run.Error.CategoryInfo.Category);
    }

    [Fact]
    public void An_error_without_a_code_is_a_rejected_row()
    {
        Run run = One(Fault.RawBody(422, """{"error":"The address is on a list."}"""));
        Assert.Equal((UpsertStatus.Rejected, "invalid_response", "The address is on a list."), (run.Result.Status, run.Result.ErrorCode, run.Result.ErrorMessage));
        Assert.Equal(ErrorCategory.InvalidData, run.Error.CategoryInfo.Category);
        Assert.Equal("Row 1 (a@b.c): invalid_response: The address is on a list. Correct the row and send it again.", run.Error.Exception.Message);
    }

    [Fact]
    public void An_unknown_field_is_Rejected_by_the_API()
    {
        Run run = _api.Session.Pipe("Set-CnvContact", Row(("Email", "a@b.c"), ("shoe", "41")));
        Assert.Equal((UpsertStatus.Rejected, "invalid_field", (int?)400), (run.Result.Status, run.Result.ErrorCode, run.Result.StatusCode));
        CnvApiException exception = Assert.IsType<CnvApiException>(run.Error.Exception);
        Assert.Equal(("invalid_field", 400), (exception.Code, exception.StatusCode));
    }

    public static TheoryData<string, UpsertStatus, string, int?, ErrorCategory> ErrorResponses => new()
    {
        { "429", UpsertStatus.Failed, "rate_limited", 429, ErrorCategory.LimitsExceeded },
        { "500", UpsertStatus.Failed, "internal_error", 500, ErrorCategory.ResourceUnavailable },
        { "503 html", UpsertStatus.Failed, "server_error", 503, ErrorCategory.ResourceUnavailable },
        { "408 html", UpsertStatus.Failed, "timeout", 408, ErrorCategory.OperationTimeout },
        { "404 html", UpsertStatus.Failed, "invalid_response", 404, ErrorCategory.InvalidResult },
        { "307", UpsertStatus.Failed, "invalid_response", 307, ErrorCategory.InvalidResult },
        { "200 html", UpsertStatus.Unknown, "invalid_response", 200, ErrorCategory.InvalidResult },
        { "200 empty", UpsertStatus.Unknown, "invalid_response", 200, ErrorCategory.InvalidResult },
        { "200 cut", UpsertStatus.Unknown, "invalid_response", 200, ErrorCategory.InvalidResult },
        { "200 wrong type", UpsertStatus.Unknown, "invalid_response", 200, ErrorCategory.InvalidResult },
        { "reset", UpsertStatus.Unknown, "network_error", null, ErrorCategory.ConnectionError },
        { "truncated", UpsertStatus.Unknown, "network_error", null, ErrorCategory.ConnectionError },
    };

    [Theory]
    [MemberData(nameof(ErrorResponses))]
    public void The_response_decides_the_status_of_the_row(string fault, UpsertStatus status, string code, int? http, ErrorCategory category)
    {
        Run run = One(FaultOf(fault));
        Assert.Equal((status, code, http), (run.Result.Status, run.Result.ErrorCode, run.Result.StatusCode));
        Assert.Equal($"{code},Conversion.Commands.SetCnvContactCommand", run.Error.FullyQualifiedErrorId);
        Assert.Equal(category, run.Error.CategoryInfo.Category);
        Assert.Equal(http is not null, run.Error.Exception is CnvApiException);
    }

    [Theory]
    [InlineData(503, UpsertStatus.Failed, ErrorCategory.ResourceUnavailable)]
    [InlineData(422, UpsertStatus.Rejected, ErrorCategory.InvalidData)]
    public void An_unknown_error_code_is_classified_by_its_HTTP_status(int status, UpsertStatus ends, ErrorCategory category)
    {
        _api.Emulator.Faults.Enqueue(Fault.Status(status, """{"error":{"code":"brand_new","message":"Something new."}}"""));
        Run run = _api.Session.Pipe("Set-CnvContact", Session.Row(("Email", "a@b.c")));
        Assert.Equal((ends, "brand_new"), (run.Result.Status, run.Result.ErrorCode));
        Assert.Equal(category, run.Error.CategoryInfo.Category);
    }

    [Fact]
    public void A_server_that_is_not_listening_is_Failed()
    {
        using Session session = new();
        session.Run("Connect-Cnv -ApiKey sk_live_a_bcd -BaseUri http://127.0.0.1:1/api -MaximumRetryCount 0");
        Run run = session.Run("Set-CnvContact a@b.c");
        Assert.Equal((UpsertStatus.Failed, "network_error"), (run.Result.Status, run.Result.ErrorCode));
    }

    [Fact]
    public void No_response_in_time_is_Unknown()
    {
        _api.Emulator.Faults.Enqueue(Fault.Hang());
        using Session session = _api.Connect("-MaximumRetryCount 0 -TimeoutSec 1");
        Run run = session.Run("Set-CnvContact a@b.c");
        Assert.Equal((UpsertStatus.Unknown, "timeout"), (run.Result.Status, run.Result.ErrorCode));
        Assert.Equal(ErrorCategory.OperationTimeout, run.Error.CategoryInfo.Category);
    }

    [Fact]
    public void Results_are_in_input_order()
    {
        _api.Emulator.Faults.Enqueue(Fault.None).Enqueue(Fault.Delay(TimeSpan.FromMilliseconds(50)));
        object[] rows = Enumerable.Range(1, 200).Select(i => (object)Row(("Email", $"a{i % 37}@b.c"))).ToArray();
        Run run = _api.Session.Pipe("Set-CnvContact", rows);
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long?)i), run.Results.Select(result => result.Row));
    }

    [Fact]
    public void The_result_has_the_input_row_unchanged()
    {
        PSObject row = Row(("Email", "a@b.c"), ("city", ""));
        Assert.Same(row.BaseObject, ((PSObject)_api.Session.Pipe("Set-CnvContact", row).Result.InputObject!).BaseObject);
    }

    [Fact]
    public void The_target_object_of_the_error_is_the_row()
    {
        Run run = _api.Session.Pipe("Set-CnvContact", Row(("Email", "x")));
        Assert.Equal("x", ((PSObject)run.Error.TargetObject).Properties["Email"].Value);
    }

    [Fact]
    public void Without_a_row_the_target_object_of_the_error_is_the_email_address() => Assert.Equal("x", _api.Session.Run("Set-CnvContact x").Error.TargetObject);

    [Fact]
    public void Control_characters_from_the_server_do_not_reach_the_terminal()
    {
        Run run = One(Fault.RawBody(400, """{"error":{"code":"odd","message":"\u001b[31mred\r\nline"}}"""));
        Assert.Equal("odd,Conversion.Commands.SetCnvContactCommand", run.Error.FullyQualifiedErrorId);
        Assert.DoesNotContain(run.Error.Exception.Message, char.IsControl);
    }

    [Fact]
    public void A_key_repeated_by_the_server_is_not_shown()
    {
        Run run = One(Fault.RawBody(400, $$$"""{"error":{"code":"odd","message":"no such key {{{Api.Key}}}"}}"""));
        Assert.DoesNotContain("s3cr3t", run.Error.ToString() + run.Result.ErrorMessage);
    }

    [Fact]
    public void Verbose_shows_one_line_for_each_request_and_no_body()
    {
        Run run = _api.Session.Run("Set-CnvContact a@b.c -Fields @{ city = 'Oslo' } -Verbose");
        string line = Assert.Single(run.Verbose, text => text.Contains("/v2/contacts"));
        Assert.Matches(@"^POST /v2/contacts 200 \d+ ms, attempt 1, 1 row$", line);
        Assert.DoesNotContain("Oslo", string.Concat(run.Verbose));
    }

    private static Fault FaultOf(string name) => name switch
    {
        "429" => Fault.Status(429),
        "500" => Fault.Status(500),
        "503 html" => Fault.HtmlBody(503),
        "408 html" => Fault.HtmlBody(408),
        "404 html" => Fault.HtmlBody(404),
        "307" => Fault.RedirectTo("http://127.0.0.1:1/"),
        "200 html" => Fault.HtmlBody(200),
        "200 empty" => Fault.EmptyBody(200),
        "200 cut" => Fault.TruncatedJson(),
        "200 wrong type" => Fault.RawBody(200, """{"data":{"cnvContactId":17,"contactCreated":true}}"""),
        "reset" => Fault.ResetAfterApplying(),
        "truncated" => Fault.TruncatedBody(),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
