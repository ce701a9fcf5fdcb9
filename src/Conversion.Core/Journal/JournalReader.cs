using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Conversion.Journal;

/// <summary>Reads a journal. It changes nothing.</summary>
internal sealed class JournalReader
{
    private const int MaximumHeaderLength = 64 << 10;

    // This many contacts need 3 GB.
    private const int MaximumLines = 64_000_000;
    private const int ChunkLength = 1 << 17;
    private const int LinesPerPrefetch = 64;

    // Every journal begins with this. A file that does not is another file, and is never overwritten.
    private static readonly byte[] s_prefix = Encoding.ASCII.GetBytes("{\"format\":\"conversion-journal\"");

    private readonly string _path;
    private readonly FileStream _file;
    private readonly byte[] _header;
    private readonly int _headerLength;

    // Contacts of damaged lines. They are put in doubt at the end, whatever other lines say.
    private readonly HashSet<ulong> _damagedKeys = [];
    private readonly HashSet<Guid> _damagedIds = [];
    private readonly HashSet<uint> _damagedParts = [];
    private bool _isWholeInDoubt;
    private bool _isAfterDamage;
    private bool _isAfterUnassigned;

    /// <exception cref="JournalException">The file is not a journal.</exception>
    public JournalReader(string path, FileStream file)
    {
        _path = path;
        _file = file;
        _header = new byte[(int)Math.Min(file.Length, MaximumHeaderLength)];
        file.Seek(0, SeekOrigin.Begin);
        Fill(_header, _header.Length);
        int compared = Math.Min(_header.Length, s_prefix.Length);
        if (!_header.AsSpan(0, compared).SequenceEqual(s_prefix.AsSpan(0, compared)))
        {
            throw Mismatch(JournalDifference.NotAJournal, "is not a journal");
        }

        _headerLength = Array.IndexOf(_header, (byte)'\n') + 1;
    }

    /// <summary>Whether the file has at most an incomplete header, so there is nothing to continue.</summary>
    public bool IsEmpty => _headerLength == 0 && _header.Length == _file.Length && !Array.Exists(_header, static letter => letter < ' ');

    /// <summary>The first line, with its line feed.</summary>
    public ReadOnlyMemory<byte> Header => _header.AsMemory(0, _headerLength);

    /// <summary>The number of lines after the header, damaged ones included.</summary>
    public long Lines { get; private set; }

    /// <summary>The last part of the key of the last line; 0 if there is none, or it is damaged.</summary>
    public uint Last { get; private set; }

    /// <summary>Where the last complete line ends.</summary>
    public long End { get; private set; }

    /// <summary>Reads the contacts.</summary>
    /// <exception cref="JournalException">The journal belongs to another account, or has no header.</exception>
    public JournalIndex Read(JournalHeader header, out byte[] salt)
    {
        if (_headerLength == 0)
        {
            throw Mismatch(JournalDifference.Unreadable, "is damaged in line 1");
        }

        if (header.FindMismatch(_header.AsMemory(0, _headerLength - 1), out salt) is var (difference, reason))
        {
            throw Mismatch(difference, reason);
        }

        long lines = (_file.Length - _headerLength) / JournalLine.Length;
        if (lines > MaximumLines)
        {
            throw Mismatch(JournalDifference.Unreadable, "has more contacts than fit in memory");
        }

        // A journal is rewritten when more than half of its lines are dead.
        JournalIndex contacts = new((int)(lines / 2));
        ReadLines(contacts);
        contacts.Trim();
        DoubtDamaged(contacts);
        return contacts;
    }

    /// <summary>What every journal begins with.</summary>
    public static byte[] Prefix => s_prefix;

    private void ReadLines(JournalIndex contacts)
    {
        byte[] buffer = new byte[ChunkLength];
        long position = _headerLength;
        int kept = 0;
        _file.Seek(position, SeekOrigin.Begin);
        End = position;
        while (true)
        {
            int read = _file.Read(buffer, kept, buffer.Length - kept);
            if (read == 0)
            {
                return;
            }

            int available = kept + read;
            int start = 0;
            int prefetched = 0;
            while (FindLineEnd(buffer, start, available) is int end and >= 0)
            {
                if (start >= prefetched)
                {
                    prefetched = start + Prefetch(contacts, buffer.AsSpan(start, available - start));
                }

                ReadLine(contacts, buffer.AsSpan(start, end - start));
                start = end + 1;
            }

            position += start;
            End = position;
            kept = available - start;
            if (kept == buffer.Length)
            {
                // So long without a line feed is no line.
                _isWholeInDoubt = true;
                position += kept;
                kept = 0;
            }
            else
            {
                Buffer.BlockCopy(buffer, start, buffer, 0, kept);
            }
        }
    }

    // Prepares for the next lines, as far as each is where it belongs. Returns their length.
    private static int Prefetch(JournalIndex contacts, ReadOnlySpan<byte> lines)
    {
        Span<ulong> keys = stackalloc ulong[LinesPerPrefetch];
        int count = Math.Min(lines.Length / JournalLine.Length, LinesPerPrefetch);
        for (int i = 0; i < count; i++)
        {
            JournalLine.TryReadKey(lines.Slice(i * JournalLine.Length), out keys[i]);
        }

        contacts.Prefetch(keys.Slice(0, count));
        return count * JournalLine.Length;
    }

    // Nearly all lines have their line feed where it belongs.
    private static int FindLineEnd(byte[] buffer, int start, int available)
    {
        int expected = start + JournalLine.Length - 1;
        return expected < available && buffer[expected] == (byte)'\n' && buffer.AsSpan(start, JournalLine.Length - 1).IndexOf((byte)'\n') < 0
            ? expected
            : buffer.AsSpan(start, available - start).IndexOf((byte)'\n') is int offset and >= 0 ? start + offset : -1;
    }

    private void ReadLine(JournalIndex contacts, ReadOnlySpan<byte> line)
    {
        // A damaged line feed joins lines.
        for (; line.Length >= JournalLine.Length; line = line.Slice(JournalLine.Length))
        {
            ReadOneLine(contacts, line.Slice(0, JournalLine.Length - 1));
        }

        ReadOneLine(contacts, line);
    }

    private void ReadOneLine(JournalIndex contacts, ReadOnlySpan<byte> line)
    {
        Lines++;
        if (JournalLine.TryRead(line, out ulong key, out ContactState state, out uint previous))
        {
            if (_isAfterDamage)
            {
                _damagedParts.Add(previous);
            }

            contacts.Set(key, state);
            Last = (uint)key;
            _isAfterDamage = false;
            _isAfterUnassigned = false;
            return;
        }

        // Either the key or the id tells whose line it is, unless both are damaged, or a byte is missing or added, so that they
        // may be moved. Then only the next line tells it.
        bool isAssigned = false;
        if (JournalLine.TryReadKey(line, out key))
        {
            _damagedKeys.Add(key);
            isAssigned = true;
        }

        if (JournalLine.TryReadId(line) is Guid id)
        {
            _damagedIds.Add(id);
            isAssigned = true;
        }

        isAssigned &= line.Length == JournalLine.Length - 1;
        _isWholeInDoubt |= _isAfterUnassigned;
        _isAfterUnassigned = !isAssigned;
        _isAfterDamage = true;
        Last = 0;
    }

    private void DoubtDamaged(JournalIndex contacts)
    {
        if (_damagedKeys.Count + _damagedIds.Count + _damagedParts.Count == 0 && !_isWholeInDoubt)
        {
            return;
        }

        for (int slot = 0; slot < contacts.Slots; slot++)
        {
            ulong key = contacts.KeyAt(slot);
            if (_isWholeInDoubt || _damagedKeys.Contains(key) || _damagedParts.Contains((uint)key) || _damagedIds.Contains(contacts[slot].ContactId))
            {
                contacts.Doubt(slot);
            }
        }
    }

    private void Fill(byte[] buffer, int length)
    {
        int filled = 0;
        while (filled < length)
        {
            int read = _file.Read(buffer, filled, length - filled);
            filled += read > 0 ? read : throw new EndOfStreamException("The journal became shorter while it was read.");
        }
    }

    private JournalException Mismatch(JournalDifference difference, string reason) =>
        new(JournalException.Mismatch, $"The journal '{_path}' {reason}.") { Difference = difference };
}
