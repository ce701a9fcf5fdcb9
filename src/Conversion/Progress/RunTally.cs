using System;
using System.Globalization;
using System.Text;
using Conversion.Http;
using Conversion.Model;

namespace Conversion.Progress;

/// <summary>Counts the rows of a run by status.</summary>
internal sealed class RunTally(Clock clock)
{
    private static readonly UpsertStatus[] s_statuses = (UpsertStatus[])Enum.GetValues(typeof(UpsertStatus));

    private readonly long[] _counts = new long[(int)s_statuses[s_statuses.Length - 1] + 1];
    private readonly TimeSpan _started = clock.Elapsed;

    /// <summary>The number of rows that have an outcome.</summary>
    public long Rows { get; private set; }

    /// <summary>The number of these rows that have an error.</summary>
    public long Errors { get; private set; }

    /// <summary>The time since the start of the run.</summary>
    public TimeSpan Elapsed => clock.Elapsed - _started;

    /// <summary>The average number of rows per second since the start of the run.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Rows / Elapsed.TotalSeconds : 0;

    /// <summary>Counts one row.</summary>
    public void Count(UpsertOutcome outcome)
    {
        // A contact that has left the list has no row.
        Rows += outcome.Status == UpsertStatus.Removed ? 0 : 1;
        _counts[(int)outcome.Status]++;
        if (outcome.IsError)
        {
            Errors++;
        }
    }

    /// <summary>The summary of the run, in one line.</summary>
    /// <param name="repeated">How many rows repeat a contact of an earlier row.</param>
    public string Describe(long repeated)
    {
        StringBuilder line = new();
        line.AppendFormat(
            CultureInfo.InvariantCulture, "{0:N0} {1} in {2:hh\\:mm\\:ss} ({3:N1} rows/s)", Rows, Rows == 1 ? "row" : "rows", Elapsed, Rate);
        string separator = ": ";
        foreach (UpsertStatus status in s_statuses)
        {
            if (_counts[(int)status] > 0)
            {
                line.Append(separator).AppendFormat(CultureInfo.InvariantCulture, "{0:N0} {1}", _counts[(int)status], status);
                separator = ", ";
            }
        }

        line.Append('.');
        if (repeated > 0)
        {
            line.Append(' ').AppendFormat(CultureInfo.InvariantCulture, Messages.RepeatedRows, repeated);
        }

        return line.ToString();
    }
}
