using System;
using System.Globalization;
using System.Management.Automation;
using System.Threading;
using Conversion.Client;
using Conversion.Http;

namespace Conversion.Progress;

/// <summary>Shows the progress of a run, at most four times per second, and only if the host is interactive.</summary>
internal sealed class RunProgress
{
    private const int ActivityId = 0x436e76;
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private readonly Action<ProgressRecord> _write;
    private readonly RunTally _tally;
    private readonly ConversionClient _client;
    private readonly Clock _clock;
    private readonly bool _isWatched;
    private TimeSpan _nextAt;
    private bool _isShown;

    /// <param name="write">Writes a progress record.</param>
    /// <param name="tally">The counts to show.</param>
    /// <param name="client">Tells whether requests wait for the rate limit.</param>
    /// <param name="clock">The time.</param>
    /// <param name="isWatched">Whether the host is interactive. If not, nothing is shown.</param>
    public RunProgress(Action<ProgressRecord> write, RunTally tally, ConversionClient client, Clock clock, bool isWatched)
    {
        _write = write;
        _tally = tally;
        _client = client;
        _clock = clock;
        _isWatched = isWatched;
        _nextAt = clock.Elapsed + s_interval;
    }

    /// <summary>How long to wait for a row until the progress is shown again; infinite when nothing is shown.</summary>
    public TimeSpan Patience => _isWatched ? s_interval : Timeout.InfiniteTimeSpan;

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
        string status = string.Format(
            CultureInfo.InvariantCulture,
            _client.IsThrottled ? Messages.ProgressStatusWaiting : Messages.ProgressStatus,
            _tally.Rows,
            _tally.Errors,
            _tally.Rate);
        _write(new ProgressRecord(ActivityId, Messages.ProgressActivity, status) { RecordType = type });
    }
}
