using System;
using System.IO;
using System.Runtime.InteropServices;

namespace Conversion.Journal;

/// <summary>Rewrites a journal with one line for each contact, beside the file, and puts it in its place in one step.</summary>
internal static class JournalRewriter
{
    private const int LinesPerWrite = 1024;

    /// <summary>Rewrites a journal.</summary>
    /// <param name="path">The path of the journal.</param>
    /// <param name="file">
    /// The journal, open and locked. On Unix it must stay open as long as the new file: another run that has opened it, and is
    /// about to lock it, must be refused. Windows cannot replace an open file, so it is closed there.
    /// </param>
    /// <param name="header">Its first line.</param>
    /// <param name="contacts">Its contacts.</param>
    /// <param name="last">The last part of the key of its last line.</param>
    /// <returns>The new file, open and locked; null if that was not possible, and then the journal is as it was.</returns>
    public static FileStream? TryRewrite(string path, FileStream file, ReadOnlyMemory<byte> header, JournalIndex contacts, out uint last)
    {
        last = 0;
        FileStream? replacement = null;
        try
        {
            path = RegularFile.FollowLinks(path);
            if (RegularFile.IsLink(path))
            {
                return null;
            }

            replacement = RegularFile.CreateReplacement(path, JournalReader.Prefix);
            last = Write(replacement, header, contacts);
            replacement.Flush(flushToDisk: true);
            if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            {
                return ReplaceClosed(path, file, replacement);
            }

            File.Replace(replacement.Name, path, null);
            return replacement;
        }
        catch (Exception exception) when (exception is (IOException or UnauthorizedAccessException or ArgumentException) && !file.SafeFileHandle.IsClosed)
        {
            // There is no room, or the folder takes no file. The journal only stays longer than it must be.
            if (replacement is not null)
            {
                Delete(replacement);
            }

            return null;
        }
    }

    /// <summary>The same for a system on which no open file can be replaced.</summary>
    internal static FileStream ReplaceClosed(string path, FileStream file, FileStream replacement)
    {
        replacement.Dispose();
        file.Dispose();
        File.Replace(replacement.Name, path, null);
        FileStream reopened = RegularFile.OpenOrCreate(path, FileShare.None);
        reopened.Seek(0, SeekOrigin.End);
        return reopened;
    }

    private static uint Write(FileStream file, ReadOnlyMemory<byte> header, JournalIndex contacts)
    {
        file.Write(header.ToArray(), 0, header.Length);
        using JournalLines lines = new();
        // A confirmed contact changes those in doubt that have its id, when it is read. So these come after it.
        foreach (bool isInDoubt in new[] { false, true })
        {
            for (int slot = 0; slot < contacts.Slots; slot++)
            {
                ContactState state = contacts[slot];
                if (!state.IsRemoved && state.IsInDoubt == isInDoubt)
                {
                    lines.Add(contacts.KeyAt(slot), state);
                }

                if (lines.Length >= LinesPerWrite * JournalLine.Length || slot == contacts.Slots - 1)
                {
                    file.Write(lines.Bytes, 0, lines.Length);
                    lines.Clear();
                }
            }
        }

        return lines.Last;
    }

    private static void Delete(FileStream replacement)
    {
        replacement.Dispose();
        try
        {
            File.Delete(replacement.Name);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is overwritten the next time.
        }
    }
}
