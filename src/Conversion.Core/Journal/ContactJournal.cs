using System;
using System.IO;
using System.Threading;
using Conversion.Model;

namespace Conversion.Journal;

/// <summary>
/// A file that records, for each contact, what was confirmed last, so that a command can be run again and sends only what has
/// changed. It contains hashes and ids but no contact data, and only its owner can read it. Lines are only appended, and passed
/// to the operating system before the result of a row is returned. Until then they wait, so that one write passes many.
/// </summary>
public sealed class ContactJournal : IDisposable
{
    private readonly object _lock = new();
    private readonly string _path;

    // Null for a journal that is only compared with.
    private readonly FileStream? _file;
    private readonly FileStream? _replacedFile;
    private readonly byte[] _waiting = new byte[64 * JournalLine.Length];
    private int _waitingLength;
    private Exception? _writeException;
    private uint _last;

    private ContactJournal(string path, byte[] salt, JournalIndex contacts, FileStream? file, FileStream? replacedFile)
    {
        _path = path;
        Hasher = new ContactHasher(salt);
        Contacts = contacts;
        KnownContacts = contacts.Count;
        _file = file;
        _replacedFile = replacedFile;
    }

    /// <summary>How many contacts of the list the journal knew when it was opened.</summary>
    public int KnownContacts { get; }

    /// <summary>The contacts. Guarded by the lock of the <see cref="Sending.ChangeDetector"/>.</summary>
    internal JournalIndex Contacts { get; }

    /// <summary>Makes the keys and fingerprints of the journal.</summary>
    internal ContactHasher Hasher { get; }

    /// <summary>Opens a journal, or creates one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">The account it must belong to.</param>
    /// <param name="overwrite">Whether its contents are discarded.</param>
    /// <exception cref="JournalException">It belongs to another account, is in use, or cannot be opened.</exception>
    public static ContactJournal Open(string path, JournalHeader header, bool overwrite) => Read(path, OpenFile(path), file =>
    {
        JournalReader reader = new(path, file);
        // Only now, when it is known to be a journal: the permissions of any other file are not changed.
        FilePermissions.RestrictToOwner(file);
        return reader.IsEmpty || overwrite ? Create(path, file, header) : Continue(path, file, reader, header);
    });

    /// <summary>Reads a journal to compare rows with it. The file is not changed, none is created, and it is closed at once.</summary>
    /// <param name="path">The file. If there is none in the folder, or a link leads to none, the journal knows nothing.</param>
    /// <param name="header">The account it must belong to.</param>
    /// <param name="overwrite">Whether its contents are ignored.</param>
    /// <exception cref="JournalException">It belongs to another account, is in use, or cannot be opened.</exception>
    public static ContactJournal OpenForComparison(string path, JournalHeader header, bool overwrite)
    {
        if (FindFile(path) is not FileStream found)
        {
            return Create(path, file: null, header);
        }

        return Read(path, found, file =>
        {
            JournalReader reader = new(path, file);
            return reader.IsEmpty || overwrite
                ? Create(path, file: null, header)
                : new ContactJournal(path, salt: ReadContacts(reader, header, out JournalIndex contacts), contacts, file: null, replacedFile: null);
        });
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _file?.Dispose();
            _replacedFile?.Dispose();
        }
    }

    /// <summary>Whether lines wait to be written. Read without the lock: what this thread has appended, or knows of, is seen.</summary>
    internal bool HasWaiting => Volatile.Read(ref _waitingLength) > 0;

    /// <summary>Appends lines, and writes them and those that wait.</summary>
    /// <exception cref="JournalException">The file cannot be written. Later calls fail too.</exception>
    internal void Append(JournalLines lines)
    {
        AppendLater(lines, maximumWaiting: 0);
        Write();
    }

    /// <summary>Appends lines, which wait until <see cref="Write"/>, or until there are too many.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="maximumWaiting">How many lines may wait, these included.</param>
    /// <exception cref="JournalException">The file cannot be written. Later calls fail too.</exception>
    internal void AppendLater(JournalLines lines, int maximumWaiting)
    {
        if (lines.Length == 0 || _file is null)
        {
            return;
        }

        lock (_lock)
        {
            lines.Follow(_last);
            _last = lines.Last;
            if (_waitingLength + lines.Length > _waiting.Length)
            {
                WriteWaiting();
                WriteToFile(lines.Bytes, lines.Length);
                return;
            }

            Buffer.BlockCopy(lines.Bytes, 0, _waiting, _waitingLength, lines.Length);
            Volatile.Write(ref _waitingLength, _waitingLength + lines.Length);
            if (_waitingLength > maximumWaiting * JournalLine.Length)
            {
                WriteWaiting();
            }
        }
    }

    /// <summary>Writes the lines that wait.</summary>
    /// <exception cref="JournalException">The file cannot be written. Later calls fail too.</exception>
    internal void Write()
    {
        lock (_lock)
        {
            WriteWaiting();
        }
    }

    /// <summary>Whether a line of a contact waits to be written.</summary>
    internal bool IsWaiting(ulong key)
    {
        lock (_lock)
        {
            for (int start = 0; start < _waitingLength; start += JournalLine.Length)
            {
                if (JournalLine.TryReadKey(_waiting.AsSpan(start), out ulong other) && other == key)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void WriteWaiting()
    {
        if (_waitingLength > 0)
        {
            WriteToFile(_waiting, _waitingLength);
            Volatile.Write(ref _waitingLength, 0);
        }
    }

    private void WriteToFile(byte[] bytes, int length)
    {
        try
        {
            // Nothing is written after a failed write: it would be read as the rest of the incomplete line.
            if (_writeException is not null)
            {
                throw new IOException(_writeException.Message, _writeException);
            }

            _file!.Write(bytes, 0, length);
            _file.Flush();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException or ArgumentException)
        {
            // .NET throws ArgumentException for a file that cannot grow any more.
            _writeException ??= exception;
            throw new JournalException(
                JournalException.WriteFailed, $"The journal '{_path}' can no longer be written: {exception.Message}", exception);
        }
    }

    private static ContactJournal Read(string path, FileStream file, Func<FileStream, ContactJournal> read)
    {
        ContactJournal? journal = null;
        try
        {
            return journal = read(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JournalException(JournalException.Unavailable, $"The journal '{path}' cannot be read or written: {exception.Message}", exception);
        }
        finally
        {
            if (journal is null || (journal._file != file && journal._replacedFile != file))
            {
                file.Dispose();
            }
        }
    }

    private static FileStream OpenFile(string path) => OpenFile(path, RegularFile.OpenOrCreate);

    /// <summary>Opens the file, if there is one. If its folder is missing, the file is not only missing but unavailable.</summary>
    private static FileStream? FindFile(string path)
    {
        try
        {
            return OpenFile(path, RegularFile.OpenExisting);
        }
        catch (JournalException exception) when (exception.InnerException is FileNotFoundException)
        {
            return null;
        }
    }

    private static FileStream OpenFile(string path, Func<string, FileShare, FileStream> open)
    {
        try
        {
            return open(path, FileShare.None);
        }
        catch (IOException exception) when (RegularFile.IsInUse(exception))
        {
            throw new JournalException(JournalException.InUse, $"The journal '{path}' is in use: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new JournalException(JournalException.Unavailable, $"The journal '{path}' cannot be opened: {exception.Message}", exception);
        }
    }

    private static ContactJournal Create(string path, FileStream? file, JournalHeader header)
    {
        byte[] salt = JournalHeader.CreateSalt();
        if (file is not null)
        {
            byte[] first = header.Write(salt);
            file.SetLength(0);
            file.Write(first, 0, first.Length);
            file.Flush();
        }

        return new ContactJournal(path, salt, new JournalIndex(0), file, replacedFile: null);
    }

    private static ContactJournal Continue(string path, FileStream file, JournalReader reader, JournalHeader header)
    {
        byte[] salt = ReadContacts(reader, header, out JournalIndex contacts);
        if (reader.Lines > contacts.Count * 2L && JournalRewriter.TryRewrite(path, file, reader.Header, contacts, out uint last) is FileStream rewritten)
        {
            return new ContactJournal(path, salt, contacts, rewritten, replacedFile: file) { _last = last };
        }

        // Removes an incomplete last line. Its row was not reported as confirmed.
        file.SetLength(reader.End);
        file.Seek(0, SeekOrigin.End);
        return new ContactJournal(path, salt, contacts, file, replacedFile: null) { _last = reader.Last };
    }

    private static byte[] ReadContacts(JournalReader reader, JournalHeader header, out JournalIndex contacts)
    {
        contacts = reader.Read(header, out byte[] salt);
        return salt;
    }
}
