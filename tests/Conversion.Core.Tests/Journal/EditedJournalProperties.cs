using System;
using System.IO;
using System.Linq;
using Conversion.Core.Tests.Client;
using Conversion.Journal;
using Conversion.Model;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Journal;

/// <summary>A journal whose bytes were moved, doubled, lost, turned and added to, several times over.</summary>
public sealed class EditedJournalProperties : IDisposable
{
    private const int Rows = 24;

    private static readonly JournalHeader s_header = new(new Uri("https://example.com/api"), "kid", "options");
    private static readonly ContactRequest[] s_rows = [.. Enumerable.Range(0, Rows).Select(row => EmulatedApi.Contact($"a{row}@b.c"))];

    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_path);

    private ContactJournal Open(bool startAnew = false) => ContactJournal.Open(_path, s_header, startAnew);

    private static void Confirm(ContactJournal journal, params int[] rows)
    {
        using ConfirmedLines lines = new();
        foreach (int row in rows)
        {
            lines.Add(journal.FingerprintOf(s_rows[row]), new Guid(row, 0, 0, new byte[8]));
        }

        journal.Confirm(lines);
    }

    private static bool IsSkipped(ContactJournal journal, int row) => journal.TrySkip(journal.FingerprintOf(s_rows[row]), out _);

    [Property(MaxTest = 300)]
    public void It_is_refused_as_it_is_or_skips_only_what_was_confirmed_and_goes_on(int seed)
    {
        Random random = new(seed);
        int[] confirmed = [.. Enumerable.Range(0, Rows - 1).Where(_ => random.Next(2) == 0)];
        using (ContactJournal journal = Open(startAnew: true))
        {
            Confirm(journal, confirmed);
        }

        byte[] edited = File.ReadAllBytes(_path);
        for (int edits = random.Next(1, 5); edits > 0; edits--)
        {
            edited = Edit(edited, random);
        }

        File.WriteAllBytes(_path, edited);
        try
        {
            using ContactJournal journal = Open();
            Assert.All(Enumerable.Range(0, Rows).Where(row => IsSkipped(journal, row)), row => Assert.Contains(row, confirmed));
            Confirm(journal, Rows - 1);
        }
        catch (JournalException refusal)
        {
            Assert.Equal(JournalException.Mismatch, refusal.Code);
            Assert.Equal(edited, File.ReadAllBytes(_path));
            File.Delete(_path);
            return;
        }

        using ContactJournal again = Open();
        Assert.True(IsSkipped(again, Rows - 1));
    }

    // Half of the time whole lines: they are what an editor moves, and what reads as a journal afterwards.
    private static byte[] Edit(byte[] bytes, Random random)
    {
        bool whole = random.Next(2) == 0;
        int header = Array.IndexOf(bytes, (byte)'\n') + 1;
        int lines = (bytes.Length - header) / ConfirmedLine.Length;
        int At() => whole ? header + (random.Next(lines + 1) * ConfirmedLine.Length) : random.Next(bytes.Length + 1);
        int[] at = [.. new[] { At(), At(), At() }.Order()];
        (byte[] before, byte[] first, byte[] second, byte[] after) =
            (bytes[..at[0]], bytes[at[0]..at[1]], bytes[at[1]..at[2]], bytes[at[2]..]);
        byte[] noise = new byte[random.Next(1, 3 * ConfirmedLine.Length)];
        random.NextBytes(noise);
        switch (random.Next(7))
        {
            case 0:
                return [.. before, .. second, .. first, .. after];
            case 1:
                return [.. before, .. first, .. first, .. second, .. after];
            case 2:
                return [.. before, .. second, .. after];
            case 3:
                return [.. before, .. first];
            case 4:
                return [.. bytes, .. noise];
            case 5:
                return [.. before, .. noise, .. first, .. second, .. after];
            default:
                byte[] turned = [.. bytes];
                if (turned.Length > 0)
                {
                    turned[random.Next(turned.Length)] ^= (byte)(1 << random.Next(8));
                }

                return turned;
        }
    }
}
