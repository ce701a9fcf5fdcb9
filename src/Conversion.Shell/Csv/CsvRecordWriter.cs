using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Text;

namespace Conversion.Shell.Csv;

/// <summary>Writes records, every cell in quotes and a null one as nothing at all.</summary>
internal sealed class CsvRecordWriter : IDisposable
{
    private readonly StreamWriter _text;
    private readonly char _delimiter;
    private readonly FileInfo? _readOnlyAgain;

    private CsvRecordWriter(StreamWriter text, char delimiter, FileInfo? readOnlyAgain)
    {
        _text = text;
        _delimiter = delimiter;
        _readOnlyAgain = readOnlyAgain;
    }

    /// <summary>Opens the file for writing. With <paramref name="force"/>, a read-only file is writable until this is disposed.</summary>
    /// <exception cref="CsvFileException">The file cannot be opened, or exists and must not be overwritten.</exception>
    public static CsvRecordWriter Open(string path, Encoding encoding, char delimiter, bool append, bool force, bool noClobber)
    {
        FileInfo file = new(path);
        FileInfo? readOnlyAgain = force && (append || !noClobber) && file is { Exists: true, IsReadOnly: true } ? file : null;
        readOnlyAgain?.IsReadOnly = false;

        if (noClobber && !append && file.Exists)
        {
            IOException exists = new($"The file '{path}' already exists.");
            throw new CsvFileException(new ErrorRecord(exists, "NoClobber", ErrorCategory.ResourceExists, path));
        }

        FileMode mode = append ? FileMode.Append : noClobber ? FileMode.CreateNew : FileMode.Create;
        FileStream stream = CsvFilePath.Open(path, mode, FileAccess.Write, force ? FileShare.ReadWrite : FileShare.Read);
        return new CsvRecordWriter(new StreamWriter(stream, encoding), delimiter, readOnlyAgain);
    }

    public void Write(IEnumerable<string?> cells)
    {
        bool isFirst = true;
        foreach (string? cell in cells)
        {
            if (!isFirst)
            {
                _text.Write(_delimiter);
            }

            isFirst = false;
            if (cell is not null)
            {
                _text.Write('"');
                _text.Write(cell.Replace("\"", "\"\"", StringComparison.Ordinal));
                _text.Write('"');
            }
        }

        _text.WriteLine();
    }

    public void Dispose()
    {
        _text.Dispose();
        _readOnlyAgain?.IsReadOnly = true;
    }
}
