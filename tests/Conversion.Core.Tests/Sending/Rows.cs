using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Journal;
using Conversion.Model;
using Conversion.Sending;
using FsCheck;
using FsCheck.Fluent;

namespace Conversion.Core.Tests.Sending;

/// <summary>A sequence of rows in which contacts repeat, in any case, with any switches: contacts, or one event of each of them.</summary>
/// <param name="Cells">The contact, value and switches of each row.</param>
/// <param name="ThrottleLimit">Requests in flight.</param>
/// <param name="BatchSize">Rows in one batch.</param>
/// <param name="Seed">Seed of the random faults.</param>
public sealed record RowSequence(IReadOnlyList<(int Contact, int Value, int Options, bool Upper)> Cells, int ThrottleLimit, int BatchSize, int Seed)
{
    /// <summary>Whether the rows are events. A contact's event has an id, so that its later rows update it.</summary>
    public bool AreEvents { get; init; }

    public override string ToString() => $"{Cells.Count} {(AreEvents ? "events" : "rows")}, {ThrottleLimit} in flight, batches of {BatchSize}, seed {Seed}";
}

/// <summary>Creates row sequences and sends them.</summary>
internal static class Rows
{
    public static Arbitrary<RowSequence> RowSequences() => (
        from count in Gen.Choose(0, 120)
        from cells in Gen.ArrayOf(
            from contact in Gen.Choose(1, 40)
            from value in Gen.Choose(1, 5)
            from options in Gen.Elements(0, 0, 0, 2, 4)
            from upper in Gen.Elements(true, false)
            select (contact, value, options, upper), count)
        from throttle in Gen.Choose(1, 16)
        from batch in Gen.Elements(1, 1, 2, 7, 50)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from areEvents in Gen.Elements(true, false)
        select new RowSequence(areEvents ? [.. cells.Select(static cell => (cell.contact, cell.value, 0, cell.upper))] : cells, throttle, batch, seed)
        {
            AreEvents = areEvents,
        }).ToArbitrary();

    /// <summary>A sequence of rows with different contacts.</summary>
    public static RowSequence Distinct(int count, bool areEvents) =>
        new([.. Enumerable.Range(0, count).Select(row => (row, 1, 0, false))], ThrottleLimit: 8, BatchSize: 1, Seed: 0) { AreEvents = areEvents };

    public static ContactRequest Request((int Contact, int Value, int Options, bool Upper) cell)
    {
        using ContactSerializer serializer = new();
        string email = $"a{cell.Contact}@b.c";
        ContactDraft draft = new() { Email = cell.Upper ? email.ToUpperInvariant() : email, Options = (ContactOptions)cell.Options };
        draft.Fields.Set("city", "v" + cell.Value);
        return serializer.Serialize(draft, []) ?? throw new InvalidOperationException();
    }

    public static RowRequest Request(RowSequence sequence, int row) => sequence.AreEvents ? Event(sequence.Cells[row]) : Request(sequence.Cells[row]);

    public static ContactSender<int> Sender(EmulatedApi api, RowSequence sequence, ContactJournal? journal = null)
    {
        PutContacts(api.Emulator.Contacts, sequence);
        return new(api.Client, new SenderSettings { ThrottleLimit = sequence.ThrottleLimit, BatchSize = sequence.BatchSize }, journal);
    }

    /// <summary>Adds the contacts that events need to the account: an event never creates one.</summary>
    public static void PutContacts(ContactStore account, RowSequence sequence)
    {
        if (sequence.AreEvents)
        {
            foreach (int contact in sequence.Cells.Select(static cell => cell.Contact).Distinct().Where(contact => account.Find(EmailOf(contact)) is null))
            {
                account.Put(new Contact(Guid.NewGuid(), EmailOf(contact)));
            }
        }
    }

    /// <summary>Posts all rows and takes all of them.</summary>
    public static List<SentContact<int>> Send(ContactSender<int> sender, RowSequence sequence)
    {
        List<SentContact<int>> sent = [];
        Send(sender, sequence, sent.Add);
        return sent;
    }

    /// <summary>Posts all rows and passes on each row as it is taken.</summary>
    public static void Send(ContactSender<int> sender, RowSequence sequence, Action<SentContact<int>> take)
    {
        for (int row = 0; row < sequence.Cells.Count; row++)
        {
            sender.Post(row, Request(sequence, row));
            TakeDone(sender, take);
            while (sender.IsFull)
            {
                sender.WaitForRoom(Timeout.InfiniteTimeSpan);
                TakeDone(sender, take);
            }
        }

        while (!sender.IsEmpty)
        {
            take(sender.Take());
        }
    }

    /// <summary>A sender to which the given number of rows were posted, each of a different contact.</summary>
    public static ContactSender<int> Posted(EmulatedApi api, int rows, SenderSettings settings)
    {
        ContactSender<int> sender = new(api.Client, settings);
        Post(sender, from: 0, rows);
        return sender;
    }

    /// <summary>Posts the given number of rows, each of a different contact.</summary>
    public static void Post(ContactSender<int> sender, int from, int rows)
    {
        for (int row = from; row < from + rows; row++)
        {
            sender.Post(row, EmulatedApi.Contact($"a{row}@example.com"));
        }
    }

    /// <summary>Takes all rows that were posted.</summary>
    public static Task<List<SentContact<int>>> TakeAllAsync(ContactSender<int> sender) => Task.Run(() =>
    {
        List<SentContact<int>> sent = [];
        while (!sender.IsEmpty)
        {
            sent.Add(sender.Take());
        }

        return sent;
    });

    /// <summary>The contacts after a sequential run: email address to city.</summary>
    public static SortedDictionary<string, string> Model(RowSequence sequence)
    {
        SortedDictionary<string, string> cities = new(StringComparer.Ordinal);
        foreach ((int contact, int value, int options, _) in sequence.Cells)
        {
            string email = $"a{contact}@b.c";
            if ((options & (int)ContactOptions.PreserveExistingFields) == 0 || !cities.ContainsKey(email))
            {
                cities[email] = "v" + value;
            }
        }

        return cities;
    }

    /// <summary>The contacts of the emulator, or their events, in the same format.</summary>
    public static SortedDictionary<string, string> Stored(EmulatedApi api, RowSequence sequence) => new(
        sequence.AreEvents
            ? api.Emulator.Contacts.CustomEvents().ToDictionary(one => one.Email, one => one.Data.Text("city")!)
            : api.Emulator.Contacts.Snapshot().ToDictionary(contact => contact.Email.ToLowerInvariant(), contact => contact.Fields.Text("city")!),
        StringComparer.Ordinal);

    /// <summary>The ids under which the account has each contact, or the event of each contact. Fails if an event is doubled.</summary>
    public static Dictionary<int, (Guid? ContactId, string? EventId)> StoredIds(ContactStore account, RowSequence sequence) => sequence.AreEvents
        ? account.CustomEvents().ToDictionary(static one => NumberOf(one.Email), static one => ((Guid?)one.ContactId, (string?)one.Id.ToString("D")))
        : account.Snapshot().ToDictionary(static contact => NumberOf(contact.Email), static contact => ((Guid?)contact.Id, default(string)));

    private static string EmailOf(int contact) => $"a{contact}@b.c";

    private static int NumberOf(string email) => int.Parse(email.AsSpan(1, email.IndexOf('@') - 1));

    // Some are dated, so that their order is that of their event id alone.
    private static EventRequest Event((int Contact, int Value, int Options, bool Upper) cell)
    {
        using EventSerializer serializer = new();
        EventDraft draft = new()
        {
            Event = "moved",
            Email = cell.Upper ? EmailOf(cell.Contact).ToUpperInvariant() : EmailOf(cell.Contact),
            EventId = $"event of {cell.Contact}",
            Timestamp = cell.Upper ? "2026-11-28T08:00:00Z" : null,
        };
        draft.Fields.Set("city", "v" + cell.Value);
        return serializer.Serialize(draft, []) ?? throw new InvalidOperationException();
    }

    private static void TakeDone(ContactSender<int> sender, Action<SentContact<int>> take)
    {
        while (sender.TryTake(out SentContact<int> one))
        {
            take(one);
        }
    }
}
