using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;
using static Conversion.Tests.Hosting.Session;

namespace Conversion.Tests.Contacts;

/// <summary>-BatchSize: many rows in one request, each with its own result.</summary>
public sealed class BatchTests : IAsyncLifetime
{
    private readonly Api _api = new();

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    private int[] Sizes => _api.Bodies
        .Select(body => JsonDocument.Parse(body).RootElement.GetProperty("contacts").GetArrayLength()).ToArray();

    private static object[] Rows(int count) => Enumerable.Range(1, count).Select(i => (object)Row(("Email", $"a{i}@b.c"))).ToArray();

    [Fact]
    public void Rows_are_sent_in_batches()
    {
        Run run = _api.Session.Pipe("Set-CnvContact -BatchSize 4", Rows(10));
        Assert.All(_api.Emulator.Requests.Snapshot(), request => Assert.Equal("/api/v2/contacts/batch", request.Path));
        Assert.Equal(10, Sizes.Sum());
        Assert.All(Sizes, size => Assert.InRange(size, 1, 4));
        Assert.Equal(Enumerable.Repeat(UpsertStatus.Created, 10), run.Results.Select(result => result.Status));
    }

    [Fact]
    public void Switches_are_sent_with_the_batch_request()
    {
        _api.Session.Pipe("Set-CnvContact -BatchSize 9 -PreserveExistingFields", Rows(2));
        Assert.Equal("""{"contacts":[{"email":"a1@b.c"},{"email":"a2@b.c"}],"preserveExistingFields":true}""", _api.Body);
    }

    [Fact]
    public void Rows_with_different_switches_are_sent_in_separate_requests()
    {
        _api.Session.Pipe("Set-CnvContact -BatchSize 9", Row(("Email", "a@b.c"), ("SyncToCRM", "1")), Row(("Email", "b@b.c")), Row(("Email", "c@b.c"), ("SyncToCRM", "1")));
        Assert.Equal([1, 2], Sizes.Order());
    }

    [Fact]
    public void Rows_of_one_contact_are_never_in_one_batch()
    {
        Run run = _api.Session.Pipe("Set-CnvContact -BatchSize 9", Row(("Email", "a@b.c"), ("city", "1")), Row(("Email", "A@B.C"), ("city", "2")), Row(("Email", "a@B.c"), ("city", "3")));
        Assert.Equal([1, 1, 1], Sizes);
        Assert.Equal("3", _api.Emulator.Contacts.Find("a@b.c")!.Fields.Text("city"));
        Assert.Equal([UpsertStatus.Created, UpsertStatus.Updated, UpsertStatus.Updated], run.Results.Select(result => result.Status));
    }

    [Fact]
    public void A_batch_is_not_split_if_the_server_does_not_know_the_address()
    {
        _api.Session.Run($"Connect-Cnv -ApiKey {Api.Key} -BaseUri {_api.BaseUri.Replace("/api", "/elsewhere")}");
        Run run = _api.Session.Pipe("Set-CnvContact -BatchSize 9", Rows(9));
        Assert.Equal(1, _api.Emulator.Requests.Count);
        Assert.Equal(Enumerable.Repeat("not_found", 9), run.Results.Select(result => result.ErrorCode));
        Assert.EndsWith("Check -BaseUri of Connect-Cnv. Then send the row again.", run.Errors[0].Exception.Message);
    }

    [Fact]
    public void One_invalid_row_does_not_affect_its_batch()
    {
        Run run = _api.Session.Pipe("Set-CnvContact -BatchSize 9", Row(("Email", "a@b.c")), Row(("Email", "b@b.c"), ("shoe", "41")), Row(("Email", "c@b.c")));
        Assert.Equal([null, "invalid_field", null], run.Results.Select(result => result.ErrorCode));
    }

    [Fact]
    public void A_refused_batch_is_split_until_the_invalid_row_is_isolated()
    {
        _api.Emulator.Faults.WhenBodyContains("a3@b.c", Fault.Status(400, """{"error":{"code":"invalid_field","message":"no"}}"""));
        Run run = _api.Session.Pipe("Set-CnvContact -BatchSize 8", Rows(8));
        Assert.Equal(["invalid_field"], run.Results.Where(result => result.ErrorCode is not null).Select(result => result.ErrorCode));
        Assert.Equal("a3@b.c", run.Results.Single(result => result.ErrorCode is not null).Email);
        Assert.Equal(7, _api.Emulator.Contacts.Count);
        Assert.Equal(4, run.Results[2].Attempts);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Results_are_paired_with_no_row_when_their_count_differs(int difference)
    {
        _api.Emulator.Faults.Enqueue(Fault.WrongResultCount(difference));
        Run run = _api.Session.Pipe("Set-CnvContact -BatchSize 5", Rows(5));
        Assert.All(run.Results, result => Assert.Equal((UpsertStatus.Unknown, "invalid_response", null), (result.Status, result.ErrorCode, result.CnvContactId)));
    }

    [Fact]
    public void One_malformed_result_makes_every_row_of_the_batch_Unknown()
    {
        _api.Emulator.Faults.Enqueue(Fault.RawBody(200, """{"data":{"results":[{"success":true,"cnvContactId":"a1b2c3d4-e5f6-7890-abcd-ef1234567890","contactCreated":true},{"success":true}]}}"""));
        Run run = _api.Session.Pipe("Set-CnvContact -BatchSize 2", Rows(2));
        Assert.All(run.Results, result => Assert.Equal(UpsertStatus.Unknown, result.Status));
    }

    [Theory]
    [InlineData("""{"success":false,"error":{"code":"upsert_failed","message":"no"}}""", UpsertStatus.Rejected, "upsert_failed", "no")]
    [InlineData("""{"success":false,"errorCode":"invalid_email","errorMessage":"no"}""", UpsertStatus.Rejected, "invalid_email", "no")]
    [InlineData("""{"success":false,"code":"contact_not_found","message":"no"}""", UpsertStatus.NotFound, "contact_not_found", "no")]
    [InlineData("""{"success":false,"error":"no"}""", UpsertStatus.Rejected, "upsert_failed", "no")]
    [InlineData("""{"success":false}""", UpsertStatus.Rejected, "upsert_failed", "The API did not accept the contact.")]
    [InlineData("""{"success":false,"error":{"code":"internal_error","message":"no"}}""", UpsertStatus.Failed, "internal_error", "no")]
    public void A_failed_item_is_read_in_every_documented_format(string item, UpsertStatus status, string code, string message)
    {
        _api.Emulator.Faults.Enqueue(Fault.RawBody(200, $$$"""{"data":{"results":[{{{item}}}]}}"""));
        CnvContactResult result = _api.Session.Pipe("Set-CnvContact -BatchSize 2", Rows(1)).Result;
        Assert.Equal((status, code, message), (result.Status, result.ErrorCode, result.ErrorMessage));
    }
}
