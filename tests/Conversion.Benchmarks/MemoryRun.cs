using System.Diagnostics;
using System.Globalization;

namespace Conversion.Benchmarks;

/// <summary>A run in a separate process that keeps no results, to measure its peak memory.</summary>
internal static class MemoryRun
{
    public const string Verb = "memory";

    private const string Reading = "read";

    /// <summary>Sends the rows and prints the peak memory of the process, in bytes.</summary>
    public static void Run(string baseUri, string count, string journal)
    {
        using ModuleSession module = new(baseUri);
        if (count == Reading)
        {
            module.Run("Get-CnvContact | Out-Null");
            PrintPeak();
            return;
        }

        string option = journal.Length == 0 ? string.Empty : $"-JournalPath '{journal}'";
        module.Run($"New-Row {count} | Set-CnvContact -BatchSize 1000 {option} | Out-Null");
        PrintPeak();
    }

    /// <summary>The peak memory of a run that reads all contacts, in bytes.</summary>
    public static long PeakOfReading(string baseUri) => Peak(baseUri, Reading, string.Empty);

    private static void PrintPeak()
    {
        using Process process = Process.GetCurrentProcess();
        Console.WriteLine(process.PeakWorkingSet64.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The peak memory of such a run, in bytes.</summary>
    public static long Peak(string baseUri, int count, string journal = "") => Peak(baseUri, count.ToString(CultureInfo.InvariantCulture), journal);

    private static long Peak(string baseUri, string count, string journal)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            ArgumentList = { Verb, baseUri, count, journal },
        };
        using Process process = Process.Start(start)!;
        string peak = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return long.Parse(peak, CultureInfo.InvariantCulture);
    }
}
