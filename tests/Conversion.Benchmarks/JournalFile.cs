using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Conversion.Journal;

namespace Conversion.Benchmarks;

/// <summary>A journal that no run has filled.</summary>
internal sealed class JournalFile : IDisposable
{
    private const int LinesPerWrite = 1024;
    private const int ChunkLength = 1 << 17;
    private static readonly JournalHeader s_header = new(new Uri("https://bench.example/api"), "sk_live_bench");

    private readonly string _path = Path.GetTempFileName();

    /// <param name="contacts">The number of contacts.</param>
    /// <param name="lines">The number of lines of each.</param>
    /// <param name="hasIds">Whether every other contact is known by its id, and not by its address.</param>
    public JournalFile(int contacts, int lines = 1, bool hasIds = false)
    {
        Open().Dispose();
        using FileStream file = new(_path, FileMode.Append);
        for (int line = 0; line < lines; line++)
        {
            Write(file, contacts, hasIds);
        }
    }

    public long Length => new FileInfo(_path).Length;

    public ContactJournal Open() => ContactJournal.Open(_path, s_header, overwrite: false);

    /// <summary>Reads the file and computes the SHA-256 hash of its bytes.</summary>
    public void ReadAndHash()
    {
        using FileStream file = new(_path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkLength);
        for (int read; (read = file.Read(chunk, 0, ChunkLength)) > 0;)
        {
            hash.AppendData(chunk, 0, read);
        }

        hash.GetHashAndReset();
        ArrayPool<byte>.Shared.Return(chunk);
    }

    /// <summary>The managed memory that the open journal holds, in bytes.</summary>
    public long MeasureMemory()
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        using ContactJournal journal = Open();
        long after = GC.GetTotalMemory(forceFullCollection: true);
        return journal.KnownContacts > 0 ? after - before : throw new InvalidOperationException("The journal is empty.");
    }

    public void Dispose() => File.Delete(_path);

    private static void Write(FileStream file, int contacts, bool hasIds)
    {
        // The same contacts each time.
        Random random = new(contacts);
        byte[] lines = new byte[LinesPerWrite * JournalLine.Length];
        Span<ulong> values = stackalloc ulong[4];
        uint previous = 0;
        for (int written = 0; written < contacts;)
        {
            int count = Math.Min(LinesPerWrite, contacts - written);
            for (int i = 0; i < count; i++)
            {
                random.NextBytes(MemoryMarshal.AsBytes(values));
                JournalLine.Write(
                    lines.AsSpan(i * JournalLine.Length),
                    values[0],
                    new ContactState
                    {
                        Fingerprint = values[1],
                        ContactId = MemoryMarshal.Read<Guid>(MemoryMarshal.AsBytes(values[2..])),
                        IsIdentifiedById = hasIds && i % 2 == 0,
                    },
                    previous);
                previous = (uint)values[0];
            }

            file.Write(lines, 0, count * JournalLine.Length);
            written += count;
        }
    }
}
