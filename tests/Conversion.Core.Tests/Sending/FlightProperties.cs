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

/// <summary>What holds while answers come late and out of turn, and requests fail on the way.</summary>
[Properties(Arbitrary = [typeof(FlightProperties)], MaxTest = 40)]
public sealed class FlightProperties
{
    private static readonly Guid s_known = new("00000000-0000-4000-8000-000000000000");

    /// <param name="Rows">Which of few contacts each row is about, and in which form.</param>
    /// <param name="ThrottleLimit">Requests in flight.</param>
    /// <param name="BatchSize">Rows in one.</param>
    /// <param name="Seed">For what goes wrong, and what comes late.</param>
    public sealed record Trip((int Contact, int Form)[] Rows, int ThrottleLimit, int BatchSize, int Seed);

    public static Arbitrary<Trip> Trips() => (
        from count in Gen.Choose(0, 200)
        from contacts in Gen.Choose(1, 60)
        from rows in Gen.ArrayOf(
            from contact in Gen.Choose(0, contacts)
            from form in Gen.Choose(0, 3)
            select (contact, form), count)
        from throttle in Gen.Choose(1, 64)
        from batch in Gen.Elements(1, 1, 1, 5)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select new Trip(rows, throttle, batch, seed)).ToArbitrary();

    [Property]
    public void One_contact_is_never_in_flight_twice(Trip trip) => Assert.Empty(Send(trip).Flight.Collisions);

    [Property]
    public void No_more_requests_are_in_flight_than_may_be(Trip trip) =>
        Assert.InRange(Send(trip).Flight.MostRequests, 0, trip.ThrottleLimit);

    [Property]
    public void The_first_request_is_alone_until_it_is_answered(Trip trip) =>
        Assert.InRange(Send(trip).Flight.MostBeforeAnswer, 0, 1);

    [Property]
    public void Every_row_comes_out_once_in_its_place(Trip trip) =>
        Assert.Equal(Enumerable.Range(0, trip.Rows.Length), Send(trip).Sent.Select(sent => sent.Row));

    [Property]
    public void Rows_of_one_contact_are_sent_in_their_order(Trip trip)
    {
        IEnumerable<int> begun = Send(trip).Flight.Values.Select(int.Parse);

        Assert.All(
            begun.GroupBy(row => trip.Rows[row].Contact),
            rows => Assert.Equal(rows.Distinct().Order(), rows.Distinct()));
    }

    [Property]
    public void What_is_held_at_the_end_is_what_one_row_after_another_leaves(Trip trip)
    {
        Trip sequential = trip with { ThrottleLimit = 1, BatchSize = 1 };

        Assert.Equal(Held(Send(sequential, isTroubled: false).Contacts), Held(Send(trip).Contacts));
    }

    [Property]
    public void A_row_is_confirmed_under_the_id_of_its_contact(Trip trip)
    {
        (List<SentContact<int>> sent, _, ContactStore contacts) = Send(trip);

        Assert.All(sent, one => Assert.Equal(Find(contacts, trip.Rows[one.Row].Contact)?.Id, one.Outcome.CnvContactId));
    }

    private static (List<SentContact<int>> Sent, Flight Flight, ContactStore Contacts) Send(Trip trip, bool isTroubled = true)
    {
        Random random = new(trip.Seed);
        Flight flight = new();
        FakeClock clock = new();
        EmulatorSettings settings = new()
        {
            Latency = TimeSpan.FromTicks(1),
            Delay = (_, cancellationToken) => LateAsync(random, cancellationToken),
            UtcNow = () => clock.UtcNow,
        };
        using EmulatedApi api = new(clock, settings)
        {
            Between = flight,
            Settings = new() { ApiKey = EmulatedApi.Key, MaximumRetryCount = 1000, Timeout = TimeSpan.FromDays(1000) },
        };
        for (int contact = 1; contact <= 60; contact += 2)
        {
            api.Emulator.Contacts.Put(new Contact(IdOf(contact), $"known{contact}@example.com"));
        }

        if (isTroubled)
        {
            Trouble(api.Faults, new Random(trip.Seed));
        }

        using ContactSender<int> sender = new(
            api.Client, new SenderSettings { ThrottleLimit = trip.ThrottleLimit, BatchSize = trip.BatchSize });
        return (Send(sender, trip), flight, api.Emulator.Contacts);
    }

    private static List<SentContact<int>> Send(ContactSender<int> sender, Trip trip)
    {
        List<SentContact<int>> sent = [];
        for (int row = 0; row < trip.Rows.Length; row++)
        {
            while (sender.IsFull)
            {
                sent.Add(sender.Take());
            }

            sender.Post(row, RequestOf(trip.Rows[row], row));
        }

        while (!sender.IsEmpty)
        {
            sent.Add(sender.Take());
        }

        return sent;
    }

    // Odd contacts are known by their id and change their address at will; even ones are known by theirs, in any case.
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

    private static IEnumerable<string> Held(ContactStore contacts) =>
        contacts.Snapshot().Select(contact => $"{contact.Email} {contact.Fields.Text("first_name")}").Order(StringComparer.Ordinal);

    private static void Trouble(FaultScript faults, Random random)
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

    private static async Task LateAsync(Random random, CancellationToken cancellationToken)
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
