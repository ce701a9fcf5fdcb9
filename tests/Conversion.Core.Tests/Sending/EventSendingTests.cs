using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Client;
using Conversion.Core.Tests.Client;
using Conversion.Core.Tests.Http;
using Conversion.Emulator;
using Conversion.Journal;
using Conversion.Model;
using Conversion.Sending;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>What is special about events. What they share with contacts is in the properties of the sender.</summary>
public sealed class EventSendingTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_path);

    private static EventRequest Event(string name, string? email = "ada@example.com", string? userId = null, string? time = null, string? id = null)
    {
        using EventSerializer serializer = new();
        return serializer.Serialize(new EventDraft { Event = name, Email = email, UserId = userId, Timestamp = time, EventId = id }, [])!;
    }

    private static EmulatedApi ApiOfAda(EmulatorSettings? settings = null)
    {
        EmulatedApi api = new(settings: settings);
        api.Emulator.Contacts.Put(new Contact(Guid.NewGuid(), "ada@example.com"));
        return api;
    }

    private static List<UpsertOutcome> Send(EmulatedApi api, SenderSettings settings, ContactJournal? journal, params EventRequest[] events)
    {
        using ContactSender<int> sender = new(api.Client, settings, journal);
        for (int row = 0; row < events.Length; row++)
        {
            sender.Post(row, events[row]);
        }

        List<UpsertOutcome> outcomes = [];
        while (!sender.IsEmpty)
        {
            outcomes.Add(sender.Take().Outcome);
        }

        return outcomes;
    }

    /// <summary>How many of the events are in the first batch.</summary>
    private static int FirstBatch(params EventRequest[] events)
    {
        int first = 0;
        Task<BatchResult> Upsert(ContactBatch batch, CancellationToken cancellationToken)
        {
            first = first == 0 ? batch.Contacts.Count : first;
            return Task.FromResult(new BatchResult(new UpsertOutcome { Status = UpsertStatus.Tracked, CnvEventId = "x", CnvContactId = Guid.NewGuid() }));
        }

        using ContactSender<int> sender = new(Upsert, new SenderSettings { BatchSize = 50 }, new FakeClock());
        for (int row = 0; row < events.Length; row++)
        {
            sender.Post(row, events[row]);
        }

        while (!sender.IsEmpty)
        {
            sender.Take();
        }

        return first;
    }

    [Fact]
    public void Dated_events_of_one_contact_go_together() =>
        Assert.Equal(3, FirstBatch(Event("a", time: "2026-11-28T08:00Z"), Event("b", time: "2026-11-28T09:00Z"), Event("c", null, "u1", "2026-11-28T10:00Z")));

    [Fact]
    public void Events_that_are_dated_when_they_arrive_go_one_after_the_other()
    {
        Assert.Equal(1, FirstBatch(Event("a"), Event("b")));
        Assert.Equal(1, FirstBatch(Event("a", null, "u1"), Event("b", null, "u1")));
        Assert.Equal(1, FirstBatch(Event("a", null, "u1"), Event("b", "bob@example.com")));
        Assert.Equal(2, FirstBatch(Event("a"), Event("b", "bob@example.com")));
    }

    [Fact]
    public void One_event_is_never_twice_in_a_batch() =>
        Assert.Equal(1, FirstBatch(Event("a", time: "2026-11-28T08:00Z", id: "e1"), Event("b", time: "2026-11-28T08:00Z", id: "e1")));

    [Theory]
    [InlineData(EventErrorPlacement.Results)]
    [InlineData(EventErrorPlacement.ErrorsList)]
    [InlineData(EventErrorPlacement.Both)]
    public void Wherever_the_errors_of_a_batch_are_each_event_gets_its_own(EventErrorPlacement placement)
    {
        using EmulatedApi api = ApiOfAda(new EmulatorSettings { EventErrorPlacement = placement });
        EventRequest[] events = [.. Enumerable.Range(0, 20).Select(number => Event($"e{number}", number % 7 == 3 ? $"nobody{number}@example.com" : "ada@example.com", time: "2026-11-28T08:00Z"))];
        List<UpsertOutcome> outcomes = Send(api, new SenderSettings { BatchSize = 20 }, null, events);
        Assert.Equal(
            Enumerable.Range(0, 20).Select(number => number % 7 == 3 ? UpsertStatus.NotFound : UpsertStatus.Tracked),
            outcomes.Select(outcome => outcome.Status));
        Assert.Equal(17, api.Emulator.Contacts.CustomEvents().Count);
    }

    [Fact]
    public void Confirmed_events_are_unchanged_in_the_next_run_and_changed_ones_update_themselves()
    {
        using EmulatedApi api = ApiOfAda();
        JournalHeader header = new(new Uri("https://example.com/api"), "kid") { IsOfEvents = true };
        UpsertStatus[] Run(params EventRequest[] events)
        {
            using ContactJournal journal = ContactJournal.Open(_path, header, overwrite: false);
            return [.. Send(api, new SenderSettings(), journal, events).Select(outcome => outcome.Status)];
        }

        Assert.Equal([UpsertStatus.Tracked, UpsertStatus.Tracked], Run(Event("a"), Event("b", id: "e1")));
        Assert.Equal([UpsertStatus.Unchanged, UpsertStatus.Unchanged], Run(Event("a"), Event("b", id: "e1")));
        Assert.Equal([UpsertStatus.Unchanged, UpsertStatus.Tracked, UpsertStatus.Tracked], Run(Event("a"), Event("b2", id: "e1"), Event("c")));
        Assert.Equal(["a", "b2", "c"], api.Emulator.Contacts.CustomEvents().Select(one => one.Event));
    }

    [Fact]
    public void An_event_whose_response_was_lost_is_sent_again_and_not_doubled()
    {
        using EmulatedApi api = ApiOfAda();
        JournalHeader header = new(new Uri("https://example.com/api"), "kid") { IsOfEvents = true };
        api.Faults.Enqueue(Fault.RawBody(200, "{}", apply: true));
        using (ContactJournal journal = ContactJournal.Open(_path, header, overwrite: false))
        {
            Assert.Equal(UpsertStatus.Unknown, Send(api, new SenderSettings(), journal, Event("a")).Single().Status);
        }

        using (ContactJournal journal = ContactJournal.Open(_path, header, overwrite: false))
        {
            Assert.Equal(UpsertStatus.Tracked, Send(api, new SenderSettings(), journal, Event("a")).Single().Status);
        }

        Assert.Single(api.Emulator.Contacts.CustomEvents());
    }

    [Theory]
    [InlineData(true, "is a journal of contacts")]
    [InlineData(false, "is a journal of events")]
    public void A_journal_is_of_contacts_or_of_events(bool asEvents, string reason)
    {
        JournalHeader header = new(new Uri("https://example.com/api"), "kid");
        ContactJournal.Open(_path, header with { IsOfEvents = !asEvents }, overwrite: false).Dispose();
        JournalException exception = Assert.Throws<JournalException>(() => ContactJournal.Open(_path, header with { IsOfEvents = asEvents }, overwrite: false));
        Assert.Equal("journal_mismatch", exception.Code);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }
}
