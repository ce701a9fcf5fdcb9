using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using Conversion.Storage;

namespace Conversion.Emulator;

/// <summary>
/// The file of a store: a heading, then one line for every contact written, of which the last one of an id counts.
/// Lines are only appended; opening the file writes it anew where lines are out of date or torn.
/// </summary>
internal sealed class ContactFile : IDisposable
{
    private const string Heading = """{"format":"conversion-emulator-contacts","version":1}""";

    private readonly ContactLine _lines = new();
    private readonly FileStream _lock;
    private readonly FileStream _file;
    private long _length;
    private bool _isTorn;

    private ContactFile(FileStream @lock, FileStream file)
    {
        _lock = @lock;
        _file = file;
        _length = file.Length;
    }

    public static ContactFile Open(string path, ContactTable contacts)
    {
        path = Path.GetFullPath(path);
        FileStream @lock = Lock(path);
        try
        {
            if (!File.Exists(path) || Read(path, contacts))
            {
                WriteAnew(path, contacts);
            }

            OwnerOnly.Protect(path);
            var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read);
            file.Seek(0, SeekOrigin.End);
            return new(@lock, file);
        }
        catch
        {
            @lock.Dispose();
            throw;
        }
    }

    public void Append(StoreChange change)
    {
        if (_isTorn)
        {
            Mend();
        }

        try
        {
            change.WriteTo(_lines);
            long length = _length + _lines.Length;
            _lines.MoveTo(_file);
            _length = length;
        }
        catch
        {
            _isTorn = true;
            Mend();
            throw;
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        _file.Dispose();
        _lock.Dispose();
    }

    /// <summary>Cuts off what a failed write may have left: it must not come back when the file is opened again.</summary>
    private void Mend()
    {
        _lines.Clear();
        _file.SetLength(_length);
        _file.Seek(_length, SeekOrigin.Begin);
        _isTorn = false;
    }

    /// <summary>The lock is a file of its own: the store's file is replaced when it is written anew.</summary>
    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException problem) when (problem is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new IOException($"The contacts file '{path}' is in use by another emulator, in this process or another.", problem);
        }
    }

    /// <summary>Reads the contacts, and says whether the file should be written anew.</summary>
    private static bool Read(string path, ContactTable contacts)
    {
        byte[] content = File.ReadAllBytes(path);
        if (content.Length == 0)
        {
            return true;
        }

        int number = 0;
        for (int start = 0; start < content.Length;)
        {
            int end = Array.IndexOf(content, (byte)'\n', start);
            bool isWhole = end >= 0;
            end = isWhole ? end : content.Length;
            number++;
            if (number == 1)
            {
                RequireHeading(path, Encoding.UTF8.GetString(content, start, end - start));
            }
            else if (!TryRead(content.AsMemory(start, end - start), contacts, out Exception? problem))
            {
                return isWhole
                    ? throw new InvalidDataException($"The contacts file '{path}' is damaged in line {number}: {problem.Message}", problem)
                    : true;
            }

            if (!isWhole)
            {
                return true;
            }

            start = end + 1;
        }

        return number - 1 > contacts.Count;
    }

    private static void RequireHeading(string path, string line)
    {
        if (line.TrimEnd('\r') != Heading)
        {
            throw new InvalidDataException($"'{path}' is no contacts file of the emulator; its first line is not {Heading}");
        }
    }

    private static bool TryRead(
        ReadOnlyMemory<byte> line, ContactTable contacts, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Exception? problem)
    {
        try
        {
            contacts.Put(ContactLine.Parse(line));
            problem = null;
            return true;
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            problem = fault;
            return false;
        }
    }

    private static void WriteAnew(string path, ContactTable contacts)
    {
        string temporary = path + ".new";
        File.Delete(temporary);
        using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            OwnerOnly.Protect(temporary);
            byte[] heading = Encoding.UTF8.GetBytes(Heading + "\n");
            file.Write(heading, 0, heading.Length);
            using var lines = new ContactLine();
            foreach (Contact contact in contacts.ToArray())
            {
                lines.Append(contact);
                lines.MoveTo(file);
            }

            file.Flush(flushToDisk: true);
        }

        if (File.Exists(path))
        {
            File.Replace(temporary, path, null);
        }
        else
        {
            File.Move(temporary, path);
        }
    }
}
