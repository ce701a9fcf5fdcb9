using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;

namespace Conversion.Emulator;

/// <summary>
/// The file of a store: a header with the store's id, then one line for each write of a contact. The last line of an id
/// is the current one. Lines are only appended. Opening the file rewrites it if it has outdated or incomplete lines.
/// </summary>
internal sealed class ContactFile : IDisposable
{
    private const string Format = """{"format":"conversion-emulator-contacts","version":1""";
    private const string Header = Format + "}";
    private const string BeforeId = Format + ",\"id\":\"";
    private const string AfterId = "\"}";

    private readonly ContactLineWriter _lines = new();
    private readonly FileStream _lock;
    private readonly FileStream _file;
    private long _length;
    private bool _isTorn;

    private ContactFile(string id, FileStream @lock, FileStream file)
    {
        Id = id;
        _lock = @lock;
        _file = file;
        _length = file.Length;
    }

    /// <summary>The id of the store, from the header; the path if the header has no id.</summary>
    public string Id { get; }

    public static ContactFile Open(string path, ContactTable contacts)
    {
        path = Path.GetFullPath(path);
        FileStream @lock = Lock(path);
        try
        {
            string header = BeforeId + Guid.NewGuid().ToString("D") + AfterId;
            if (!File.Exists(path) || Read(path, contacts, ref header))
            {
                Rewrite(path, header, contacts);
            }

            FilePermissions.RestrictToOwner(path);
            var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read);
            file.Seek(0, SeekOrigin.End);
            return new(ParseId(header) ?? path, @lock, file);
        }
        catch
        {
            @lock.Dispose();
            throw;
        }
    }

    public void Append(StoreTransaction change)
    {
        if (_isTorn)
        {
            TruncateTornLine();
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
            TruncateTornLine();
            throw;
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        _file.Dispose();
        _lock.Dispose();
    }

    /// <summary>Removes the remains of a failed write, so that they are not read when the file is opened again.</summary>
    private void TruncateTornLine()
    {
        _lines.Clear();
        _file.SetLength(_length);
        _file.Seek(_length, SeekOrigin.Begin);
        _isTorn = false;
    }

    /// <summary>Takes the lock. It is a separate file because a rewrite replaces the store's file.</summary>
    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new IOException($"The contacts file '{path}' is in use by another emulator, in this process or another.", exception);
        }
    }

    /// <summary>Reads the contacts. Returns whether the file must be rewritten.</summary>
    /// <param name="path">The file.</param>
    /// <param name="contacts">Receives the contacts.</param>
    /// <param name="header">In: the header for a new file. Out: the header of the file, if it has one.</param>
    private static bool Read(string path, ContactTable contacts, ref string header)
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
            bool isComplete = end >= 0;
            end = isComplete ? end : content.Length;
            number++;
            if (number == 1)
            {
                header = RequireHeader(path, Encoding.UTF8.GetString(content, start, end - start).TrimEnd('\r'));
            }
            else if (!TryRead(content.AsMemory(start, end - start), contacts, out Exception? exception))
            {
                return isComplete
                    ? throw new InvalidDataException($"The contacts file '{path}' is damaged in line {number}: {exception.Message}", exception)
                    : true;
            }

            if (!isComplete)
            {
                return true;
            }

            start = end + 1;
        }

        return number - 1 > contacts.Count;
    }

    private static string RequireHeader(string path, string line) => line == Header || ParseId(line) is not null
        ? line
        : throw new InvalidDataException($"'{path}' is not a contacts file of the emulator: its first line is not {Header}");

    private static string? ParseId(string header)
    {
        int length = header.Length - BeforeId.Length - AfterId.Length;
        return length > 0 && header.StartsWith(BeforeId, StringComparison.Ordinal) && header.EndsWith(AfterId, StringComparison.Ordinal)
            && Guid.TryParseExact(header.Substring(BeforeId.Length, length), "D", out Guid id) ? id.ToString("D") : null;
    }

    private static bool TryRead(
        ReadOnlyMemory<byte> line, ContactTable contacts, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Exception? exception)
    {
        try
        {
            contacts.Put(ContactLineWriter.Parse(line));
            exception = null;
            return true;
        }
        catch (Exception caught) when (caught is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            exception = caught;
            return false;
        }
    }

    private static void Rewrite(string path, string header, ContactTable contacts)
    {
        string temporary = path + ".new";
        File.Delete(temporary);
        using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            FilePermissions.RestrictToOwner(temporary);
            byte[] first = Encoding.UTF8.GetBytes(header + "\n");
            file.Write(first, 0, first.Length);
            using var lines = new ContactLineWriter();
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
