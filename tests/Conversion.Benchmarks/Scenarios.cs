using System.Globalization;

namespace Conversion.Benchmarks;

/// <summary>The measured scenarios.</summary>
internal static class Scenarios
{
    public static IReadOnlyList<(string Name, Action<Report> Run)> All { get; } =
    [
        ("single", Single),
        ("batch", Batch),
        ("latency", Latency),
        ("limit", Limit),
        ("memory", Memory),
        ("partitions", PartitionScenario.Run),
        .. JournalScenarios.All,
        ("export", ExportScenario.Run),
        ("import", Import),
        ("powershell", PowerShell),
    ];

    private static void Single(Report report)
    {
        foreach (int inFlight in new[] { 1, 8, 16 })
        {
            using ServerProcess server = new();
            WarmUp(server, inFlight);
            CompareSingle(report, server, inFlight, rows: inFlight == 1 ? 10_000 : 40_000, "single", "≥ 0.9");
        }
    }

    // Code that runs once a run is optimized after dozens of runs, not rows: short runs are enough.
    private static void WarmUp(ServerProcess server, int inFlight)
    {
        using ModuleSession module = new(server.BaseUri);
        module.Set("rows", Rows.List(200));
        for (int run = 0; run < 200; run++)
        {
            module.Run(Upserts(inFlight));
        }
    }

    private static void Latency(Report report)
    {
        foreach (int latency in new[] { 20, 100 })
        {
            using ServerProcess server = new(latency);
            CompareSingle(report, server, inFlight: 16, rows: 16 * 2000 / latency, $"single, {latency} ms at the server", "≥ 0.9");
        }
    }

    private static void CompareSingle(Report report, ServerProcess server, int inFlight, int rows, string what, string bar)
    {
        using ModuleSession module = new(server.BaseUri);
        using HttpClientLoop loop = new(server.BaseUri);
        module.Set("rows", Rows.List(rows));
        Comparison times = Measure.Alternate(
            () => module.Run(Upserts(inFlight)),
            () => loop.Run(rows, inFlight));
        report.Add(
            string.Create(CultureInfo.InvariantCulture, $"{what}, {inFlight} in flight, against an HttpClient loop"),
            rows / times.First, rows / times.Second, "rows/s", times.Ratios, bar);
    }

    private static string Upserts(int inFlight) => $"$rows | Set-CnvContact -ThrottleLimit {inFlight} > $null";

    private static void Batch(Report report)
    {
        const int rows = 100_000;
        string csv = Path.GetTempFileName();
        Rows.WriteCsv(csv, rows);
        using ServerProcess server = new();
        using ModuleSession module = new(server.BaseUri);
        module.Set("csv", csv);
        Comparison times = Measure.Alternate(
            () => module.Run("$null = Import-Csv $csv | Set-CnvContact -BatchSize 1000"),
            () => module.Run("$null = Import-Csv $csv | Test-Ceiling"));
        report.Add("batches of 1,000 from a CSV, against a cmdlet that only binds and writes", rows / times.First, rows / times.Second, "rows/s", times.Ratios, "≥ 0.8");
        File.Delete(csv);
    }

    private static void Limit(Report report)
    {
        const int limit = 50;
        const int rows = 500;
        using ServerProcess server = new(limit: limit);
        using ModuleSession module = new(server.BaseUri, $"-RateLimit {limit}");
        module.Set("rows", Rows.List(rows));
        double seconds = Measure.Time(() => module.Run("$rows | Set-CnvContact | Out-Null"));
        (int taken, int refused, int refusedLater) = server.Count();
        report.Add($"a limit of {limit} requests/s: share of it used", taken / seconds, limit, "requests/s", taken / seconds / limit, "≥ 0.95");
        report.Add("the same: answered 429 after the first second, of all", refusedLater, taken + refused, "requests", (double)refusedLater / (taken + refused), "< 0.01");
    }

    private static void Memory(Report report)
    {
        using ServerProcess server = new();
        string journal = Path.GetTempFileName();
        double small = MemoryRun.Peak(server.BaseUri, 10_000) / Megabyte;
        double medium = MemoryRun.Peak(server.BaseUri, 100_000) / Megabyte;
        double large = MemoryRun.Peak(server.BaseUri, 1_000_000) / Megabyte;
        double first = MemoryRun.Peak(server.BaseUri, 1_000_000, journal) / Megabyte;
        double resumed = MemoryRun.Peak(server.BaseUri, 1_000_000, journal) / Megabyte;
        File.Delete(journal);
        report.Add("peak memory at 100,000 rows, against 10,000", medium, small, "MB", medium / small, "");
        report.Add("peak memory at 1,000,000 rows, against 100,000", large, medium, "MB", large / medium, "≤ 1.2");
        AddPerContact("the same with a journal of its 1,000,000 contacts, bytes a contact more", first);
        AddPerContact("the same run again over the full journal, bytes a contact more", resumed);

        void AddPerContact(string what, double peak)
        {
            double bytes = (peak - large) * Megabyte / 1_000_000;
            report.Add(what, bytes, JournalScenarios.BytesPerContact, "bytes", bytes / JournalScenarios.BytesPerContact, "≤ 1");
        }
    }

    private static void Import(Report report)
    {
        SessionProcess.Restore();
        Comparison times = Measure.Alternate(
            () => SessionProcess.Run("$null"),
            () => SessionProcess.Run($"Import-Module '{Checkout.Manifest}'"));
        report.Add(
            "a session of pwsh that imports the module, against an empty one",
            times.Second * 1000, times.First * 1000, "ms", times.Ratios, "≤ 1.25");
    }

    private static void PowerShell(Report report)
    {
        const int rows = 1_000;
        using ServerProcess server = new();
        SessionProcess.Restore();
        double loop = PowerShellLoop.RowsPerSecond(server.BaseUri, PowerShellLoop.Loop, rows);
        double parallel = PowerShellLoop.RowsPerSecond(server.BaseUri, PowerShellLoop.Parallel, rows);
        using ModuleSession module = new(server.BaseUri);
        module.Set("rows", Rows.List(rows));
        module.Run("$rows | Set-CnvContact | Out-Null");
        double ours = rows / Measure.Time(() => module.Run("$rows | Set-CnvContact | Out-Null"));
        report.Add("single, against Invoke-RestMethod in a loop", ours, loop, "rows/s", ours / loop, "");
        report.Add("single, against ForEach-Object -Parallel with it", ours, parallel, "rows/s", ours / parallel, "");
    }

    private const double Megabyte = 1 << 20;
}
