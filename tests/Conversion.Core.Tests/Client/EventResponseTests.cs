using System;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Client;
using Conversion.Emulator;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Client;

/// <summary>The outcomes of events.</summary>
public sealed class EventResponseTests
{
    private const string Id = "a1b2c3d4-e5f6-7890-abcd-ef1234567890";
    private const string Tracked = $$"""{"success":true,"cnvEventId":"ev1","cnvContactId":"{{Id}}"}""";

    private static EventRequest Event(int number = 0)
    {
        using EventSerializer serializer = new();
        return serializer.Serialize(new EventDraft { Event = "e" + number, Email = "ada@example.com" }, [])!;
    }

    private static async Task<BatchResult> BatchAsync(int rows, string body)
    {
        using EmulatedApi api = EmulatedApi.WithoutRetries();
        api.Faults.Enqueue(Fault.RawBody(200, body));
        ContactBatch batch = new([.. Enumerable.Range(0, rows).Select(Event)], UsesBatchEndpoint: true);
        return await api.Client.UpsertAsync(batch, TestContext.Current.CancellationToken);
    }

    private static async Task<UpsertOutcome> SingleAsync(Fault response)
    {
        using EmulatedApi api = EmulatedApi.WithoutRetries();
        api.Faults.Enqueue(response);
        return (await api.Client.UpsertAsync(new ContactBatch([Event()], UsesBatchEndpoint: false), TestContext.Current.CancellationToken))[0];
    }

    [Fact]
    public async Task A_tracked_event_has_both_ids()
    {
        UpsertOutcome outcome = await SingleAsync(Fault.RawBody(200, $$$"""{"data":{"cnvEventId":"ev1","cnvContactId":"{{{Id}}}"}}"""));
        Assert.Equal((UpsertStatus.Tracked, "ev1", new Guid(Id)), (outcome.Status, outcome.CnvEventId, outcome.CnvContactId!.Value));
        Assert.Null(outcome.ContactCreated);
    }

    [Theory]
    [InlineData("""{"data":{"cnvEventId":"ev1"}}""")]
    [InlineData($$$"""{"data":{"cnvContactId":"{{{Id}}}"}}""")]
    [InlineData($$$"""{"data":{"cnvEventId":"","cnvContactId":"{{{Id}}}"}}""")]
    [InlineData($$$"""{"data":{"cnvContactId":"{{{Id}}}","contactCreated":true}}""")]
    [InlineData($$$"""{"data":{"cnvEventId":"ev1","cnvContactId":"{{{Id}}}"},"error":{"code":"internal_error"}}""")]
    [InlineData("""{"data":{}}""")]
    [InlineData("<html>")]
    public async Task Anything_else_does_not_confirm_an_event(string body)
    {
        UpsertOutcome outcome = await SingleAsync(Fault.RawBody(200, body));
        Assert.Equal((UpsertStatus.Unknown, "invalid_response"), (outcome.Status, outcome.ErrorCode));
    }

    [Fact]
    public async Task An_event_does_not_confirm_a_contact()
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RawBody(200, $$$"""{"data":{"cnvEventId":"ev1","cnvContactId":"{{{Id}}}"}}"""));
        Assert.Equal(UpsertStatus.Unknown, outcome.Status);
    }

    [Fact]
    public async Task Conflicting_identifiers_reject_the_row()
    {
        UpsertOutcome outcome = await SingleAsync(Fault.Status(400, """{"error":{"code":"conflicting_identifier","message":"No."}}"""));
        Assert.Equal((UpsertStatus.Rejected, "conflicting_identifier"), (outcome.Status, outcome.ErrorCode));
    }

    [Theory]
    [InlineData($$$"""{"data":{"processed":2,"tracked":1,"failed":1,"results":[{{{Tracked}}},{"success":false,"error":{"code":"contact_not_found","message":"No."}}]}}""", "contact_not_found")]
    [InlineData($$$"""{"data":{"results":[{{{Tracked}}},{"success":false}]}}""", "tracking_failed")]
    [InlineData($$$"""{"data":{"results":[{{{Tracked}}},{"success":false}],"errors":[{"index":1,"code":"invalid_email","message":"No."}]}}""", "invalid_email")]
    [InlineData($$$"""{"data":{"results":[{{{Tracked}}},{"success":false,"error":{"code":"invalid_email"}}],"errors":[{"code":"other"}]}}""", "invalid_email")]
    [InlineData($$$"""{"data":{"results":[{{{Tracked}}},{"success":false}],"errors":[{"error":{"code":"invalid_email"}}]}}""", "invalid_email")]
    [InlineData($$$"""{"data":{"results":[{{{Tracked}}},{"success":false}],"errors":["No."]}}""", "tracking_failed")]
    [InlineData($$$"""{"data":{"results":[{{{Tracked}}},{"success":false}],"errors":[1,2]}}""", "tracking_failed")]
    [InlineData($$$"""{"data":{"results":[{{{Tracked}}},{"success":false}],"errors":"none"}}""", "tracking_failed")]
    public async Task A_failed_item_has_its_own_error_or_that_of_the_list(string body, string code)
    {
        BatchResult result = await BatchAsync(2, body);
        Assert.Equal((UpsertStatus.Tracked, code), (result[0].Status, result[1].ErrorCode));
        Assert.Contains(result[1].Status, new[] { UpsertStatus.Rejected, UpsertStatus.NotFound });
    }

    [Theory]
    [InlineData($$$"""{"data":{"results":[{{{Tracked}}}]}}""", false)]
    [InlineData($$$"""{"data":{"results":[{{{Tracked}}},{{{Tracked}}},{{{Tracked}}}]}}""", false)]
    [InlineData($$$"""{"data":{"processed":2,"tracked":1,"failed":1,"results":[{{{Tracked}}},{{{Tracked}}}]}}""", false)]
    [InlineData($$$"""{"data":{"processed":3,"results":[{{{Tracked}}},{{{Tracked}}}]}}""", false)]
    [InlineData($$$"""{"data":{"results":[{{{Tracked}}},{"success":true,"cnvContactId":"{{{Id}}}","contactCreated":true}]}}""", false)]
    [InlineData($$$"""{"data":{"results":[{{{Tracked}}}],"errors":[{"index":1,"code":"invalid_email"}]}}""", true)]
    [InlineData("""{"data":{"errors":[{"index":1,"code":"invalid_email"}]}}""", true)]
    public async Task Results_whose_counts_do_not_agree_are_paired_with_no_event(string body, bool isUnpaired)
    {
        BatchResult result = await BatchAsync(2, body);
        Assert.Equal((UpsertStatus.Unknown, isUnpaired), (result.Whole!.Status, result.ShouldSplit));
    }

    [Theory]
    [InlineData("""{"data":{"results":[],"errors":[{"code":"invalid_email"}]}}""")]
    [InlineData("""{"data":{"processed":1,"tracked":0,"failed":1,"errors":[{"index":0,"code":"invalid_email"}]}}""")]
    public async Task The_only_error_of_a_list_is_that_of_the_only_event(string body) =>
        Assert.Equal("invalid_email", (await BatchAsync(1, body))[0].ErrorCode);
}
