using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using Conversion.Client;
using Conversion.Http;
using Conversion.Model;

namespace Conversion.Progress;

/// <summary>
/// Shows the progress of a run, at most four times per second, and only if the host is interactive. While something is amiss,
/// that comes first. The text fits a window of 80 columns.
/// </summary>
internal sealed class RunProgress
{
    private const int ActivityId = 0x436e76;

    // What PowerShell 7 has room for in 80 columns beside the activity and the brackets.
    private const int MaximumLength = 69;

    // PowerShell writes the time left behind the text: 1h 02m.
    private const int LengthOfTimeLeft = 8;

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_noticeable = TimeSpan.FromSeconds(0.5);

    private readonly Action<ProgressRecord> _write;
    private readonly RunTally _tally;
    private readonly ConversionClient _client;
    private readonly Clock _clock;
    private readonly long? _totalCount;
    private readonly bool _isWatched;
    private readonly TimeSpan _started;
    private TimeSpan _nextAt;
    private bool _isShown;

    /// <param name="write">Writes a progress record.</param>
    /// <param name="tally">The counts to show.</param>
    /// <param name="client">Tells what its requests wait for.</param>
    /// <param name="clock">The time.</param>
    /// <param name="totalCount">How many rows there are; null if that is not known.</param>
    /// <param name="isWatched">Whether the host is interactive. If not, nothing is shown.</param>
    public RunProgress(Action<ProgressRecord> write, RunTally tally, ConversionClient client, Clock clock, long? totalCount, bool isWatched)
    {
        _write = write;
        _tally = tally;
        _client = client;
        _clock = clock;
        _totalCount = totalCount;
        _isWatched = isWatched;
        _started = client.Clock.Elapsed;
        _nextAt = clock.Elapsed + s_interval;
    }

    /// <summary>How long to wait for a row until the progress is shown again; infinite when nothing is shown.</summary>
    public TimeSpan Patience => _isWatched ? s_interval : Timeout.InfiniteTimeSpan;

    /// <summary>What the requests wait for, as text; null while they do not wait. Of a wait that began before this run, only the rest is shown.</summary>
    public string? Waiting
    {
        get
        {
            TimeSpan now = _client.Clock.Elapsed;
            if (_client.Wait is RequestWait wait && (wait.Since >= _started || wait.Until > now))
            {
                if (wait.Reason is string reason)
                {
                    string retrying = string.Format(CultureInfo.InvariantCulture, Messages.ProgressRetrying, Printable.Text(reason, 200), wait.Attempt, wait.MaximumAttempts);
                    return retrying.Length > MaximumLength ? retrying.Replace(":443", string.Empty) : retrying;
                }

                if (wait.Until > now)
                {
                    return RateLimit(wait.Until - now);
                }
            }

            TimeSpan delay = _client.ThrottleDelay;
            return delay >= s_noticeable ? RateLimit(delay) : null;
        }
    }

    /// <summary>Shows the progress, if the interval has passed.</summary>
    public void Show()
    {
        if (!_isWatched || _clock.Elapsed < _nextAt)
        {
            return;
        }

        _nextAt = _clock.Elapsed + s_interval;
        _isShown = true;
        Write(ProgressRecordType.Processing);
    }

    /// <summary>Removes the progress.</summary>
    public void End()
    {
        if (_isShown)
        {
            Write(ProgressRecordType.Completed);
        }
    }

    private void Write(ProgressRecordType type)
    {
        string? waiting = Waiting;
        int secondsRemaining = -1;
        if (_totalCount is long total)
        {
            secondsRemaining = waiting is null && _tally.Rows > 0 && _tally.Rows <= total
                ? (int)Math.Min(int.MaxValue, Math.Ceiling(_tally.Elapsed.TotalSeconds / _tally.Rows * (total - _tally.Rows)))
                : -1;
        }

        _write(new ProgressRecord(ActivityId, Messages.ProgressActivity, Describe(waiting, secondsRemaining < 0 ? MaximumLength : MaximumLength - LengthOfTimeLeft))
        {
            RecordType = type,
            PercentComplete = _totalCount is long all ? Percent(all) : -1,
            SecondsRemaining = secondsRemaining,
        });
    }

    // As many of the parts as there is room for.
    private string Describe(string? waiting, int maximumLength)
    {
        string status = string.Empty;
        foreach (string part in Parts(waiting).Where(part => status.Length == 0 || status.Length + part.Length + 2 <= maximumLength))
        {
            status = status.Length == 0 ? part : status + ", " + part;
        }

        return status;
    }

    private IEnumerable<string> Parts(string? waiting)
    {
        if (waiting is not null)
        {
            yield return waiting;
        }

        yield return _totalCount is long total
            ? string.Format(CultureInfo.InvariantCulture, Messages.ProgressDoneOfTotal, Percent(total), _tally.Rows, total)
            : string.Format(CultureInfo.InvariantCulture, Messages.ProgressDone, _tally.Rows);
        yield return string.Format(CultureInfo.InvariantCulture, _tally.Errors == 1 ? Messages.ProgressError : Messages.ProgressErrors, _tally.Errors);
        yield return string.Format(CultureInfo.InvariantCulture, Messages.ProgressRate, _tally.Rate.ToString(_tally.Rate < 10 ? "0.0" : "N0", CultureInfo.InvariantCulture));
        yield return Duration.Describe(TimeSpan.FromSeconds(Math.Floor(_tally.Elapsed.TotalSeconds)));
    }

    private int Percent(long total) => (int)Math.Min(100, _tally.Rows * 100.0 / total);

    private static string RateLimit(TimeSpan wait) =>
        string.Format(CultureInfo.InvariantCulture, Messages.ProgressRateLimit, Math.Ceiling(wait.TotalSeconds));
}
