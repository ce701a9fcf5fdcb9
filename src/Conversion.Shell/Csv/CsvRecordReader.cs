using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Conversion.Shell.Csv;

/// <summary>
/// Cuts delimited text into records as PowerShell does, which no CSV standard and no CSV library does: blanks before a
/// cell are dropped, of blanks after it the first is kept, and a quote inside a cell is an ordinary character.
/// </summary>
internal sealed class CsvRecordReader(TextReader text, char delimiter)
{
    private const int End = -1;

    private readonly SearchValues<char> _endsOfPlainText = SearchValues.Create([delimiter, '"', ' ', '\t', '\r', '\n']);
    private readonly char[] _buffer = new char[32 * 1024];
    private readonly StringBuilder _cell = new(256);
    private int _position;
    private int _length;

    public bool AtEnd => Peek() == End;

    public bool NextIs(char character) => Peek() == character;

    /// <summary>The rest of the line, quotes and all, without its end.</summary>
    public string ReadLine()
    {
        StringBuilder line = new();
        while (Next() is var character && character != End && !TookNewLine(character))
        {
            line.Append((char)character);
        }

        return line.ToString();
    }

    /// <summary>
    /// Replaces <paramref name="cells"/> by the cells of the next record: a single empty one for a blank line, none at the end of the text.
    /// </summary>
    public void Read(List<string> cells)
    {
        cells.Clear();
        while (ReadCell(cells))
        {
        }
    }

    // True while the record goes on.
    private bool ReadCell(List<string> cells)
    {
        _cell.Clear();
        int first = Peek();
        while (first != delimiter && IsBlank(first))
        {
            _position++;
            first = Peek();
        }

        if (first == '"' && first != delimiter)
        {
            _position++;
            return ReadQuoted(cells);
        }

        return ReadPlain(cells);
    }

    private bool ReadPlain(List<string> cells)
    {
        while (true)
        {
            int character = Peek();
            if (character == End)
            {
                // Text that ends right after a delimiter has no last, empty cell.
                AddUnlessEmpty(cells);
                return false;
            }

            ReadOnlySpan<char> ahead = _buffer.AsSpan(_position, _length - _position);
            int end = ahead.IndexOfAny(_endsOfPlainText);
            _cell.Append(end < 0 ? ahead : ahead[..end]);
            _position += end < 0 ? ahead.Length : end;
            if (end < 0)
            {
                continue;
            }

            character = Next();
            if (character == delimiter || TookNewLine(character))
            {
                cells.Add(_cell.ToString());
                return character == delimiter;
            }

            _cell.Append((char)character);
            return ReadRest(cells, dropBlanks: character != '"');
        }
    }

    private bool ReadQuoted(List<string> cells)
    {
        while (Peek() != End)
        {
            ReadOnlySpan<char> ahead = _buffer.AsSpan(_position, _length - _position);
            int quote = ahead.IndexOf('"');
            int run = quote < 0 ? ahead.Length : quote;
            _cell.Append(ahead[..run]);
            _position += run;
            if (quote < 0)
            {
                continue;
            }

            _position++;
            if (Peek() != '"')
            {
                return ReadRest(cells, dropBlanks: true);
            }

            _position++;
            _cell.Append('"');
        }

        AddUnlessEmpty(cells);
        return false;
    }

    // After a closing quote, a quote inside a cell or a blank inside a cell: everything up to the delimiter belongs to the
    // cell, quotes included, except that nothing but blanks is dropped.
    private bool ReadRest(List<string> cells, bool dropBlanks)
    {
        int before = _cell.Length;
        bool onlyBlanks = true;
        bool goesOn = false;
        while (Next() is var character && character != End)
        {
            goesOn = character == delimiter;
            if (goesOn || TookNewLine(character))
            {
                break;
            }

            onlyBlanks &= IsBlank(character);
            _cell.Append((char)character);
        }

        if (dropBlanks && onlyBlanks)
        {
            _cell.Length = before;
        }

        cells.Add(_cell.ToString());
        return goesOn;
    }

    private void AddUnlessEmpty(List<string> cells)
    {
        if (_cell.Length > 0)
        {
            cells.Add(_cell.ToString());
        }
    }

    private bool TookNewLine(int character)
    {
        if (character == '\r' && Peek() == '\n')
        {
            _position++;
        }

        return character is '\r' or '\n';
    }

    private static bool IsBlank(int character) => character is ' ' or '\t';

    private int Next()
    {
        int character = Peek();
        _position++;
        return character;
    }

    private int Peek()
    {
        if (_position >= _length)
        {
            _length = text.Read(_buffer, 0, _buffer.Length);
            _position = 0;
            if (_length == 0)
            {
                return End;
            }
        }

        return _buffer[_position];
    }
}
