using System;
using System.Collections.Generic;
using System.Linq;
using Conversion.Emulator;
using Conversion.Model;

namespace Conversion.Core.Tests.Sending;

/// <summary>
/// Some rows are events of their own, others update the one event that a contact has with an id; some are dated, others take
/// effect when they arrive. Odd contacts have a user id, which replaces their email address in some rows.
/// </summary>
public sealed record ConcurrentEvents((int Contact, int Form)[] Rows, int ThrottleLimit, int BatchSize, int Seed)
    : ConcurrentRows(Rows, ThrottleLimit, BatchSize, Seed)
{
    private const int Update = 1;
    private const int DatedUpdate = 2;
    private const int OtherIdentifier = 3;

    public override EventRequest Request(int row)
    {
        (int contact, int form) = Rows[row];
        bool isById = UserIdOf(contact) is not null && form != OtherIdentifier;
        EventDraft draft = new()
        {
            Event = "moved",
            Email = form switch
            {
                OtherIdentifier => EmailOf(contact).ToUpperInvariant(),
                DatedUpdate => EmailOf(contact),
                _ => isById ? null : EmailOf(contact),
            },
            UserId = isById ? UserIdOf(contact) : null,
            EventId = form is Update or DatedUpdate ? $"event of {contact}" : null,
            Timestamp = form == DatedUpdate ? "2026-11-28T08:00:00Z" : null,
        };
        draft.Fields.Set("first_name", $"{row}");
        using EventSerializer serializer = new();
        return serializer.Serialize(draft, []) ?? throw new InvalidOperationException();
    }

    public override IEnumerable<string> OrdersOf(int row)
    {
        EventRequest request = Request(row);
        return request.IsDated ? [request.EventId] : [request.EventId, $"{Rows[row].Contact}"];
    }

    public override (Guid? ContactId, string? EventId) StoredIds(int row, ContactStore account)
    {
        string eventId = Request(row).EventId;
        return (IdOf(Rows[row].Contact), account.CustomEvents().SingleOrDefault(one => one.EventId == eventId)?.Id.ToString("D"));
    }

    public override IEnumerable<string> Stored(ContactStore account) =>
        account.CustomEvents().Select(one => $"{one.ContactId} {one.EventId} {one.Data.Text("first_name")}");

    private protected override Contact ExistingContact(int contact) => new(IdOf(contact), EmailOf(contact)) { UserId = UserIdOf(contact) };

    private static string EmailOf(int contact) => $"person{contact}@example.com";

    private static string? UserIdOf(int contact) => contact % 2 == 1 ? $"user {contact}" : null;
}
