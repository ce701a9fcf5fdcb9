using System.Globalization;

namespace Conversion.Benchmarks;

/// <summary>Reading all contacts of an account.</summary>
internal static class ExportScenario
{
    private const int Latency = 20;

    public static void Run(Report report)
    {
        Compare(report, "reading 100,000 contacts", latency: 0, pages: 100, string.Empty);
        Compare(report, $"reading 50,000 contacts, {Latency} ms at the server for a page", Latency, pages: 50, "≥ 0.9");
        using ServerProcess server = new();
        double medium = MemoryRun.PeakOfReading(server.BaseUri + "/100") / Megabyte;
        double large = MemoryRun.PeakOfReading(server.BaseUri + "/1000") / Megabyte;
        report.Add("peak memory at 1,000,000 contacts read, against 100,000", large, medium, "MB", large / medium, "≤ 1.2");
    }

    private static void Compare(Report report, string what, int latency, int pages, string bar)
    {
        using ServerProcess server = new(latency);
        string baseUri = string.Create(CultureInfo.InvariantCulture, $"{server.BaseUri}/{pages}");
        int contacts = pages * ExportPages.ContactsInPage;
        using ModuleSession module = new(baseUri);
        using ExportLoop loop = new(baseUri);
        Comparison times = Measure.AlternateLong(() => module.Run("Get-CnvContact > $null"), () => loop.Run(contacts));
        report.Add(what + ", against an HttpClient loop", contacts / times.First, contacts / times.Second, "contacts/s", times.Ratios, bar);
    }

    private const double Megabyte = 1 << 20;
}
