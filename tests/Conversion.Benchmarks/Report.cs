using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Conversion.Benchmarks;

/// <summary>The table of results.</summary>
internal sealed class Report
{
    private readonly List<Line> _lines = [];

    /// <param name="what">What was measured.</param>
    /// <param name="ours">The module's figure.</param>
    /// <param name="theirs">The figure that it is compared with.</param>
    /// <param name="unit">The unit of both.</param>
    /// <param name="ratio">The ratio to compare with the target.</param>
    /// <param name="bar">The target.</param>
    public void Add(string what, double ours, double theirs, string unit, double ratio, string bar) => Add(what, ours, theirs, unit, [ratio], bar);

    /// <param name="what">What was measured.</param>
    /// <param name="ours">The module's figure.</param>
    /// <param name="theirs">The figure that it is compared with.</param>
    /// <param name="unit">The unit of both.</param>
    /// <param name="ratios">The ratio of every round. The median is compared with the target.</param>
    /// <param name="bar">The target.</param>
    public void Add(string what, double ours, double theirs, string unit, IReadOnlyList<double> ratios, string bar)
    {
        double At(double share) => Math.Round(Measure.Quantile(ratios, share), 3);
        _lines.Add(new Line(what, Math.Round(ours, 3), Math.Round(theirs, 3), unit, At(0.5), ratios.Count == 1 ? null : [At(0.25), At(0.75)], bar));
    }

    public void Print(TextWriter writer)
    {
        writer.WriteLine("| what | module | against | unit | ratio | half of the rounds | bar |");
        writer.WriteLine("|---|---:|---:|---|---:|---|---|");
        foreach (Line line in _lines)
        {
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {line.What} | {line.Module:#,0.##} | {line.Against:#,0.##} | {line.Unit} | {line.Ratio:0.00} | {line.Spread} | {line.Bar} |"));
        }
    }

    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        using StreamWriter markdown = new(Path.Combine(folder, "latest.md"));
        markdown.WriteLine("# Benchmarks");
        markdown.WriteLine();
        markdown.WriteLine($"{RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} processors, {RuntimeInformation.OSArchitecture}. Both sides in one run, in turn; medians of {Measure.Rounds} rounds after {Measure.WarmUpRounds} that do not count; of ratios the median of every round's own.");
        markdown.WriteLine("Figures of one machine say nothing of another: the ratio is what counts.");
        markdown.WriteLine();
        Print(markdown);
        File.WriteAllText(
            Path.Combine(folder, "latest.json"), JsonSerializer.Serialize(_lines, new JsonSerializerOptions { WriteIndented = true }) + "\n");
    }

    private sealed record Line(string What, double Module, double Against, string Unit, double Ratio, double[]? Quartiles, string Bar)
    {
        [JsonIgnore]
        public string Spread =>
            Quartiles is [double low, double high] ? string.Create(CultureInfo.InvariantCulture, $"{low:0.00} to {high:0.00}") : string.Empty;
    }
}
