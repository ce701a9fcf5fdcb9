using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;

namespace Conversion.Emulator;

/// <summary>
/// The file of a store: a header with the store's id, then one line for each write of a contact or an event. The last line of an
/// id is the current one. Lines are only appended. Opening the file cuts off an incomplete line, and rewrites the file if it has outdated
/// lines; the target of a link is never replaced and keeps them. Only a regular file that is empty or begins as a store is
/// changed.
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

    public static ContactFile Open(string path, ContactTable contacts, EventTable events)
    {
        path = Path.GetFullPath(path);
        bool isLink = Find(path);
        if (isLink)
        {
            // However many links lead to it, it has one lock.
            path = RegularFile.FollowLinks(path);
        }

        bool hadLock = File.Exists(LockOf(path));
        FileStream @lock = Lock(path);
        try
        {
            return Open(path, contacts, events, @lock, isReplaceable: !isLink);
        }
        catch (InvalidDataException) when (!hadLock)
        {
            // It is somebody's file, which has no use for a lock.
            @lock.Dispose();
            File.Delete(@lock.Name);
            throw;
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

    private static ContactFile Open(string path, ContactTable contacts, EventTable events, FileStream @lock, bool isReplaceable)
    {
        FileStream file = RegularFile.OpenOrCreate(path, FileShare.Read);
        try
        {
            string? header = Read(file, contacts, events, out bool hasOldLines);
            // Not before it is known to be a store: somebody's file keeps its permissions too.
            FilePermissions.RestrictToOwner(file);
            if (header is null)
            {
                header = BeforeId + Guid.NewGuid().ToString("D") + AfterId;
                Write(file, header + "\n");
            }
            else if (hasOldLines && isReplaceable)
            {
                file.Dispose();
                Rewrite(path, header, contacts, events);
                file = RegularFile.OpenOrCreate(path, FileShare.Read);
            }

            file.Seek(0, SeekOrigin.End);
            return new(ParseId(header) ?? path, @lock, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Makes sure that there is a regular file, before anything is made beside it, and says whether the path is a link.</summary>
    private static bool Find(string path)
    {
        try
        {
            RegularFile.OpenOrCreate(path, FileShare.ReadWrite).Dispose();
            return RegularFile.IsLink(path);
        }
        catch (IOException exception) when (RegularFile.IsInUse(exception))
        {
            throw InUse(path, exception);
        }
    }

    /// <summary>The lock is a file of its own: the store's file is replaced when it is written anew.</summary>
    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(LockOf(path), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw InUse(path, exception);
        }
    }

    private static string LockOf(string path) => path + ".lock";

    private static IOException InUse(string path, IOException exception) =>
        new($"The contacts file '{path}' is in use by another emulator, in this process or another.", exception);

    /// <summary>Reads the contacts, and leaves the file with whole lines.</summary>
    /// <param name="file">The file.</param>
    /// <param name="contacts">Takes the contacts.</param>
    /// <param name="events">Takes the events.</param>
    /// <param name="hasOldLines">Whether there are lines that later ones have replaced.</param>
    /// <returns>The header; null where the file is empty.</returns>
    private static string? Read(FileStream file, ContactTable contacts, EventTable events, out bool hasOldLines)
    {
        byte[] content = ReadAll(file);
        string? header = null;
        int number = 0;
        int start = 0;
        bool endsInLine = false;
        while (start < content.Length && !endsInLine)
        {
            int end = Array.IndexOf(content, (byte)'\n', start);
            endsInLine = end < 0;
            end = endsInLine ? content.Length : end;
            if (header is null)
            {
                header = RequireHeader(file.Name, Encoding.UTF8.GetString(content, start, end - start).TrimEnd('\r'));
            }
            else if (TryRead(content.AsMemory(start, end - start), contacts, events, out Exception? exception))
            {
                number++;
            }
            else if (endsInLine)
            {
                file.SetLength(start);
                break;
            }
            else
            {
                throw new InvalidDataException($"The contacts file '{file.Name}' is damaged in line {number + 2}: {exception.Message}", exception);
            }

            start = end + 1;
        }

        if (endsInLine && file.Length == content.Length)
        {
            Write(file, "\n");
        }

        hasOldLines = number > contacts.Count + events.Count;
        return header;
    }

    private static byte[] ReadAll(FileStream file)
    {
        byte[] content = new byte[file.Length <= int.MaxValue ? (int)file.Length : throw new IOException($"'{file.Name}' is too large.")];
        int length = 0;
        while (length < content.Length)
        {
            int read = file.Read(content, length, content.Length - length);
            length += read > 0 ? read : throw new EndOfStreamException($"'{file.Name}' became shorter while it was read.");
        }

        return content;
    }

    private static void Write(FileStream file, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        file.Seek(0, SeekOrigin.End);
        file.Write(bytes, 0, bytes.Length);
        file.Flush();
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
        ReadOnlyMemory<byte> line,
        ContactTable contacts,
        EventTable events,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Exception? exception)
    {
        try
        {
            ContactLineWriter.Parse(line, contacts, events);
            exception = null;
            return true;
        }
        catch (Exception caught) when (caught is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            exception = caught;
            return false;
        }
    }

    private static void Rewrite(string path, string header, ContactTable contacts, EventTable events)
    {
        string replacement;
        using (FileStream file = RegularFile.CreateReplacement(path, Encoding.UTF8.GetBytes(Format)))
        {
            replacement = file.Name;
            Write(file, header + "\n");
            using var lines = new ContactLineWriter();
            foreach (EmailEvent emailEvent in events.EmailEvents)
            {
                lines.Append(emailEvent);
                lines.MoveTo(file);
            }

            foreach (CustomEvent customEvent in events.CustomEvents)
            {
                lines.Append(customEvent);
                lines.MoveTo(file);
            }

            foreach (Contact contact in contacts.ToArray())
            {
                lines.Append(contact);
                lines.MoveTo(file);
            }

            file.Flush(flushToDisk: true);
        }

        File.Replace(replacement, path, null);
    }
}
