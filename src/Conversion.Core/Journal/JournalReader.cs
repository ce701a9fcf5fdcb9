using System;
using System.IO;
using System.Text;

namespace Conversion.Journal;

/// <summary>Reads a journal of earlier runs, and removes an incomplete last line.</summary>
internal sealed class JournalReader
{
    private const int MaximumHeaderLength = 64 << 10;

    // This many rows need 2 GB.
    private const int MaximumLines = 32_000_000;

    // Every journal begins with this. A file that does not is another file, and is never overwritten.
    private static readonly byte[] s_prefix = Encoding.ASCII.GetBytes("{\"format\":\"conversion-journal\"");

    private readonly string _path;
    private readonly FileStream _file;
    private readonly byte[] _header;
    private readonly int _headerLength;

    /// <exception cref="JournalException">The file is not a journal.</exception>
    public JournalReader(string path, FileStream file)
    {
        _path = path;
        _file = file;
        _header = new byte[(int)Math.Min(file.Length, MaximumHeaderLength)];
        ReadExactly(_header, _header.Length);
        int compared = Math.Min(_header.Length, s_prefix.Length);
        if (!_header.AsSpan(0, compared).SequenceEqual(s_prefix.AsSpan(0, compared)))
        {
            throw Mismatch("is not a journal");
        }

        _headerLength = Array.IndexOf(_header, (byte)'\n') + 1;
    }

    /// <summary>Whether the file has at most an incomplete header, so there is nothing to continue.</summary>
    public bool IsEmpty => _headerLength == 0 && _header.Length == _file.Length && !Array.Exists(_header, static letter => letter < ' ');

    /// <summary>Reads the confirmed rows, and moves to the position of the next line.</summary>
    /// <exception cref="JournalException">The journal belongs to another account or other options, or is damaged.</exception>
    public JournalIndex Read(JournalHeader header, out byte[] salt)
    {
        if (_headerLength == 0)
        {
            throw Mismatch("is damaged in line 1");
        }

        if (header.FindMismatch(_header.AsMemory(0, _headerLength - 1), out salt) is string reason)
        {
            throw Mismatch(reason);
        }

        long lines = (_file.Length - _headerLength) / JournalEntry.Length;
        if (lines > MaximumLines)
        {
            throw Mismatch("has more rows than fit in memory");
        }

        JournalIndex confirmed = new((int)lines);
        byte[] chunk = new byte[JournalEntry.Length * 1024];
        _file.Seek(_headerLength, SeekOrigin.Begin);
        long number = 0;
        while (number < lines)
        {
            int count = (int)Math.Min(1024, lines - number);
            ReadExactly(chunk, count * JournalEntry.Length);
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<byte> line = chunk.AsSpan(i * JournalEntry.Length, JournalEntry.Length);
                if (JournalEntry.TryRead(line, out RowFingerprint fingerprint, out Guid contactId))
                {
                    confirmed.Add(fingerprint, contactId);
                    number++;
                }
                else if (number < lines - 1 && !IsUnwrittenFrom(_headerLength + (number * JournalEntry.Length)))
                {
                    throw Mismatch($"is damaged in line {number + 2}");
                }
                else
                {
                    lines = number;
                }
            }
        }

        // Removes an incomplete last line. Its row was not reported as confirmed, and is sent again.
        _file.SetLength(_headerLength + (number * JournalEntry.Length));
        _file.Seek(0, SeekOrigin.End);
        return confirmed;
    }

    // After a loss of power a file can have its full length but only zeros from somewhere within a line.
    private bool IsUnwrittenFrom(long position)
    {
        _file.Seek(position, SeekOrigin.Begin);
        bool isUnwritten = false;
        for (int next = _file.ReadByte(); next >= 0; next = _file.ReadByte())
        {
            isUnwritten |= next == 0;
            if (next != 0 && (isUnwritten || _file.Position == position + JournalEntry.Length))
            {
                return false;
            }
        }

        return true;
    }

    private void ReadExactly(byte[] buffer, int length)
    {
        int filled = 0;
        while (filled < length)
        {
            int read = _file.Read(buffer, filled, length - filled);
            filled += read > 0 ? read : throw new EndOfStreamException("The journal became shorter while it was read.");
        }
    }

    private JournalException Mismatch(string reason) => new(JournalException.Mismatch, $"The journal '{_path}' {reason}.");
}
