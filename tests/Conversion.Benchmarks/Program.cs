using System.Globalization;
using Conversion.Benchmarks;

if (args is [MinimalServer.Verb, string latency, string limit])
{
    await MinimalServer.RunAsync(int.Parse(latency, CultureInfo.InvariantCulture), int.Parse(limit, CultureInfo.InvariantCulture));
    return;
}

if (args is [MemoryRun.Verb, string baseUri, string count, string journal])
{
    MemoryRun.Run(baseUri, count, journal);
    return;
}

Report report = new();
string wanted = args.FirstOrDefault() ?? "all";
if (args is [_, string rounds])
{
    Measure.Rounds = int.Parse(rounds, CultureInfo.InvariantCulture);
}

foreach ((string name, Action<Report> scenario) in Scenarios.All)
{
    if (wanted == "all" || name == wanted || name.StartsWith(wanted + "-", StringComparison.Ordinal))
    {
        Console.Error.WriteLine(name + " …");
        scenario(report);
    }
}

report.Print(Console.Out);
if (wanted == "all")
{
    report.Save(Path.Combine(Checkout.Root, "docs", "benchmarks"));
}
