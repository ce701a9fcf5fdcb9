using System;
using System.Linq;
using Conversion.Journal;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Journal;

/// <summary>A journal whose bytes were moved, duplicated, removed, flipped and inserted, several times.</summary>
public sealed class EditedJournalProperties : IDisposable
{
    private const int Contacts = 24;

    private readonly NumberedContactsJournal _journal = new();

    public void Dispose() => _journal.Dispose();

    [Property(MaxTest = 300)]
    public void An_edited_journal_is_refused_or_knows_only_confirmed_states_and_accepts_more(int seed)
    {
        Random random = new(seed);
        int[] confirmed = [.. Enumerable.Range(0, Contacts - 1).Where(_ => random.Next(2) == 0)];
        byte[] edited = _journal.Write(confirmed);
        for (int edits = random.Next(1, 5); edits > 0; edits--)
        {
            edited = Edit(edited, random);
        }

        if (_journal.Trusted(Contacts, edited) is not int[] trusted)
        {
            return;
        }

        ContactState?[] states = _journal.States(Contacts);
        Assert.All(trusted, contact => Assert.Contains(contact, confirmed));
        Assert.All(trusted, contact => Assert.Equal(NumberedContactsJournal.State(contact), states[contact]));
        using (ContactJournal journal = _journal.Open())
        {
            NumberedContactsJournal.Append(journal, (Contacts - 1, NumberedContactsJournal.State(Contacts - 1)));
        }

        ContactState?[] after = _journal.States(Contacts);
        Assert.Equal(states[..^1], after[..^1]);
        Assert.Equal(NumberedContactsJournal.State(Contacts - 1), after[^1]!.Value with { IsInDoubt = false });
    }

    // Half of the edits move whole lines, as a text editor does: the result is still in the format of a journal.
    private static byte[] Edit(byte[] bytes, Random random)
    {
        bool wholeLines = random.Next(2) == 0;
        int header = Array.IndexOf(bytes, (byte)'\n') + 1;
        int lines = (bytes.Length - header) / JournalLine.Length;
        int At() => wholeLines ? header + (random.Next(lines + 1) * JournalLine.Length) : random.Next(bytes.Length + 1);
        int[] at = [.. new[] { At(), At(), At() }.Order()];
        (byte[] before, byte[] first, byte[] second, byte[] after) =
            (bytes[..at[0]], bytes[at[0]..at[1]], bytes[at[1]..at[2]], bytes[at[2]..]);
        byte[] noise = new byte[random.Next(1, 3 * JournalLine.Length)];
        random.NextBytes(noise);
        switch (random.Next(7))
        {
            case 0:
                return [.. before, .. second, .. first, .. after];
            case 1:
                return [.. before, .. first, .. first, .. second, .. after];
            case 2:
                return [.. before, .. second, .. after];
            case 3:
                return [.. before, .. first];
            case 4:
                return [.. bytes, .. noise];
            case 5:
                return [.. before, .. noise, .. first, .. second, .. after];
            default:
                byte[] flipped = [.. bytes];
                if (flipped.Length > 0)
                {
                    flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
                }

                return flipped;
        }
    }
}
