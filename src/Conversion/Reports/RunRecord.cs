using System;
using Conversion.Sending;

namespace Conversion.Reports;

/// <summary>What a sending or comparing command tells about itself with its results.</summary>
/// <param name="command">Its name.</param>
/// <param name="connection">Its account.</param>
/// <param name="limits">How many contacts it may change; null if it has no limits.</param>
/// <param name="counts">How many contacts it changes, counted while it runs; null without a journal.</param>
internal sealed class RunRecord(string command, CnvConnection connection, ChangeLimits? limits, ChangeCounts? counts)
{
    private readonly string _keyId = connection.KeyId;
    private readonly string _baseUri = connection.BaseUri.ToString();
    private readonly DateTime _startedAt = DateTime.UtcNow;
    private CnvRun? _latest;

    /// <summary>The code of the error that ended the command; null while none has.</summary>
    public string? EndedBy { get; set; }

    /// <summary>Whether the command was stopped before its end, by an error or because no more results were wanted.</summary>
    public bool IsStopped { get; set; }

    /// <summary>The run as it is now. The same object until a count changes.</summary>
    public CnvRun Latest
    {
        get
        {
            if (_latest is null || (counts is not null && !IsCurrent(_latest, counts)))
            {
                _latest = new CnvRun(this)
                {
                    Command = command,
                    KeyId = _keyId,
                    BaseUri = _baseUri,
                    StartedAt = _startedAt,
                    KnownContacts = counts?.Known ?? 0,
                    Unsubscribed = counts?.Unsubscribed ?? 0,
                    Changed = counts?.Changed ?? 0,
                    Removed = counts?.Removed ?? 0,
                    MaximumUnsubscribePercent = limits?.MaximumUnsubscribePercent,
                    MaximumChangePercent = limits?.MaximumChangePercent,
                    MaximumRemovePercent = limits?.MaximumRemovePercent,
                    GuardMinimumCount = limits?.MinimumCount,
                };
            }

            return _latest;
        }
    }

    private static bool IsCurrent(CnvRun run, ChangeCounts counts) =>
        run.Unsubscribed == counts.Unsubscribed && run.Changed == counts.Changed && run.Removed == counts.Removed;
}
