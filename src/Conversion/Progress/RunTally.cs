using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Conversion.Model;

namespace Conversion.Progress;

/// <summary>Counts the rows of a run by status and by error code.</summary>
internal sealed class RunTally(Clock clock)
{
    private const int MaximumCodes = 5;
    private const int MaximumRows = 3;

    private static readonly UpsertStatus[] s_statuses = (UpsertStatus[])Enum.GetValues(typeof(UpsertStatus));

    private readonly long[] _counts = new long[(int)s_statuses[s_statuses.Length - 1] + 1];
    private readonly Dictionary<(UpsertStatus, string), CodeCount> _codes = [];
    private readonly TimeSpan _started = clock.Elapsed;

    /// <summary>The number of rows that have an outcome.</summary>
    public long Rows { get; private set; }

    /// <summary>The number of these rows that were sent.</summary>
    public long Sent { get; private set; }

    /// <summary>The number of these rows that have an error.</summary>
    public long Errors { get; private set; }

    /// <summary>The time since the start of the run.</summary>
    public TimeSpan Elapsed => clock.Elapsed - _started;

    /// <summary>The average number of rows that were sent per second since the start of the run.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Sent / Elapsed.TotalSeconds : 0;

    /// <summary>How many rows have a status.</summary>
    public long CountOf(UpsertStatus status) => _counts[(int)status];

    /// <summary>Counts one row.</summary>
    /// <param name="outcome">Its outcome.</param>
    /// <param name="row">Its number; null for a contact that has left the list, which has no row.</param>
    public void Count(UpsertOutcome outcome, long? row)
    {
        Rows += outcome.Status == UpsertStatus.Removed ? 0 : 1;
        Sent += outcome.Attempts > 0 ? 1 : 0;
        Errors += outcome.IsError ? 1 : 0;
        _counts[(int)outcome.Status]++;
        if (outcome.ErrorCode is string code)
        {
            if (!_codes.TryGetValue((outcome.Status, code), out CodeCount? count))
            {
                _codes.Add((outcome.Status, code), count = new CodeCount(code));
            }

            count.Add(row);
        }
    }

    /// <summary>The summary of the run, in one line.</summary>
    /// <param name="repeated">How many rows repeat a contact or an event of an earlier row.</param>
    /// <param name="repeatedRows">How that is said.</param>
    public string Describe(long repeated, string? repeatedRows = null)
    {
        StringBuilder line = new();
        line.AppendFormat(CultureInfo.InvariantCulture, "{0:N0} {1} in {2}", Rows, Rows == 1 ? "row" : "rows", Duration.Describe(Elapsed));
        string separator = ": ";
        foreach (UpsertStatus status in s_statuses)
        {
            if (_counts[(int)status] > 0)
            {
                line.Append(separator).AppendFormat(CultureInfo.InvariantCulture, "{0:N0} {1}", _counts[(int)status], status);
                line.Append(DescribeCodes(status));
                separator = ", ";
            }
        }

        line.Append('.');
        if (repeated > 0)
        {
            line.Append(' ').AppendFormat(CultureInfo.InvariantCulture, repeatedRows ?? Messages.RepeatedRows, repeated);
        }

        return line.ToString();
    }

    // The most frequent code first, with the first rows that have it.
    private string DescribeCodes(UpsertStatus status)
    {
        CodeCount[] codes = [.. _codes.Where(code => code.Key.Item1 == status).Select(static code => code.Value)
            .OrderByDescending(static code => code.Count).ThenBy(static code => code.Code, StringComparer.Ordinal)];
        if (codes.Length == 0)
        {
            return string.Empty;
        }

        IEnumerable<string> shown = codes.Take(MaximumCodes).Select(static (code, position) => position == 0 ? code.DescribeWithRows() : code.Describe());
        return $" ({string.Join("; ", shown)}{(codes.Length > MaximumCodes ? "; …" : string.Empty)})";
    }

    private sealed class CodeCount(string code)
    {
        private readonly List<long> _rows = [];

        public string Code => code;

        public long Count { get; private set; }

        public void Add(long? row)
        {
            Count++;
            if (row is long number && _rows.Count < MaximumRows)
            {
                _rows.Add(number);
            }
        }

        public string Describe() => string.Format(CultureInfo.InvariantCulture, "{0} {1:N0}", Code, Count);

        public string DescribeWithRows() => _rows.Count == 0
            ? Describe()
            : $"{Describe()}, {(Count == 1 ? "row" : "rows")} {string.Join(", ", _rows.Select(static row => row.ToString(CultureInfo.InvariantCulture)))}{(Count > _rows.Count ? " …" : string.Empty)}";
    }
}
