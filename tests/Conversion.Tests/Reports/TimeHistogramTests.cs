using System;
using System.Collections.Generic;
using System.Linq;
using Conversion.Reports;
using Xunit;

namespace Conversion.Tests.Reports;

/// <summary>Rows over time, however long the run is.</summary>
public sealed class TimeHistogramTests
{
    private static readonly DateTime s_start = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(3600)]
    [InlineData(30000)]
    public void No_row_is_lost_and_the_intervals_are_bounded(int seconds)
    {
        TimeHistogram times = new();
        for (int i = 0; i < seconds; i++)
        {
            times.Add(s_start.AddSeconds(i), hasError: i % 10 == 0);
        }

        Assert.Equal(seconds, times.Intervals.Sum(interval => interval.Rows));
        Assert.Equal((seconds + 9) / 10, times.Intervals.Sum(interval => interval.Errors));
        Assert.InRange(times.Intervals.Count, 1, TimeHistogram.MaximumIntervals);
        Assert.True(times.StartOf(times.Intervals[0]) <= s_start);
        Assert.True(times.StartOf(times.Intervals[^1]) + times.Width > s_start.AddSeconds(seconds - 1));
    }

    [Fact]
    public void Rows_may_come_in_any_order()
    {
        int[] order = [.. Enumerable.Range(0, 5000)];
        new Random(1).Shuffle(order);
        TimeHistogram sorted = new(), shuffled = new();
        Array.ForEach(order, i => shuffled.Add(s_start.AddSeconds(i), hasError: i % 7 == 0));
        Array.Sort(order);
        Array.ForEach(order, i => sorted.Add(s_start.AddSeconds(i), hasError: i % 7 == 0));
        Assert.Equal(Rows(sorted), Rows(shuffled));
    }

    [Fact]
    public void A_pause_is_an_interval_without_rows()
    {
        TimeHistogram times = new();
        times.Add(s_start, hasError: false);
        times.Add(s_start.AddSeconds(1), hasError: false);
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], times.Intervals.Select(interval => interval.Rows));
    }

    private static IEnumerable<(long, long, long)> Rows(TimeHistogram times) => times.Intervals.Select(interval => (interval.Index, interval.Rows, interval.Errors));
}
