using System;
using System.Collections.Generic;

namespace Conversion.Reports;

/// <summary>Keeps the rows that took longest.</summary>
internal sealed class SlowestRows
{
    private const int Maximum = 5;

    private readonly List<SlowRow> _rows = new(Maximum + 1);

    /// <summary>The rows, the slowest first.</summary>
    public IReadOnlyList<SlowRow> Rows => _rows;

    public void Add(in RowResult result)
    {
        TimeSpan duration = result.Duration;
        if (result.Attempts == 0 || (_rows.Count == Maximum && duration <= _rows[Maximum - 1].Duration))
        {
            return;
        }

        int place = _rows.Count;
        while (place > 0 && _rows[place - 1].Duration < duration)
        {
            place--;
        }

        _rows.Insert(place, new SlowRow(result.Row, duration, result.Attempts, result.Status));
        if (_rows.Count > Maximum)
        {
            _rows.RemoveAt(Maximum);
        }
    }
}

/// <summary>A row and how long it took.</summary>
internal readonly record struct SlowRow(long? Row, TimeSpan Duration, int Attempts, ResultStatus Status);
