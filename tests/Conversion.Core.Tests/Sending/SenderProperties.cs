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

/// <summary>What holds of every stream of rows, whatever breaks.</summary>
[Properties(Arbitrary = [typeof(SenderProperties)], MaxTest = 60)]
public sealed class SenderProperties
{
    public static Arbitrary<Stream> Streams() => Rows.Streams();

    [Property]
    public void One_in_one_out_in_order(Stream stream)
    {
        using EmulatedApi api = Troubled(stream);
        using ContactSender<int> sender = Rows.Sender(api, stream);
        Assert.Equal(Enumerable.Range(0, stream.Cells.Count), Rows.Send(sender, stream).Select(sent => sent.Row));
    }

    [Property]
    public void What_is_held_at_the_end_is_what_a_sequential_run_leaves(Stream stream)
    {
        using EmulatedApi api = new();
        using ContactSender<int> sender = Rows.Sender(api, stream);
        Rows.Send(sender, stream);
        Assert.Equal(Rows.Model(stream), Rows.Held(api));
    }

    [Property]
    public void The_same_holds_where_everything_that_breaks_is_mended_by_trying_again(Stream stream)
    {
        using EmulatedApi api = new() { Settings = new() { ApiKey = EmulatedApi.Key, MaximumRetryCount = 100 } };
        Random random = new(stream.Seed);
        api.Faults.AtRate(0.1, Fault.Status(503), random).AtRate(0.1, Fault.Status(429, retryAfter: "2"), random)
            .AtRate(0.1, Fault.ResetBeforeApplying(), random);
        using ContactSender<int> sender = Rows.Sender(api, stream);
        List<SentContact<int>> sent = Rows.Send(sender, stream);
        Assert.All(sent, one => Assert.True(one.Outcome.Status is UpsertStatus.Created or UpsertStatus.Updated, one.ToString()));
        Assert.Equal(Rows.Model(stream), Rows.Held(api));
    }

    [Property]
    public void No_request_carries_a_contact_twice_or_more_rows_than_it_may(Stream stream)
    {
        using EmulatedApi api = Troubled(stream);
        using ContactSender<int> sender = Rows.Sender(api, stream);
        Rows.Send(sender, stream);
        foreach (RecordedRequest request in api.Emulator.Requests.Snapshot())
        {
            string[] emails = EmailsOf(request.Body);
            Assert.InRange(emails.Length, 1, stream.BatchSize);
            Assert.Equal(emails.Length, emails.Distinct().Count());
        }
    }

    [Property]
    public void No_more_are_in_flight_than_may_be(Stream stream)
    {
        using EmulatedApi api = Troubled(stream);
        using ContactSender<int> sender = Rows.Sender(api, stream);
        Rows.Send(sender, stream);
        Assert.InRange(api.Emulator.Requests.MaximumInFlight, 0, stream.ThrottleLimit);
    }

    [Property]
    public void A_row_that_is_said_to_be_confirmed_is_there(Stream stream)
    {
        using EmulatedApi api = Troubled(stream);
        using ContactSender<int> sender = Rows.Sender(api, stream);
        foreach (SentContact<int> sent in Rows.Send(sender, stream))
        {
            if (sent.Outcome.Status is UpsertStatus.Created or UpsertStatus.Updated)
            {
                Assert.Equal(sent.Outcome.CnvContactId, api.Emulator.Contacts.Find($"a{stream.Cells[sent.Row].Contact}@b.c")!.Id);
            }
        }
    }

    [Property]
    public void A_batch_refused_as_a_whole_costs_the_guilty_rows_only(Stream stream)
    {
        EmulatorSettings settings = new() { InvalidBatchItem = InvalidBatchItemHandling.RejectBatch, ReadOnlyContactFields = [] };
        using EmulatedApi api = new(settings: settings);
        api.Faults.WhenBodyContains("\"v3\"", Fault.Status(400, """{"error":{"code":"invalid_field","message":"no v3"}}"""));
        using ContactSender<int> sender = Rows.Sender(api, stream);
        foreach (SentContact<int> sent in Rows.Send(sender, stream))
        {
            Assert.Equal(stream.Cells[sent.Row].Value == 3, sent.Outcome.Status == UpsertStatus.Rejected);
        }
    }

    [Property]
    public void After_so_many_errors_every_row_still_comes_out_and_only_what_was_in_flight_is_sent(Stream stream)
    {
        using EmulatedApi api = new();
        api.Faults.WhenBodyContains("\"v3\"", Fault.Status(400, """{"error":{"code":"invalid_field","message":"no v3"}}"""));
        int limit = (stream.Seed % 5) + 1;
        SenderSettings settings = new() { ThrottleLimit = stream.ThrottleLimit, BatchSize = 1, MaximumErrorCount = limit };
        using ContactSender<int> sender = new(api.Client, settings);

        List<SentContact<int>> sent = Rows.Send(sender, stream);

        int errors = sent.Count(one => one.Outcome.IsError);
        Assert.Equal(Enumerable.Range(0, stream.Cells.Count), sent.Select(one => one.Row));
        Assert.InRange(errors, 0, limit + stream.ThrottleLimit - 1);
        Assert.Equal(errors >= limit && sent.Any(one => one.Outcome.Status == UpsertStatus.NotSent), sent.Any(one => one.Outcome.ErrorCode == "error_limit"));
        Assert.Equal(sent.Count(one => one.Outcome.Status != UpsertStatus.NotSent), api.Requests);
    }

    [Property]
    public void After_it_is_disposed_no_request_is_begun(Stream stream)
    {
        using EmulatedApi api = Troubled(stream);
        using ContactSender<int> sender = Rows.Sender(api, stream);
        foreach ((int Contact, int Value, int Options, bool Upper) cell in stream.Cells.Take(60))
        {
            sender.Post(0, Rows.Request(cell));
        }

        sender.Dispose();
        int requests = api.Requests;
        Assert.Equal(0, api.Emulator.Requests.InFlight);
        Assert.Equal(requests, api.Requests);
    }

    private static EmulatedApi Troubled(Stream stream)
    {
        EmulatedApi api = new() { Settings = new() { ApiKey = EmulatedApi.Key, MaximumRetryCount = 2 } };
        Random random = new(stream.Seed);
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
        IEnumerable<JsonElement> contacts = root.TryGetProperty("contacts", out JsonElement batch) ? batch.EnumerateArray() : [root];
        return contacts.Select(contact => contact.GetProperty("email").GetString()!.ToLowerInvariant()).ToArray();
    }
}
