using System;
using System.IO;
using System.Linq;
using Conversion.Core.Tests.Client;
using Conversion.Core.Tests.Emulator;
using Conversion.Journal;
using Xunit;

namespace Conversion.Core.Tests.Journal;

/// <summary>A journal of numbered rows, in a file for one test.</summary>
internal sealed class NumberedRowsJournal : IDisposable
{
    public static readonly JournalHeader Header = new(new Uri("https://example.com/api"), "kid", "options");

    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path("journal");

    public void Dispose() => _folder.Dispose();

    public ContactJournal Open() => ContactJournal.Open(Path, Header, overwrite: false);

    public static RowFingerprint FingerprintOf(ContactJournal journal, int row) => journal.ComputeFingerprint(EmulatedApi.Contact($"a{row}@b.c"));

    public static Guid IdOf(int row) => new(row, 0, 0, new byte[8]);

    public static void Confirm(ContactJournal journal, params int[] rows)
    {
        using JournalEntries lines = new();
        foreach (int row in rows)
        {
            lines.Add(FingerprintOf(journal, row), IdOf(row));
        }

        journal.Confirm(lines);
    }

    /// <summary>Creates the journal, replacing an existing one, confirms these rows, and returns the bytes of the file.</summary>
    public byte[] Write(params int[] rows)
    {
        File.Delete(Path);
        using (ContactJournal journal = Open())
        {
            Confirm(journal, rows);
        }

        return File.ReadAllBytes(Path);
    }

    /// <summary>The rows that are skipped, out of the given number.</summary>
    public int[] Skipped(int rows)
    {
        using ContactJournal journal = Open();
        return [.. Enumerable.Range(0, rows).Where(row => journal.TrySkip(FingerprintOf(journal, row), out _))];
    }

    /// <summary>The same for a file with these bytes; null if the journal is refused, which must not change the file.</summary>
    public int[]? Skipped(int rows, byte[] edited)
    {
        File.WriteAllBytes(Path, edited);
        try
        {
            return Skipped(rows);
        }
        catch (JournalException refusal)
        {
            Assert.Equal(JournalException.Mismatch, refusal.Code);
            Assert.Equal(edited, File.ReadAllBytes(Path));
            return null;
        }
    }
}
