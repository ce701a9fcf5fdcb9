using System;
using System.Collections.Generic;
using System.Linq;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Model;

namespace Conversion.Core.Tests.Sending;

/// <summary>
/// Odd contacts are identified by their id and may change their email address; even ones are identified by their email address,
/// in any case.
/// </summary>
public sealed record ConcurrentContacts((int Contact, int Form)[] Rows, int ThrottleLimit, int BatchSize, int Seed)
    : ConcurrentRows(Rows, ThrottleLimit, BatchSize, Seed)
{
    public override RowRequest Request(int row) => (Rows[row].Contact, Rows[row].Form) switch
    {
        (int contact, 0 or 1) when IsKnown(contact) => EmulatedApi.Contact(null, IdOf(contact), $"{row}"),
        (int contact, int form) when IsKnown(contact) => EmulatedApi.Contact($"known{contact}form{form}@example.com", IdOf(contact), $"{row}"),
        (int contact, 0 or 1) => EmulatedApi.Contact($"new{contact}@example.com", null, $"{row}"),
        (int contact, _) => EmulatedApi.Contact($"NEW{contact}@Example.Com", null, $"{row}"),
    };

    public override IEnumerable<string> OrdersOf(int row) => [$"{Rows[row].Contact}"];

    public override (Guid? ContactId, string? EventId) StoredIds(int row, ContactStore account)
    {
        int contact = Rows[row].Contact;
        return ((IsKnown(contact) ? account.Find(IdOf(contact)) : account.Find($"new{contact}@example.com"))?.Id, null);
    }

    public override IEnumerable<string> Stored(ContactStore account) =>
        account.Snapshot().Select(contact => $"{contact.Email} {contact.Fields.Text("first_name")}");

    private protected override Contact? ExistingContact(int contact) => IsKnown(contact) ? new Contact(IdOf(contact), $"known{contact}@example.com") : null;

    private static bool IsKnown(int contact) => contact % 2 == 1;
}
