using System;
using System.Collections.Generic;
using System.Collections.Specialized;
using Conversion.Model;

namespace Conversion.Reports;

/// <summary>Counts results as they stream by. Its memory does not grow with their number.</summary>
internal sealed class RunSummaryBuilder
{
    private static readonly int s_statusCount = Enum.GetValues(typeof(ResultStatus)).Length;

    private readonly long[] _counts = new long[s_statusCount];
    private readonly ErrorGroups _errors = new();
    private readonly SlowestRows _slowest = new();
    private DateTime? _startedAt;
    private DateTime? _endedAt;
    private long _errorLimitRows;
    private long _changeLimitRows;

    /// <summary>The number of results.</summary>
    public long Total { get; private set; }

    /// <summary>The number of results that are comparisons: nothing was sent for them.</summary>
    public long Comparisons { get; private set; }

    /// <summary>The number of rows, and of contacts that have left the list, that another run is to send.</summary>
    public long RowsToRerun { get; private set; }

    /// <summary>The number of rows that must be corrected.</summary>
    public long RowsToCorrect { get; private set; }

    /// <summary>The number of objects that came and are not results.</summary>
    public long ForeignObjects { get; private set; }

    /// <summary>The number of rows that were sent without their subscription status.</summary>
    public long StatusesWithheld { get; private set; }

    /// <summary>The number of rows for which more than one request was made.</summary>
    public long RetriedRows { get; private set; }

    /// <summary>The largest number of requests for one row.</summary>
    public int MaximumAttempts { get; private set; }

    /// <summary>The number of runs that the results come from.</summary>
    public int Runs { get; private set; }

    /// <summary>The newest state of the last run; null if no result tells.</summary>
    public CnvRun? LastRun { get => field?.Record?.Latest ?? field; private set; }

    /// <summary>Rows over time, without those that were not sent.</summary>
    public TimeHistogram Times { get; } = new();

    public IReadOnlyList<ErrorGroup> Errors => _errors.Groups;

    public IReadOnlyList<SlowRow> Slowest => _slowest.Rows;

    /// <summary>The code of the error that ended the last run; null if none did, or if its results came from a file.</summary>
    public string? EndedBy => LastRun?.Record?.EndedBy;

    /// <summary>Whether the results ended before the run did: those of the last run, or those that came here.</summary>
    public bool IsStopped { get => field || LastRun?.Record?.IsStopped == true; set; }

    public long Count(ResultStatus status) => _counts[(int)status];

    public void Add(in RowResult result)
    {
        Total++;
        _counts[(int)result.Status]++;
        Comparisons += result.IsComparison ? 1 : 0;
        RowsToRerun += result.NeedsRerun ? 1 : 0;
        RowsToCorrect += result.NeedsCorrection ? 1 : 0;
        StatusesWithheld += result.StatusWithheld ? 1 : 0;
        RetriedRows += result.Attempts > 1 ? 1 : 0;
        MaximumAttempts = Math.Max(MaximumAttempts, result.Attempts);
        if (result.ErrorCode is not null)
        {
            _errors.Add(result);
            _errorLimitRows += result.ErrorCode == ErrorCodes.ErrorLimit ? 1 : 0;
            _changeLimitRows += result.ErrorCode == ErrorCodes.ChangeLimit ? 1 : 0;
        }

        _slowest.Add(result);
        AddTime(result);
        AddRun(result.Run);
    }

    /// <summary>Counts an object that is not a result. What became of its row, if it has one, is not known.</summary>
    public void AddForeignObject() => ForeignObjects++;

    public CnvRunSummary Build(string? reportPath)
    {
        // What a limit ended is not to be run again before rows are corrected, or changes are looked at.
        bool isUnfinished = IsStopped && EndedBy is not (ErrorCodes.ErrorLimit or ErrorCodes.ChangeLimit);
        CnvGuard[] guards = BuildGuards();
        bool isGuarded = IsStoppedByGuard(guards);
        bool isErrorLimit = _errorLimitRows > 0 || EndedBy == ErrorCodes.ErrorLimit;
        long rows = Total - Count(ResultStatus.Removed);
        TimeSpan? duration = _endedAt - _startedAt;
        OrderedDictionary errors = new(StringComparer.Ordinal);
        foreach (ErrorGroup group in Errors)
        {
            errors.Add(group.Code, group.Count);
        }

        return new CnvRunSummary
        {
            Total = Total,
            New = Count(ResultStatus.New),
            Changed = Count(ResultStatus.Changed),
            Created = Count(ResultStatus.Created),
            Updated = Count(ResultStatus.Updated),
            Unchanged = Count(ResultStatus.Unchanged),
            NotFound = Count(ResultStatus.NotFound),
            Rejected = Count(ResultStatus.Rejected),
            Failed = Count(ResultStatus.Failed),
            Unknown = Count(ResultStatus.Unknown),
            NotSent = Count(ResultStatus.NotSent),
            Removed = Count(ResultStatus.Removed),
            Tracked = Count(ResultStatus.Tracked),
            Errors = errors.AsReadOnly(),
            Guards = guards,
            StartedAt = _startedAt,
            Duration = duration,
            RowsPerSecond = duration > TimeSpan.Zero ? rows / duration.Value.TotalSeconds : null,
            NeedsRerun = RowsToRerun > 0 || isUnfinished,
            NeedsAttention = RowsToCorrect > 0 || ForeignObjects > 0 || isGuarded || isErrorLimit,
            ExitCode = ChooseExitCode(isGuarded, isErrorLimit, isUnfinished),
            ReportPath = reportPath,
        };
    }

    // A guard comes first: nothing may start the run again before somebody has looked. Then what another run mends by itself,
    // so that a scheduler repeats it; rows to correct are still there afterwards. Rows that -MaximumErrorCount kept back are
    // kept back again by the same wrong rows. Objects that are not results come again too.
    private int ChooseExitCode(bool isGuarded, bool isErrorLimit, bool isUnfinished) =>
        isGuarded ? 3
        : RowsToRerun - _errorLimitRows > 0 || isUnfinished ? 1
        : RowsToCorrect > 0 || ForeignObjects > 0 || isErrorLimit ? 2
        : 0;

    private bool IsStoppedByGuard(CnvGuard[] guards) =>
        _changeLimitRows > 0 || EndedBy == ErrorCodes.ChangeLimit || Array.Exists(guards, static guard => guard.IsExceeded);

    private CnvGuard[] BuildGuards() => LastRun is { GuardMinimumCount: int minimum } run
        ?
        [
            BuildGuard(nameof(CnvRun.MaximumUnsubscribePercent), run.Unsubscribed, run.MaximumUnsubscribePercent),
            BuildGuard(nameof(CnvRun.MaximumChangePercent), run.Changed, run.MaximumChangePercent),
            BuildGuard(nameof(CnvRun.MaximumRemovePercent), run.Removed, run.MaximumRemovePercent),
        ]
        : [];

    private CnvGuard BuildGuard(string name, long count, double? maximum)
    {
        CnvRun run = LastRun!;
        double limit = maximum ?? 100;
        bool isActive = limit < 100 && run.KnownContacts >= run.GuardMinimumCount;
        return new CnvGuard
        {
            Name = name,
            Count = count,
            Known = run.KnownContacts,
            Percent = run.KnownContacts > 0 ? count * 100.0 / run.KnownContacts : 0,
            MaximumPercent = limit,
            IsActive = isActive,
            IsExceeded = isActive && count * 100 > run.KnownContacts * limit,
        };
    }

    private void AddTime(in RowResult result)
    {
        if (result.CompletedAt is not DateTime time)
        {
            return;
        }

        DateTime start = result.Run?.StartedAt is DateTime run && run != default ? run : time - result.Duration;
        _startedAt = _startedAt < start ? _startedAt : start;
        _endedAt = _endedAt > time ? _endedAt : time;
        if (result.Status != ResultStatus.NotSent)
        {
            Times.Add(time, result.ErrorCode is not null);
        }
    }

    private void AddRun(CnvRun? run)
    {
        CnvRun? last = LastRun;
        if (run is null || ReferenceEquals(run, last))
        {
            return;
        }

        Runs += last?.StartedAt == run.StartedAt && last.Command == run.Command ? 0 : 1;
        LastRun = run;
    }
}
