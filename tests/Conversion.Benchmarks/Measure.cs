using System.Diagnostics;

namespace Conversion.Benchmarks;

/// <summary>Measures two operations alternately, each equally often and equally often first, so that noise affects both equally.</summary>
internal static class Measure
{
    /// <summary>The number of rounds for the medians.</summary>
    public static int Rounds { get; set; } = 21;

    /// <summary>Warm-up rounds before the first measured round, while the JIT compiler optimizes hot code.</summary>
    public const int WarmUpRounds = 10;

    /// <summary>The number of rounds of operations that take many seconds.</summary>
    public const int LongRounds = 7;

    /// <summary>Runs both operations in every round.</summary>
    public static Comparison Alternate(Action first, Action second) => Alternate(first, second, Rounds, WarmUpRounds);

    /// <summary>The same for operations that take many seconds, and need fewer rounds.</summary>
    public static Comparison AlternateLong(Action first, Action second) => Alternate(first, second, Math.Min(Rounds, LongRounds), warmUpRounds: 1);

    private static Comparison Alternate(Action first, Action second, int rounds, int warmUpRounds)
    {
        double[] firsts = new double[rounds];
        double[] seconds = new double[rounds];
        for (int i = -warmUpRounds; i < rounds; i++)
        {
            bool swap = i % 2 != 0;
            double one = Time(swap ? second : first);
            double other = Time(swap ? first : second);
            if (i >= 0)
            {
                (firsts[i], seconds[i]) = swap ? (other, one) : (one, other);
            }
        }

        return new Comparison(
            Quantile(firsts, 0.5), Quantile(seconds, 0.5), [.. firsts.Zip(seconds, static (one, other) => other / one)]);
    }

    public static double Time(Action action)
    {
        GC.Collect();
        Stopwatch watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>The quantile of the values.</summary>
    public static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)(share * (sorted.Length - 1))];
    }
}

/// <summary>The times of two operations.</summary>
/// <param name="First">The median of the first operation, in seconds.</param>
/// <param name="Second">The median of the second operation, in seconds.</param>
/// <param name="Ratios">The time of the second divided by that of the first, for each round: a machine that is slow for a while slows both.</param>
internal sealed record Comparison(double First, double Second, IReadOnlyList<double> Ratios);
