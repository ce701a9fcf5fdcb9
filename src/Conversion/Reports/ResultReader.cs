using System;
using System.Globalization;
using System.Management.Automation;

namespace Conversion.Reports;

/// <summary>Reads results and comparisons: live ones, and those that came back from Export-Clixml, a job or another machine.</summary>
internal sealed class ResultReader
{
    private const string Deserialized = "Deserialized.";

    // The runs of results from a file. Results that share a run also share it there, so one is enough.
    private object? _storedRun;
    private CnvRun? _run;

    /// <summary>Reads an object of the pipeline.</summary>
    /// <returns>False if it is not a result.</returns>
    public bool TryRead(PSObject item, out RowResult result)
    {
        switch (item.BaseObject)
        {
            case CnvContactResult live:
                result = Read(live, StatusOf(live.Status)) with
                {
                    StatusCode = live.StatusCode,
                    Attempts = live.Attempts,
                    Duration = live.Duration,
                    StatusWithheld = live.SubscriptionStatusWithheld,
                };
                return true;
            case CnvEventResult live:
                result = Read(live, StatusOf(live.Status)) with { StatusCode = live.StatusCode, Attempts = live.Attempts, Duration = live.Duration };
                return true;
            case CnvContactComparison live:
                result = Read(live, StatusOf(live.Status)) with { IsComparison = true };
                return true;
            default:
                return TryReadStored(item, out result);
        }
    }

    private static RowResult Read(IRowResult live, ResultStatus status) => new()
    {
        Status = status,
        Row = live.Row,
        Email = live.Email,
        ErrorCode = live.ErrorCode,
        ErrorMessage = live.ErrorMessage,
        CompletedAt = live.CompletedAt,
        Run = live.Run,
        InputObject = live.InputObject,
    };

    private bool TryReadStored(PSObject item, out RowResult result)
    {
        result = default;
        // Behind a # is the name of a table that a window was shown.
        string type = item.TypeNames.Count > 0 ? item.TypeNames[0].Split('#')[0] : string.Empty;
        bool isComparison = type == Deserialized + typeof(CnvContactComparison).FullName;
        if ((!isComparison && type != Deserialized + typeof(CnvContactResult).FullName && type != Deserialized + typeof(CnvEventResult).FullName)
            || !Enum.TryParse(Text(item, nameof(CnvContactResult.Status)), out ResultStatus status)
            || !Enum.IsDefined(typeof(ResultStatus), status))
        {
            return false;
        }

        result = new RowResult
        {
            IsComparison = isComparison,
            Status = status,
            Row = Value<long>(item, nameof(CnvContactResult.Row)),
            Email = Text(item, nameof(CnvContactResult.Email)),
            ErrorCode = Text(item, nameof(CnvContactResult.ErrorCode)),
            ErrorMessage = Text(item, nameof(CnvContactResult.ErrorMessage)),
            StatusCode = Value<int>(item, nameof(CnvContactResult.StatusCode)),
            Attempts = Value<int>(item, nameof(CnvContactResult.Attempts)) ?? 0,
            Duration = Value<TimeSpan>(item, nameof(CnvContactResult.Duration)) ?? TimeSpan.Zero,
            StatusWithheld = Value<bool>(item, nameof(CnvContactResult.SubscriptionStatusWithheld)) ?? false,
            CompletedAt = Value<DateTime>(item, nameof(CnvContactResult.CompletedAt))?.ToUniversalTime(),
            Run = ReadRun(Property(item, nameof(CnvContactResult.Run))),
            InputObject = Property(item, nameof(CnvContactResult.InputObject)),
        };
        return true;
    }

    private CnvRun? ReadRun(object? stored)
    {
        if (stored is CnvRun or null)
        {
            return stored as CnvRun;
        }

        if (!ReferenceEquals(stored, _storedRun))
        {
            PSObject run = PSObject.AsPSObject(stored);
            _storedRun = stored;
            _run = new CnvRun(record: null)
            {
                Command = Text(run, nameof(CnvRun.Command)) ?? string.Empty,
                KeyId = Text(run, nameof(CnvRun.KeyId)) ?? string.Empty,
                BaseUri = Text(run, nameof(CnvRun.BaseUri)) ?? string.Empty,
                StartedAt = Value<DateTime>(run, nameof(CnvRun.StartedAt))?.ToUniversalTime() ?? default,
                KnownContacts = Value<long>(run, nameof(CnvRun.KnownContacts)) ?? 0,
                Unsubscribed = Value<long>(run, nameof(CnvRun.Unsubscribed)) ?? 0,
                Changed = Value<long>(run, nameof(CnvRun.Changed)) ?? 0,
                Removed = Value<long>(run, nameof(CnvRun.Removed)) ?? 0,
                MaximumUnsubscribePercent = Value<double>(run, nameof(CnvRun.MaximumUnsubscribePercent)),
                MaximumChangePercent = Value<double>(run, nameof(CnvRun.MaximumChangePercent)),
                MaximumRemovePercent = Value<double>(run, nameof(CnvRun.MaximumRemovePercent)),
                GuardMinimumCount = Value<int>(run, nameof(CnvRun.GuardMinimumCount)),
            };
        }

        return _run;
    }

    private static ResultStatus StatusOf(Model.UpsertStatus status) => status switch
    {
        Model.UpsertStatus.Created => ResultStatus.Created,
        Model.UpsertStatus.Updated => ResultStatus.Updated,
        Model.UpsertStatus.NotFound => ResultStatus.NotFound,
        Model.UpsertStatus.Rejected => ResultStatus.Rejected,
        Model.UpsertStatus.Failed => ResultStatus.Failed,
        Model.UpsertStatus.Unknown => ResultStatus.Unknown,
        Model.UpsertStatus.NotSent => ResultStatus.NotSent,
        Model.UpsertStatus.Unchanged => ResultStatus.Unchanged,
        Model.UpsertStatus.Tracked => ResultStatus.Tracked,
        _ => ResultStatus.Removed,
    };

    private static ResultStatus StatusOf(ComparisonStatus status) => status switch
    {
        ComparisonStatus.New => ResultStatus.New,
        ComparisonStatus.Changed => ResultStatus.Changed,
        ComparisonStatus.Unchanged => ResultStatus.Unchanged,
        ComparisonStatus.Rejected => ResultStatus.Rejected,
        ComparisonStatus.NotFound => ResultStatus.NotFound,
        _ => ResultStatus.Removed,
    };

    // A deserialized object has note properties only: no getter runs.
    private static object? Property(PSObject item, string name) => item.Properties[name]?.Value;

    private static string? Text(PSObject item, string name) =>
        Property(item, name) is object value && Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;

    private static T? Value<T>(PSObject item, string name)
        where T : struct =>
        Property(item, name) is object value && LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out T converted) ? converted : null;
}
