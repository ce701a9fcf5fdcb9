using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Conversion.Core.Tests.Emulator;
using Conversion.Journal;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Journal;

/// <summary>A journal of numbered contacts, in a file for one test.</summary>
internal sealed class NumberedContactsJournal : IDisposable
{
    public static readonly JournalHeader Header = new(new Uri("https://example.com/api"), "kid");

    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path("journal");

    public void Dispose() => _folder.Dispose();

    public ContactJournal Open() => ContactJournal.Open(Path, Header, overwrite: false);

    public static ulong KeyOf(ContactJournal journal, int contact) => journal.Hasher.ComputeKey(new ContactIdentity($"a{contact}@b.c", null));

    /// <summary>The confirmed state of a contact whose row had this value.</summary>
    public static ContactState State(int contact, int value = 0) => new() { Fingerprint = (ulong)value, ContactId = IdOf(contact) };

    // No two of them differ in one digit only.
    public static Guid IdOf(int contact) => new((contact + 1) * 0x1B873593, 0, 0, new byte[8]);

    public static void Append(ContactJournal journal, params IEnumerable<(int Contact, ContactState State)> lines)
    {
        using JournalLines written = new();
        foreach ((int contact, ContactState state) in lines)
        {
            written.Add(KeyOf(journal, contact), state);
        }

        journal.Append(written);
    }

    /// <summary>Creates the journal, replacing an existing one, with these lines, and returns the bytes of the file.</summary>
    public byte[] Write(params IEnumerable<(int Contact, ContactState State)> lines)
    {
        File.Delete(Path);
        using (ContactJournal journal = Open())
        {
            Append(journal, lines);
        }

        return File.ReadAllBytes(Path);
    }

    /// <summary>The same with one line for each of these contacts.</summary>
    public byte[] Write(params int[] contacts) => Write(contacts.Select(contact => (contact, State(contact))));

    /// <summary>What the journal knows of each of the first contacts; null for one that it does not know. The file is not changed.</summary>
    public ContactState?[] States(int contacts)
    {
        using ContactJournal journal = ContactJournal.OpenForComparison(Path, Header, overwrite: false);
        return [.. Enumerable.Range(0, contacts).Select(contact => StateIn(journal, KeyOf(journal, contact)))];
    }

    public static ContactState? StateIn(ContactJournal journal, ulong key) =>
        journal.Contacts.Find(key) is int slot and >= 0 ? journal.Contacts[slot] : null;

    /// <summary>Those of the first contacts that the journal knows without doubt.</summary>
    public int[] Trusted(int contacts)
    {
        ContactState?[] states = States(contacts);
        return [.. Enumerable.Range(0, contacts).Where(contact => states[contact] is { IsInDoubt: false })];
    }

    /// <summary>The same for a file with these bytes; null if the journal is refused, which must not change the file.</summary>
    public int[]? Trusted(int contacts, byte[] edited)
    {
        File.WriteAllBytes(Path, edited);
        try
        {
            Open().Dispose();
            return Trusted(contacts);
        }
        catch (JournalException refusal)
        {
            Assert.Equal(JournalException.Mismatch, refusal.Code);
            Assert.Equal(edited, File.ReadAllBytes(Path));
            return null;
        }
    }
}
