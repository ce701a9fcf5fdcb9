using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Model;
using Conversion.Sending;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>What holds for every sequence of rows, whatever fails.</summary>
[Properties(Arbitrary = [typeof(SenderProperties)], MaxTest = 60)]
public sealed class SenderProperties
{
    public static Arbitrary<RowSequence> RowSequences() => Rows.RowSequences();

    [Property]
    public void One_in_one_out_in_order(RowSequence sequence)
    {
        using EmulatedApi api = ApiWithFaults(sequence);
        using ContactSender<int> sender = Rows.Sender(api, sequence);
        Assert.Equal(Enumerable.Range(0, sequence.Cells.Count), Rows.Send(sender, sequence).Select(sent => sent.Row));
    }

    [Property]
    public void The_account_ends_as_after_a_sequential_run(RowSequence sequence)
    {
        using EmulatedApi api = new();
        using ContactSender<int> sender = Rows.Sender(api, sequence);
        Rows.Send(sender, sequence);
        Assert.Equal(Rows.Model(sequence), Rows.Stored(api, sequence));
    }

    [Property]
    public void The_account_ends_as_after_a_sequential_run_when_every_failure_is_retried(RowSequence sequence)
    {
        using EmulatedApi api = new() { Settings = new() { ApiKey = EmulatedApi.Key, MaximumRetryCount = 100 } };
        Random random = new(sequence.Seed);
        api.Faults.AtRate(0.1, Fault.Status(503), random).AtRate(0.1, Fault.Status(429, retryAfter: "2"), random)
            .AtRate(0.1, Fault.ResetBeforeApplying(), random);
        using ContactSender<int> sender = Rows.Sender(api, sequence);
        List<SentContact<int>> sent = Rows.Send(sender, sequence);
        Assert.All(sent, one => Assert.True(IsConfirmed(one), one.ToString()));
        Assert.Equal(Rows.Model(sequence), Rows.Stored(api, sequence));
    }

    [Property]
    public void No_request_contains_a_contact_twice_or_more_rows_than_the_batch_size(RowSequence sequence)
    {
        using EmulatedApi api = ApiWithFaults(sequence);
        using ContactSender<int> sender = Rows.Sender(api, sequence);
        Rows.Send(sender, sequence);
        foreach (RecordedRequest request in api.Emulator.Requests.Snapshot())
        {
            string[] emails = EmailsOf(request.Body);
            Assert.InRange(emails.Length, 1, sequence.BatchSize);
            Assert.Equal(emails.Length, emails.Distinct().Count());
        }
    }

    [Property]
    public void No_more_requests_run_concurrently_than_the_throttle_limit(RowSequence sequence)
    {
        using EmulatedApi api = ApiWithFaults(sequence);
        using ContactSender<int> sender = Rows.Sender(api, sequence);
        Rows.Send(sender, sequence);
        Assert.InRange(api.Emulator.Requests.MaximumInFlight, 0, sequence.ThrottleLimit);
    }

    [Property]
    public void A_confirmed_row_exists_in_the_account(RowSequence sequence)
    {
        using EmulatedApi api = ApiWithFaults(sequence);
        using ContactSender<int> sender = Rows.Sender(api, sequence);
        List<SentContact<int>> confirmed = Rows.Send(sender, sequence).FindAll(IsConfirmed);
        Dictionary<int, (Guid? ContactId, string? EventId)> stored = Rows.StoredIds(api.Emulator.Contacts, sequence);
        Assert.All(confirmed, sent =>
        {
            Assert.Equal(sequence.AreEvents, sent.Outcome.Status == UpsertStatus.Tracked);
            Assert.Equal(stored[sequence.Cells[sent.Row].Contact], (sent.Outcome.CnvContactId, sent.Outcome.CnvEventId));
        });
    }

    [Property]
    public void A_refused_batch_rejects_only_its_invalid_rows(RowSequence sequence)
    {
        EmulatorSettings settings = new() { InvalidBatchItem = InvalidBatchItemHandling.RejectBatch, ReadOnlyContactFields = [] };
        using EmulatedApi api = new(settings: settings);
        api.Faults.WhenBodyContains("\"v3\"", Fault.Status(400, """{"error":{"code":"invalid_field","message":"no v3"}}"""));
        using ContactSender<int> sender = Rows.Sender(api, sequence);
        foreach (SentContact<int> sent in Rows.Send(sender, sequence))
        {
            Assert.Equal(sequence.Cells[sent.Row].Value == 3, sent.Outcome.Status == UpsertStatus.Rejected);
        }
    }

    [Property]
    public void After_the_error_limit_every_row_is_returned_and_only_requests_in_flight_complete(RowSequence sequence)
    {
        using EmulatedApi api = new();
        api.Faults.WhenBodyContains("\"v3\"", Fault.Status(400, """{"error":{"code":"invalid_field","message":"no v3"}}"""));
        int limit = (sequence.Seed % 5) + 1;
        SenderSettings settings = new() { ThrottleLimit = sequence.ThrottleLimit, BatchSize = 1, MaximumErrorCount = limit };
        using ContactSender<int> sender = new(api.Client, settings);

        List<SentContact<int>> sent = Rows.Send(sender, sequence);

        int errors = sent.Count(one => one.Outcome.IsError);
        Assert.Equal(Enumerable.Range(0, sequence.Cells.Count), sent.Select(one => one.Row));
        Assert.InRange(errors, 0, limit + sequence.ThrottleLimit - 1);
        Assert.Equal(errors >= limit && sent.Any(one => one.Outcome.Status == UpsertStatus.NotSent), sent.Any(one => one.Outcome.ErrorCode == "error_limit"));
        Assert.Equal(sent.Count(one => one.Outcome.Status != UpsertStatus.NotSent), api.Requests);
    }

    [Property]
    public void After_Dispose_no_request_starts(RowSequence sequence)
    {
        using EmulatedApi api = ApiWithFaults(sequence);
        using ContactSender<int> sender = Rows.Sender(api, sequence);
        for (int row = 0; row < Math.Min(60, sequence.Cells.Count); row++)
        {
            sender.Post(0, Rows.Request(sequence, row));
        }

        sender.Dispose();
        int requests = api.Requests;
        Assert.Equal(0, api.Emulator.Requests.InFlight);
        Assert.Equal(requests, api.Requests);
    }

    private static EmulatedApi ApiWithFaults(RowSequence sequence)
    {
        EmulatedApi api = new() { Settings = new() { ApiKey = EmulatedApi.Key, MaximumRetryCount = 2 } };
        Random random = new(sequence.Seed);
        foreach (Fault fault in (Fault[])
        [
            Fault.Status(503), Fault.Status(429), Fault.Status(429, retryAfter: "3"), Fault.ResetBeforeApplying(), Fault.ResetAfterApplying(),
            Fault.TruncatedBody(), Fault.HtmlBody(200), Fault.TruncatedJson(), Fault.WrongResultCount(1), Fault.FailedItems(0),
        ])
        {
            api.Faults.AtRate(0.04, fault, random);
        }

        return api;
    }

    private static string[] EmailsOf(string body)
    {
        JsonElement root = JsonDocument.Parse(body).RootElement;
        IEnumerable<JsonElement> contacts =
            root.TryGetProperty("contacts", out JsonElement batch) || root.TryGetProperty("events", out batch) ? batch.EnumerateArray() : [root];
        return contacts.Select(contact => contact.GetProperty("email").GetString()!.ToLowerInvariant()).ToArray();
    }

    private static bool IsConfirmed(SentContact<int> sent) =>
        sent.Outcome.Status is UpsertStatus.Created or UpsertStatus.Updated or UpsertStatus.Tracked;
}
