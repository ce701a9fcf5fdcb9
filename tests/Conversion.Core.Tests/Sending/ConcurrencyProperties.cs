using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Core.Tests.Http;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Sending;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>What holds while responses arrive late and out of order, and requests fail.</summary>
[Properties(Arbitrary = [typeof(ConcurrentRows)], MaxTest = 60)]
public sealed class ConcurrencyProperties
{
    [Property]
    public void One_contact_is_never_in_flight_twice(ConcurrentRows scenario) => Assert.Empty(Send(scenario).Recorder.Collisions);

    [Property]
    public void No_more_requests_are_in_flight_than_the_throttle_limit(ConcurrentRows scenario) =>
        Assert.InRange(Send(scenario).Recorder.MostRequests, 0, scenario.ThrottleLimit);

    [Property]
    public void The_first_request_is_alone_until_its_response_arrives(ConcurrentRows scenario) =>
        Assert.InRange(Send(scenario).Recorder.MostBeforeResponse, 0, 1);

    [Property]
    public void Every_row_is_returned_once_and_in_order(ConcurrentRows scenario) =>
        Assert.Equal(Enumerable.Range(0, scenario.Rows.Length), Send(scenario).Sent.Select(sent => sent.Row));

    [Property]
    public void Rows_of_one_contact_are_sent_in_order(ConcurrentRows scenario)
    {
        IEnumerable<int> sentRows = Send(scenario).Recorder.Values.Select(int.Parse);

        Assert.All(
            sentRows.SelectMany(scenario.OrdersOf, static (row, order) => (row, order)).GroupBy(one => one.order, one => one.row),
            rows => Assert.Equal(rows.Distinct().Order(), rows.Distinct()));
    }

    [Property]
    public void The_account_ends_as_if_the_rows_were_sent_one_by_one(ConcurrentRows scenario)
    {
        ConcurrentRows sequential = scenario with { ThrottleLimit = 1, BatchSize = 1 };

        Assert.Equal(
            sequential.Stored(Send(sequential, withFaults: false).Account).Order(StringComparer.Ordinal),
            scenario.Stored(Send(scenario).Account).Order(StringComparer.Ordinal));
    }

    [Property]
    public void A_row_is_confirmed_with_the_id_of_its_contact(ConcurrentRows scenario)
    {
        (List<SentContact<int>> sent, _, ContactStore account) = Send(scenario);

        Assert.All(sent, one => Assert.Equal(scenario.StoredIds(one.Row, account), (one.Outcome.CnvContactId, one.Outcome.CnvEventId)));
    }

    private static (List<SentContact<int>> Sent, InFlightRecorder Recorder, ContactStore Account) Send(ConcurrentRows scenario, bool withFaults = true)
    {
        Random random = new(scenario.Seed);
        InFlightRecorder recorder = new();
        FakeClock clock = new();
        EmulatorSettings settings = new()
        {
            Latency = TimeSpan.FromTicks(1),
            Delay = (_, cancellationToken) => RandomDelayAsync(random, cancellationToken),
            UtcNow = () => clock.UtcNow,
        };
        using EmulatedApi api = new(clock, settings)
        {
            Handler = recorder,
            Settings = new() { ApiKey = EmulatedApi.Key, MaximumRetryCount = 1000, Timeout = TimeSpan.FromDays(1000) },
        };
        foreach (Contact contact in scenario.ExistingContacts())
        {
            api.Emulator.Contacts.Put(contact);
        }

        if (withFaults)
        {
            InjectFaults(api.Faults, new Random(scenario.Seed));
        }

        using ContactSender<int> sender = new(
            api.Client, new SenderSettings { ThrottleLimit = scenario.ThrottleLimit, BatchSize = scenario.BatchSize });
        return (Send(sender, scenario), recorder, api.Emulator.Contacts);
    }

    private static List<SentContact<int>> Send(ContactSender<int> sender, ConcurrentRows scenario)
    {
        List<SentContact<int>> sent = [];
        for (int row = 0; row < scenario.Rows.Length; row++)
        {
            while (sender.IsFull)
            {
                sent.Add(sender.Take());
            }

            sender.Post(row, scenario.Request(row));
        }

        while (!sender.IsEmpty)
        {
            sent.Add(sender.Take());
        }

        return sent;
    }

    private static void InjectFaults(FaultScript faults, Random random)
    {
        foreach (Fault fault in (Fault[])
        [
            Fault.Status(503), Fault.Status(500), Fault.Status(429), Fault.Status(429, retryAfter: "3"),
            Fault.ResetBeforeApplying(), Fault.ResetAfterApplying(), Fault.TruncatedBody(),
        ])
        {
            faults.AtRate(0.04, fault, random);
        }
    }

    private static async Task RandomDelayAsync(Random random, CancellationToken cancellationToken)
    {
        int turns;
        lock (random)
        {
            turns = random.Next(8);
        }

        for (; turns >= 0; turns--)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
