using System;
using System.Globalization;
using System.Management.Automation;

namespace Conversion.Progress;

/// <summary>Shows how much of an export was read, at most four times per second, and only if the host is interactive.</summary>
/// <param name="write">Writes a progress record.</param>
/// <param name="clock">The time.</param>
/// <param name="activity">What is read.</param>
/// <param name="isWatched">Whether the host is interactive. If not, nothing is shown.</param>
internal sealed class ExportProgress(Action<ProgressRecord> write, Clock clock, string activity, bool isWatched)
{
    private const int ActivityId = 0x436e77;
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private readonly TimeSpan _started = clock.Elapsed;
    private TimeSpan _nextAt = clock.Elapsed + s_interval;
    private bool _isShown;

    /// <summary>Shows the progress, if the interval has passed.</summary>
    public void Show(long count)
    {
        if (!isWatched || clock.Elapsed is var now && now < _nextAt)
        {
            return;
        }

        _nextAt = clock.Elapsed + s_interval;
        _isShown = true;
        double seconds = (clock.Elapsed - _started).TotalSeconds;
        Write(ProgressRecordType.Processing, string.Format(CultureInfo.InvariantCulture, Messages.ExportProgress, count, seconds > 0 ? count / seconds : 0));
    }

    /// <summary>Removes the progress.</summary>
    public void End()
    {
        if (_isShown)
        {
            Write(ProgressRecordType.Completed, " ");
        }
    }

    private void Write(ProgressRecordType type, string status) =>
        write(new ProgressRecord(ActivityId, activity, status) { RecordType = type });
}
