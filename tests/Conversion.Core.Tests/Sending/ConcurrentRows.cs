using System;
using System.Collections.Generic;
using System.Linq;
using Conversion.Emulator;
using Conversion.Model;
using FsCheck;
using FsCheck.Fluent;

namespace Conversion.Core.Tests.Sending;

/// <summary>Rows of a few contacts, which they identify in several ways, and how they are sent. The value of a row is its number.</summary>
/// <param name="Rows">The contact of each row, and the form of its identifier.</param>
/// <param name="ThrottleLimit">Requests in flight.</param>
/// <param name="BatchSize">Rows in one batch.</param>
/// <param name="Seed">Seed of the random faults and delays.</param>
public abstract record ConcurrentRows((int Contact, int Form)[] Rows, int ThrottleLimit, int BatchSize, int Seed)
{
    private const int Contacts = 60;

    private static readonly Guid s_known = new("00000000-0000-4000-8000-000000000000");

    public static Arbitrary<ConcurrentRows> Arbitrary() => (
        from count in Gen.Choose(0, 200)
        from contacts in Gen.Choose(1, Contacts)
        from rows in Gen.ArrayOf(
            from contact in Gen.Choose(0, contacts)
            from form in Gen.Choose(0, 3)
            select (contact, form), count)
        from throttle in Gen.Choose(1, 64)
        from batch in Gen.Elements(1, 1, 1, 5)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from areEvents in Gen.Elements(true, false)
        select areEvents ? (ConcurrentRows)new ConcurrentEvents(rows, throttle, batch, seed) : new ConcurrentContacts(rows, throttle, batch, seed)).ToArbitrary();

    /// <summary>The contacts that exist before the rows are sent.</summary>
    public IEnumerable<Contact> ExistingContacts() => Enumerable.Range(0, Contacts + 1).Select(ExistingContact).OfType<Contact>();

    public abstract RowRequest Request(int row);

    /// <summary>What a row has in common with those rows before and after which it is sent.</summary>
    public abstract IEnumerable<string> OrdersOf(int row);

    /// <summary>The ids under which the account has a row; null where it has none.</summary>
    public abstract (Guid? ContactId, string? EventId) StoredIds(int row, ContactStore account);

    /// <summary>Whatever the rows left in the account.</summary>
    public abstract IEnumerable<string> Stored(ContactStore account);

    public sealed override string ToString() => $"{Rows.Length} rows, {GetType().Name}, {ThrottleLimit} in flight, batches of {BatchSize}, seed {Seed}";

    private protected abstract Contact? ExistingContact(int contact);

    private protected static Guid IdOf(int contact)
    {
        byte[] bytes = s_known.ToByteArray();
        bytes[15] = (byte)contact;
        return new Guid(bytes);
    }
}
