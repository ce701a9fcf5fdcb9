using System;
using System.Collections.Generic;
using System.Linq;

namespace Conversion.Reports;

/// <summary>Counts rows over time. When the run outgrows the histogram, two intervals become one, so its size is bounded.</summary>
internal sealed class TimeHistogram
{
    /// <summary>The number of intervals at most.</summary>
    public const int MaximumIntervals = 120;

    private readonly Dictionary<long, TimeInterval> _intervals = [];
    private TimeInterval? _last;
    private long _first;
    private long _end;

    /// <summary>The length of an interval.</summary>
    public TimeSpan Width { get; private set; } = TimeSpan.FromSeconds(0.1);

    /// <summary>The intervals from the first to the last row, those without rows included.</summary>
    public IReadOnlyList<TimeInterval> Intervals => _intervals.Count == 0
        ? []
        : [.. Enumerable.Range(0, (int)(_end - _first)).Select(i => _intervals.TryGetValue(_first + i, out TimeInterval? interval) ? interval : new TimeInterval(_first + i))];

    /// <summary>The time at which an interval begins.</summary>
    public DateTime StartOf(TimeInterval interval) => new(interval.Index * Width.Ticks, DateTimeKind.Utc);

    public void Add(DateTime time, bool hasError)
    {
        long index = time.Ticks / Width.Ticks;
        if (_last is null || _last.Index != index)
        {
            index = MakeRoom(index, time);
            if (!_intervals.TryGetValue(index, out _last))
            {
                _last = new TimeInterval(index);
                _intervals.Add(index, _last);
            }
        }

        _last.Rows++;
        _last.Errors += hasError ? 1 : 0;
    }

    private long MakeRoom(long index, DateTime time)
    {
        if (_intervals.Count == 0)
        {
            (_first, _end) = (index, index + 1);
        }

        (_first, _end) = (Math.Min(_first, index), Math.Max(_end, index + 1));
        while (_end - _first > MaximumIntervals)
        {
            Halve();
            index = time.Ticks / Width.Ticks;
            (_first, _end) = (Math.Min(_first, index), Math.Max(_end, index + 1));
        }

        return index;
    }

    private void Halve()
    {
        TimeInterval[] intervals = [.. _intervals.Values];
        _intervals.Clear();
        Width += Width;
        foreach (TimeInterval narrow in intervals)
        {
            long index = narrow.Index / 2;
            if (!_intervals.TryGetValue(index, out TimeInterval? wide))
            {
                wide = new TimeInterval(index);
                _intervals.Add(index, wide);
            }

            wide.Rows += narrow.Rows;
            wide.Errors += narrow.Errors;
        }

        _last = null;
        (_first, _end) = (_first / 2, ((_end - 1) / 2) + 1);
    }
}

/// <summary>An interval of a <see cref="TimeHistogram"/>.</summary>
internal sealed class TimeInterval(long index)
{
    /// <summary>Its number: the time at which it begins, divided by the length of an interval.</summary>
    public long Index { get; } = index;

    public long Rows { get; set; }

    public long Errors { get; set; }
}
