using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Conversion.Model;


namespace Conversion.Journal;

/// <summary>
/// A file that records which rows were confirmed, so that an interrupted command can be run again. It has a header and one
/// line for each confirmed row. It contains hashes and ids but no contact data, and only its owner can read it. A line is
/// passed to the operating system before the result of its row is returned.
/// </summary>
public sealed class ContactJournal : IDisposable
{
    private readonly object _lock = new();
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _salt;
    private readonly JournalIndex _confirmed;
    private Exception? _writeException;

    private ContactJournal(FileStream file, byte[] salt, JournalIndex confirmed)
    {
        _file = file;
        _salt = salt;
        _confirmed = confirmed;
    }

    /// <summary>Opens a journal, or creates one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">The account and options it must belong to.</param>
    /// <param name="overwrite">Whether its contents are discarded.</param>
    /// <exception cref="JournalException">It belongs to another account or other options, is in use, or cannot be opened.</exception>
    public static ContactJournal Open(string path, JournalHeader header, bool overwrite)
    {
        FileStream file = OpenFile(path);
        try
        {
            JournalReader reader = new(path, file);
            // Only now, when it is known to be a journal: the permissions of any other file are not changed.
            FilePermissions.RestrictToOwner(file);
            if (reader.IsEmpty || overwrite)
            {
                return Create(file, header);
            }

            JournalIndex confirmed = reader.Read(header, out byte[] salt);
            return new ContactJournal(file, salt, confirmed);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            file.Dispose();
            throw new JournalException(JournalException.Unavailable, $"The journal '{path}' cannot be read or written: {exception.Message}", exception);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _file.Dispose();
            _hash.Dispose();
        }
    }

    /// <summary>Returns the fingerprint of a request. Not thread-safe.</summary>
    internal RowFingerprint ComputeFingerprint(ContactRequest request)
    {
        MemoryMarshal.TryGetArray(request.Body, out ArraySegment<byte> body);
        _hash.AppendData(_salt);
        _hash.AppendData(body.Array!, body.Offset, body.Count);
        ReadOnlySpan<ulong> hash = MemoryMarshal.Cast<byte, ulong>(_hash.GetHashAndReset());
        return new RowFingerprint(hash[0], hash[1]);
    }

    /// <summary>Whether an earlier run confirmed the row. Each confirmation is used for one row, so identical rows are counted.</summary>
    internal bool TrySkip(RowFingerprint fingerprint, out Guid contactId) => _confirmed.TryTake(fingerprint, out contactId);

    /// <summary>Whether confirmations of earlier runs remain that no row has used.</summary>
    internal bool HasMoreToSkip => _confirmed.Count > 0;

    /// <summary>Writes confirmed rows to the file.</summary>
    /// <exception cref="JournalException">The file cannot be written. Later calls fail too.</exception>
    internal void Confirm(JournalEntries lines)
    {
        if (lines.Length == 0)
        {
            return;
        }

        lock (_lock)
        {
            try
            {
                // Nothing is written after a failed write: it would be read as the rest of the incomplete line.
                if (_writeException is not null)
                {
                    throw new IOException(_writeException.Message, _writeException);
                }

                _file.Write(lines.Bytes, 0, lines.Length);
                _file.Flush();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException or ArgumentException)
            {
                // .NET throws ArgumentException for a file that cannot grow any more.
                _writeException ??= exception;
                throw new JournalException(
                    JournalException.WriteFailed, $"The journal '{_file.Name}' can no longer be written: {exception.Message}", exception);
            }
        }
    }

    private static FileStream OpenFile(string path)
    {
        try
        {
            return RegularFile.OpenOrCreate(path, FileShare.None);
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

    private static ContactJournal Create(FileStream file, JournalHeader header)
    {
        byte[] salt = JournalHeader.CreateSalt();
        byte[] first = header.Write(salt);
        file.SetLength(0);
        file.Write(first, 0, first.Length);
        file.Flush();
        return new ContactJournal(file, salt, new JournalIndex(0));
    }
}
