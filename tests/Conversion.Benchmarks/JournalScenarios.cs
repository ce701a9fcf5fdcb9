using System.Globalization;

namespace Conversion.Benchmarks;

/// <summary>The measured scenarios of the journal.</summary>
internal static class JournalScenarios
{
    /// <summary>The memory of a contact in the journal at most.</summary>
    public const int BytesPerContact = 64;

    private const int Million = 1_000_000;

    public static IReadOnlyList<(string Name, Action<Report> Run)> All { get; } =
    [
        ("journal-open", Open),
        ("journal-single", Single),
        ("journal-batch", Batch),
        ("journal-repeated", Repeated),
        ("journal-unchanged", Unchanged),
    ];

    private static void Open(Report report)
    {
        using JournalFile small = new(Million);
        using JournalFile large = new(5 * Million);
        using (JournalFile used = new(Million + (Million / 10), lines: 4, hasIds: true))
        {
            AddMemory(report, "1,000,000 contacts", small, Million);
            AddMemory(report, "5,000,000 contacts", large, 5 * Million);
            AddMemory(report, "1,100,000 contacts with four lines each, half of them known by id", used, Million + (Million / 10));
        }

        Comparison sizes = Measure.AlternateLong(() => small.Open().Dispose(), () => large.Open().Dispose());
        double growth = (double)large.Length / small.Length;
        report.Add(
            "a journal of 5,000,000 contacts is opened, against one of 1,000,000: time per byte",
            sizes.Second / large.Length * 1e9, sizes.First / small.Length * 1e9, "ns", [.. sizes.Ratios.Select(ratio => ratio / growth)], "≤ 1.5");
        Comparison hash = Measure.AlternateLong(small.ReadAndHash, () => small.Open().Dispose());
        report.Add(
            "a journal of 1,000,000 contacts is opened, against its bytes read and hashed with SHA-256",
            hash.Second * 1000, hash.First * 1000, "ms", hash.Ratios, "");
    }

    private static void AddMemory(Report report, string contacts, JournalFile journal, int count)
    {
        double bytes = (double)journal.MeasureMemory() / count;
        report.Add($"memory of an open journal of {contacts}, per contact", bytes, BytesPerContact, "bytes", bytes / BytesPerContact, "≤ 1");
    }

    private static void Single(Report report)
    {
        foreach (int inFlight in new[] { 8, 16 })
        {
            CompareNew(report, rows: 20_000, string.Create(CultureInfo.InvariantCulture, $"single, {inFlight} in flight"), $"-ThrottleLimit {inFlight}");
        }

        CompareChanged(report, rows: 20_000, "single, 8 in flight", "-ThrottleLimit 8");
    }

    private static void Batch(Report report)
    {
        const int rows = 50_000;
        CompareNew(report, rows, "batches of 1,000", "-BatchSize 1000");
        using TemporaryFile csv = new();
        Rows.WriteCsv(csv.Path, rows);
        CompareNew(report, rows, "batches of 1,000 from a CSV", "-BatchSize 1000", csv.Path);
        CompareChanged(report, rows, "batches of 1,000", "-BatchSize 1000");
    }

    private static void CompareNew(Report report, int rows, string what, string parameters, string? csv = null)
    {
        // Each run has a journal of its own: to empty a long file takes a while.
        DirectoryInfo journals = Directory.CreateTempSubdirectory();
        using ServerProcess server = new();
        using ModuleSession module = new(server.BaseUri);
        if (csv is null)
        {
            module.Set("rows", Rows.Contacts(rows));
        }

        string source = csv is null ? "$rows" : $"Import-Csv '{csv}'";
        int run = 0;
        Comparison times = Measure.Alternate(
            () => module.Run($"{source} | Set-CnvContact {parameters} -JournalPath '{Path.Combine(journals.FullName, $"{run++}")}' > $null"),
            () => module.Run($"{source} | Set-CnvContact {parameters} > $null"));
        report.Add($"{what}, new contacts with a journal, against none", rows / times.First, rows / times.Second, "rows/s", times.Ratios, "≥ 0.95");
        journals.Delete(recursive: true);
    }

    private static void CompareChanged(Report report, int rows, string what, string parameters)
    {
        using TemporaryFile journal = new();
        using ServerProcess server = new();
        using ModuleSession module = new(server.BaseUri);
        module.Set("rows0", Rows.Contacts(rows));
        module.Set("rows1", Rows.Contacts(rows, "Head of Marketing"));
        int run = 0;
        Comparison times = Measure.Alternate(
            () => module.Run($"$rows{run++ % 2} | Set-CnvContact {parameters} -JournalPath '{journal.Path}' > $null"),
            () => module.Run($"$rows0 | Set-CnvContact {parameters} > $null"));
        report.Add($"{what}, changed contacts with a journal, against none", rows / times.First, rows / times.Second, "rows/s", times.Ratios, "");
    }

    private static void Repeated(Report report)
    {
        const int rows = 80_000;
        using TemporaryFile journal = new();
        using ServerProcess server = new();
        using ModuleSession module = new(server.BaseUri);
        module.Set("rows", Enumerable.Repeat(Rows.Make(1), rows).ToArray());
        module.Set("twice", Enumerable.Repeat(Rows.Make(1), rows * 2).ToArray());
        Comparison times = Measure.Alternate(
            () => module.Run($"$rows | Set-CnvContact -JournalPath '{journal.Path}' > $null"),
            () => module.Run($"$twice | Set-CnvContact -JournalPath '{journal.Path}' > $null"));
        report.Add(
            "a list of 160,000 identical rows is resumed, against 80,000: time per row",
            times.Second / rows / 2 * 1e6, times.First / rows * 1e6, "µs", [.. times.Ratios.Select(static ratio => ratio / 2)], "≤ 1.3");
    }

    private static void Unchanged(Report report)
    {
        using TemporaryFile journal = new();
        using ServerProcess server = new();
        using ModuleSession module = new(server.BaseUri);
        string send = $"Set-CnvContact -BatchSize 1000 -JournalPath '{journal.Path}' > $null";
        module.Run($"New-Row {Million} | {send}");
        Comparison times = Measure.AlternateLong(
            () => module.Run($"New-Row {Million} | {send}"),
            () => module.Run($"New-Row {Million} | Test-Ceiling > $null"));
        report.Add("1,000,000 unchanged rows, against a cmdlet that only binds and writes", Million / times.First, Million / times.Second, "rows/s", times.Ratios, "≥ 0.8");
        UnchangedFromCsv(report, module, send);
    }

    private static void UnchangedFromCsv(Report report, ModuleSession module, string send)
    {
        using TemporaryFile csv = new();
        Rows.WriteCsv(csv.Path, Million);
        Comparison times = Measure.AlternateLong(
            () => module.Run($"Import-Csv '{csv.Path}' | {send}"),
            () => module.Run($"Import-Csv '{csv.Path}' | Test-Ceiling > $null"));
        report.Add("the same from a CSV", Million / times.First, Million / times.Second, "rows/s", times.Ratios, "≥ 0.8");
    }

    private sealed class TemporaryFile : IDisposable
    {
        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
