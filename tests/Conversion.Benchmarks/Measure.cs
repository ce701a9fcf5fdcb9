using System.Diagnostics;

namespace Conversion.Benchmarks;

/// <summary>Two things in turn, each as often, so that a noisy machine is unkind to both alike.</summary>
internal static class Measure
{
    /// <summary>How many rounds the medians are of.</summary>
    public const int Rounds = 21;

    /// <summary>Rounds before the first that counts: so long the compiler is at work on what runs often.</summary>
    public const int WarmUpRounds = 10;

    /// <summary>The medians of both, in seconds.</summary>
    public static (double Ours, double Theirs) Alternate(Action ours, Action theirs)
    {
        double[] first = new double[Rounds];
        double[] second = new double[Rounds];
        for (int i = 0; i < WarmUpRounds; i++)
        {
            ours();
            theirs();
        }

        for (int i = 0; i < Rounds; i++)
        {
            first[i] = Time(ours);
            second[i] = Time(theirs);
        }

        return (Median(first), Median(second));
    }

    public static double Time(Action action)
    {
        GC.Collect();
        Stopwatch watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
