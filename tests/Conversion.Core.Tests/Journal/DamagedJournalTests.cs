using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Conversion.Journal;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Journal;

/// <summary>Damage within the lines of a journal: a contact is new, in doubt, or known as it was confirmed last.</summary>
public sealed class DamagedJournalTests : IDisposable
{
    private const int Contacts = 7;

    private readonly NumberedContactsJournal _journal = new();
    private readonly (int Contact, ContactState State)[] _lines;
    private readonly byte[] _written;
    private readonly int _header;
    private readonly ContactState?[] _states;

    public DamagedJournalTests()
    {
        // Confirmed once; confirmed twice; a request that was started and has no response, early and late in the file; removed.
        _lines =
        [
            (0, NumberedContactsJournal.State(0)), (1, NumberedContactsJournal.State(1)), (2, NumberedContactsJournal.State(2)), (2, Doubt(2)),
            (3, NumberedContactsJournal.State(3)), (1, Doubt(1)), (1, NumberedContactsJournal.State(1, value: 7)), (4, NumberedContactsJournal.State(4)),
            (4, NumberedContactsJournal.State(4) with { IsRemoved = true }), (5, NumberedContactsJournal.State(5)), (3, Doubt(3)),
            // No line follows the last one, to tell whose it was.
            (6, NumberedContactsJournal.State(6)),
        ];
        _written = _journal.Write(_lines);
        _header = Array.IndexOf(_written, (byte)'\n') + 1;
        _states = _journal.States(Contacts);
    }

    public void Dispose() => _journal.Dispose();

    [Fact]
    public void One_changed_byte_costs_only_the_contact_of_its_line()
    {
        for (int at = _header; at < _written.Length - 1; at++)
        {
            int damaged = _lines[(at - _header) / JournalLine.Length].Contact;
            foreach (byte value in Replacements(_written[at]))
            {
                byte[] edited = [.. _written];
                edited[at] = value;
                ContactState?[] states = Read(edited);
                IsNeverWrong(states, $"{value} at {at - _header}");
                Assert.All(Enumerable.Range(0, Contacts).Where(contact => contact != damaged), contact => Assert.Equal(_states[contact], states[contact]));
            }
        }
    }

    [Fact]
    public void A_line_end_within_a_line_never_makes_a_wrong_state_known()
    {
        for (int at = _header; at < _written.Length - 1; at++)
        {
            byte[] edited = [.. _written];
            edited[at] = (byte)'\n';
            IsNeverWrong(Read(edited), $"at {at - _header}");
        }
    }

    [Fact]
    public void A_deleted_byte_never_makes_a_wrong_state_known()
    {
        for (int at = _header; at < _written.Length - 1; at++)
        {
            IsNeverWrong(Read([.. _written[..at], .. _written[(at + 1)..]]), $"at {at - _header}");
        }
    }

    [Theory]
    [InlineData('0')]
    [InlineData('f')]
    [InlineData(' ')]
    [InlineData('\n')]
    [InlineData('\0')]
    public void An_inserted_byte_never_makes_a_wrong_state_known(char inserted)
    {
        for (int at = _header; at < _written.Length - 1; at++)
        {
            IsNeverWrong(Read([.. _written[..at], (byte)inserted, .. _written[at..]]), $"at {at - _header}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Lines_of_garbage_never_make_a_wrong_state_known(int count)
    {
        for (int line = 0; line <= _lines.Length - count; line++)
        {
            byte[] edited = [.. _written];
            Span<byte> garbage = edited.AsSpan(_header + (line * JournalLine.Length), count * JournalLine.Length);
            for (int i = 0; i < garbage.Length; i++)
            {
                garbage[i] = (byte)(i % JournalLine.Length == JournalLine.Length - 1 ? '\n' : 'z');
            }

            ContactState?[] states = Read(edited);
            IsNeverWrong(states, $"line {line}");
            if (count > 1)
            {
                Assert.All(states, static state => Assert.NotEqual(false, state?.IsInDoubt));
            }
        }
    }

    [Fact]
    public void A_line_of_garbage_costs_only_its_contact_because_the_next_line_tells_whose_it_was()
    {
        for (int line = 0; line < _lines.Length - 1; line++)
        {
            byte[] edited = [.. _written];
            edited.AsSpan(_header + (line * JournalLine.Length), JournalLine.Length - 1).Fill((byte)'z');
            ContactState?[] states = Read(edited);
            int damaged = _lines[line].Contact;
            Assert.NotEqual(false, states[damaged]?.IsInDoubt);
            Assert.All(Enumerable.Range(0, Contacts).Where(contact => contact != damaged), contact => Assert.Equal(_states[contact], states[contact]));
        }
    }

    [Property(MaxTest = 300)]
    public void Random_bytes_anywhere_never_make_a_wrong_state_known(int seed)
    {
        Random random = new(seed);
        byte[] edited = [.. _written];
        int start = random.Next(_header, edited.Length - 1);
        random.NextBytes(edited.AsSpan(start, random.Next(1, Math.Min(400, edited.Length - start))));
        if (edited[^1] == '\n')
        {
            IsNeverWrong(Read(edited), $"from {start - _header}");
        }
    }

    [Fact]
    public void A_journal_longer_than_its_buffer_without_a_line_end_is_in_doubt()
    {
        ContactState?[] states = Read([.. _written, .. Enumerable.Repeat((byte)'z', 300_000), (byte)'\n']);

        Assert.All(states, static state => Assert.NotEqual(false, state?.IsInDoubt));
    }

    [Fact]
    public void A_damaged_line_within_a_long_journal_costs_only_its_contact()
    {
        const int count = 5_000;
        byte[] written = _journal.Write([.. Enumerable.Range(0, count)]);
        written[_header + (3_000 * JournalLine.Length) + 20] = (byte)'?';

        Assert.Equal(Enumerable.Range(0, count).Except([3_000]), _journal.Trusted(count, written)!);
    }

    private static IEnumerable<byte> Replacements(byte original) =>
        new[] { '0', 'F', 'z', ' ', '\0' }.Select(static letter => (byte)letter).Append((byte)(original ^ 1))
            .Where(value => value != original && value != '\n' && char.ToLowerInvariant((char)value) != original);

    private static ContactState Doubt(int contact) => NumberedContactsJournal.State(contact) with { IsInDoubt = true };

    private ContactState?[] Read(byte[] edited)
    {
        File.WriteAllBytes(_journal.Path, edited);
        return _journal.States(Contacts);
    }

    private void IsNeverWrong(ContactState?[] states, string damage)
    {
        for (int contact = 0; contact < Contacts; contact++)
        {
            // A removal that is lost is found again.
            bool isRight = states[contact] is not { IsInDoubt: false } || states[contact] == _states[contact] || _states[contact] is null;
            Assert.True(isRight, $"Contact {contact}, {damage}: {states[contact]}");
        }
    }
}
