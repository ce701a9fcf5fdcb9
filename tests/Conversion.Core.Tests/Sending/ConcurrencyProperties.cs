using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Core.Tests.Http;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Model;
using Conversion.Sending;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>What holds while responses arrive late and out of order, and requests fail.</summary>
[Properties(Arbitrary = [typeof(ConcurrencyProperties)], MaxTest = 40)]
public sealed class ConcurrencyProperties
{
    private static readonly Guid s_known = new("00000000-0000-4000-8000-000000000000");

    /// <param name="Rows">The contact of each row, out of a few, and the form of its identifier.</param>
    /// <param name="ThrottleLimit">Requests in flight.</param>
    /// <param name="BatchSize">Rows in one batch.</param>
    /// <param name="Seed">Seed of the random faults and delays.</param>
    public sealed record Scenario((int Contact, int Form)[] Rows, int ThrottleLimit, int BatchSize, int Seed);

    public static Arbitrary<Scenario> Scenarios() => (
        from count in Gen.Choose(0, 200)
        from contacts in Gen.Choose(1, 60)
        from rows in Gen.ArrayOf(
            from contact in Gen.Choose(0, contacts)
            from form in Gen.Choose(0, 3)
            select (contact, form), count)
        from throttle in Gen.Choose(1, 64)
        from batch in Gen.Elements(1, 1, 1, 5)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select new Scenario(rows, throttle, batch, seed)).ToArbitrary();

    [Property]
    public void One_contact_is_never_in_flight_twice(Scenario scenario) => Assert.Empty(Send(scenario).Recorder.Collisions);

    [Property]
    public void No_more_requests_are_in_flight_than_the_throttle_limit(Scenario scenario) =>
        Assert.InRange(Send(scenario).Recorder.MostRequests, 0, scenario.ThrottleLimit);

    [Property]
    public void The_first_request_is_alone_until_its_response_arrives(Scenario scenario) =>
        Assert.InRange(Send(scenario).Recorder.MostBeforeResponse, 0, 1);

    [Property]
    public void Every_row_is_returned_once_and_in_order(Scenario scenario) =>
        Assert.Equal(Enumerable.Range(0, scenario.Rows.Length), Send(scenario).Sent.Select(sent => sent.Row));

    [Property]
    public void Rows_of_one_contact_are_sent_in_order(Scenario scenario)
    {
        IEnumerable<int> sentRows = Send(scenario).Recorder.Values.Select(int.Parse);

        Assert.All(
            sentRows.GroupBy(row => scenario.Rows[row].Contact),
            rows => Assert.Equal(rows.Distinct().Order(), rows.Distinct()));
    }

    [Property]
    public void The_account_ends_as_if_the_rows_were_sent_one_by_one(Scenario scenario)
    {
        Scenario sequential = scenario with { ThrottleLimit = 1, BatchSize = 1 };

        Assert.Equal(StoredContacts(Send(sequential, withFaults: false).Contacts), StoredContacts(Send(scenario).Contacts));
    }

    [Property]
    public void A_row_is_confirmed_with_the_id_of_its_contact(Scenario scenario)
    {
        (List<SentContact<int>> sent, _, ContactStore contacts) = Send(scenario);

        Assert.All(sent, one => Assert.Equal(Find(contacts, scenario.Rows[one.Row].Contact)?.Id, one.Outcome.CnvContactId));
    }

    private static (List<SentContact<int>> Sent, InFlightRecorder Recorder, ContactStore Contacts) Send(Scenario scenario, bool withFaults = true)
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
        for (int contact = 1; contact <= 60; contact += 2)
        {
            api.Emulator.Contacts.Put(new Contact(IdOf(contact), $"known{contact}@example.com"));
        }

        if (withFaults)
        {
            InjectFaults(api.Faults, new Random(scenario.Seed));
        }

        using ContactSender<int> sender = new(
            api.Client, new SenderSettings { ThrottleLimit = scenario.ThrottleLimit, BatchSize = scenario.BatchSize });
        return (Send(sender, scenario), recorder, api.Emulator.Contacts);
    }

    private static List<SentContact<int>> Send(ContactSender<int> sender, Scenario scenario)
    {
        List<SentContact<int>> sent = [];
        for (int row = 0; row < scenario.Rows.Length; row++)
        {
            while (sender.IsFull)
            {
                sent.Add(sender.Take());
            }

            sender.Post(row, RequestOf(scenario.Rows[row], row));
        }

        while (!sender.IsEmpty)
        {
            sent.Add(sender.Take());
        }

        return sent;
    }

    // Odd contacts are identified by their id and may change their email address; even ones are identified by their email address, in any case.
    private static ContactRequest RequestOf((int Contact, int Form) row, int number) => (row.Contact % 2, row.Form) switch
    {
        (1, 0 or 1) => EmulatedApi.Contact(null, IdOf(row.Contact), $"{number}"),
        (1, _) => EmulatedApi.Contact($"known{row.Contact}form{row.Form}@example.com", IdOf(row.Contact), $"{number}"),
        (_, 0 or 1) => EmulatedApi.Contact($"new{row.Contact}@example.com", null, $"{number}"),
        _ => EmulatedApi.Contact($"NEW{row.Contact}@Example.Com", null, $"{number}"),
    };

    private static Guid IdOf(int contact)
    {
        byte[] bytes = s_known.ToByteArray();
        bytes[15] = (byte)contact;
        return new Guid(bytes);
    }

    private static Contact? Find(ContactStore contacts, int contact) =>
        contact % 2 == 1 ? contacts.Find(IdOf(contact)) : contacts.Find($"new{contact}@example.com");

    private static IEnumerable<string> StoredContacts(ContactStore contacts) =>
        contacts.Snapshot().Select(contact => $"{contact.Email} {contact.Fields.Text("first_name")}").Order(StringComparer.Ordinal);

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
