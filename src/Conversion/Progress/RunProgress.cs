using System;
using System.Globalization;
using System.Management.Automation;
using System.Threading;
using Conversion.Client;
using Conversion.Http;

namespace Conversion.Progress;

/// <summary>Shows how far a run is: at most four times a second, and only to somebody who looks.</summary>
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

    /// <param name="write">Writes it.</param>
    /// <param name="tally">What is shown.</param>
    /// <param name="client">Whether it waits is shown too.</param>
    /// <param name="clock">Time.</param>
    /// <param name="isWatched">Whether anybody looks.</param>
    public RunProgress(Action<ProgressRecord> write, RunTally tally, ConversionClient client, Clock clock, bool isWatched)
    {
        _write = write;
        _tally = tally;
        _client = client;
        _clock = clock;
        _isWatched = isWatched;
        _nextAt = clock.Elapsed + s_interval;
    }

    /// <summary>How long to wait for a row before there is something to show.</summary>
    public TimeSpan Patience => _isWatched ? s_interval : Timeout.InfiniteTimeSpan;

    /// <summary>Shows it, if it is time.</summary>
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

    /// <summary>Takes it away again.</summary>
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
