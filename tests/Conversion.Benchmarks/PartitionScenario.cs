using System.Globalization;

namespace Conversion.Benchmarks;

/// <summary>Several processes send one list together below one rate limit.</summary>
internal static class PartitionScenario
{
    private const int Parts = 8;
    private const int Limit = 200;
    private const int Contacts = 12_000;

    public static void Run(Report report)
    {
        SessionProcess.Restore();
        string csv = Path.GetTempFileName();
        DirectoryInfo journals = Directory.CreateTempSubdirectory();
        Rows.WriteCsv(csv, Contacts);
        using ServerProcess server = new(limit: Limit);
        int rows = 0;
        double seconds = Measure.Time(() => rows = Task.WhenAll(Enumerable.Range(0, Parts).Select(part =>
            Task.Factory.StartNew(() => Send(part, server, csv, journals), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))).Result.Sum());
        (int taken, int refused, _) = server.Count();
        journals.Delete(recursive: true);
        File.Delete(csv);
        string what = $"{Parts} processes send {Contacts:#,0} contacts together, {Limit} requests/s in all";
        report.Add(what + ": results", rows, Contacts, "rows", (double)rows / Contacts, "= 1");
        report.Add("the same: time, their start included, against that of the limit", seconds, (double)Contacts / Limit, "s", seconds / Contacts * Limit, "≤ 1.2");
        report.Add("the same: answered 429, of all", refused, taken + refused, "requests", (double)refused / (taken + refused), "< 0.05");
    }

    private static int Send(int part, ServerProcess server, string csv, DirectoryInfo journals) => int.Parse(
        SessionProcess.Run(string.Create(CultureInfo.InvariantCulture, $"""
            Import-Module '{Checkout.Manifest}'
            Connect-Cnv -ApiKey sk_live_bench_secret -BaseUri '{server.BaseUri}' -RateLimit {(double)Limit / Parts}
            Import-Csv '{csv}' |
                Set-CnvContact -Partition {part} -PartitionCount {Parts} -JournalPath '{Path.Combine(journals.FullName, $"{part}")}' |
                Measure-Object | ForEach-Object Count
            """)),
        CultureInfo.InvariantCulture);
}
