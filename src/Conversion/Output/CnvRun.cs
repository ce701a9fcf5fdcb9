using System;
using Conversion.Reports;

namespace Conversion;

/// <summary>
/// The run that a result comes from: its command, its account, and how many contacts of the journal it had changed when the
/// result was returned. The results of a run share it until a count changes.
/// </summary>
public sealed class CnvRun
{
    internal CnvRun(RunRecord? record) => Record = record;

    /// <summary>The command, for example <c>Sync-CnvContact</c>.</summary>
    public required string Command { get; init; }

    /// <summary>The public part of the key.</summary>
    public required string KeyId { get; init; }

    /// <summary>The base URI of the API.</summary>
    public required string BaseUri { get; init; }

    /// <summary>When the command began, in UTC.</summary>
    public required DateTime StartedAt { get; init; }

    /// <summary>Contacts that the journal knew when the command began; 0 without a journal.</summary>
    public long KnownContacts { get; init; }

    /// <summary>Known contacts whose row says UNSUBSCRIBED and did not before.</summary>
    public long Unsubscribed { get; init; }

    /// <summary>Known contacts whose row has changed.</summary>
    public long Changed { get; init; }

    /// <summary>Known contacts that have left the list. They are counted at the end of the list.</summary>
    public long Removed { get; init; }

    /// <summary>-MaximumUnsubscribePercent; null for a command without limits of changes.</summary>
    public double? MaximumUnsubscribePercent { get; init; }

    /// <summary>-MaximumChangePercent; null for a command without limits of changes.</summary>
    public double? MaximumChangePercent { get; init; }

    /// <summary>-MaximumRemovePercent; null for a command without limits of changes.</summary>
    public double? MaximumRemovePercent { get; init; }

    /// <summary>-GuardMinimumCount; null for a command without limits of changes.</summary>
    public int? GuardMinimumCount { get; init; }

    /// <summary>The run as it is now; null for a run that came back from a file or a job.</summary>
    internal RunRecord? Record { get; }

    /// <summary>The command and the account.</summary>
    public override string ToString() => $"{Command}, {KeyId}";
}
