using System.Diagnostics;

namespace Conversion.Benchmarks;

/// <summary>Two things in turn, each as often, and each as often before the other, so that a noisy machine is unkind to both alike.</summary>
internal static class Measure
{
    /// <summary>How many rounds the medians are of.</summary>
    public static int Rounds { get; set; } = 21;

    /// <summary>Rounds before the first that counts: so long the compiler is at work on what runs often.</summary>
    public const int WarmUpRounds = 10;

    /// <summary>Runs both in every round.</summary>
    public static Comparison Alternate(Action first, Action second)
    {
        double[] firsts = new double[Rounds];
        double[] seconds = new double[Rounds];
        for (int i = -WarmUpRounds; i < Rounds; i++)
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

    /// <summary>The value that a share of the others lies below.</summary>
    public static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)(share * (sorted.Length - 1))];
    }
}

/// <summary>What two things took.</summary>
/// <param name="First">The median of the one, in seconds.</param>
/// <param name="Second">The median of the other, in seconds.</param>
/// <param name="Ratios">The second's time by the first's, round by round: a machine that is slow for a while is slow for both.</param>
internal sealed record Comparison(double First, double Second, IReadOnlyList<double> Ratios);
