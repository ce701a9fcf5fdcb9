using System.Collections.Generic;

namespace Conversion.Sending;

/// <summary>
/// How many contacts of a journal a run may change, in percent of those that it knew when the run began. 100 is no limit.
/// </summary>
public sealed record ChangeLimits
{
    /// <summary>No limits.</summary>
    public static ChangeLimits None { get; } = new() { MaximumUnsubscribePercent = 100, MaximumRemovePercent = 100, MaximumChangePercent = 100 };

    /// <summary>Contacts whose row says UNSUBSCRIBED and did not before.</summary>
    public required double MaximumUnsubscribePercent { get; init; }

    /// <summary>Contacts that have left the list.</summary>
    public required double MaximumRemovePercent { get; init; }

    /// <summary>Contacts whose row has changed.</summary>
    public required double MaximumChangePercent { get; init; }

    /// <summary>With fewer known contacts than this there is no limit.</summary>
    public int MinimumCount { get; init; }

    /// <summary>The limits that these counts exceed.</summary>
    public IEnumerable<ChangeLimit> FindExceeded(ChangeCounts counts)
    {
        bool Exceeds(long count, double percent) => percent < 100 && counts.Known >= MinimumCount && count * 100 > counts.Known * percent;
        if (Exceeds(counts.Unsubscribed, MaximumUnsubscribePercent))
        {
            yield return ChangeLimit.Unsubscribe;
        }

        if (Exceeds(counts.Changed, MaximumChangePercent))
        {
            yield return ChangeLimit.Change;
        }

        if (Exceeds(counts.Removed, MaximumRemovePercent))
        {
            yield return ChangeLimit.Remove;
        }
    }
}

/// <summary>A limit of <see cref="ChangeLimits"/>.</summary>
public enum ChangeLimit
{
    /// <summary><see cref="ChangeLimits.MaximumUnsubscribePercent"/>.</summary>
    Unsubscribe,

    /// <summary><see cref="ChangeLimits.MaximumChangePercent"/>.</summary>
    Change,

    /// <summary><see cref="ChangeLimits.MaximumRemovePercent"/>.</summary>
    Remove,
}

/// <summary>What a run has found in its list so far, compared with the journal.</summary>
public sealed class ChangeCounts
{
    /// <summary>Contacts that the journal knew when the run began.</summary>
    public long Known { get; internal set; }

    /// <summary>Known contacts whose row says UNSUBSCRIBED and did not before.</summary>
    public long Unsubscribed { get; internal set; }

    /// <summary>Known contacts whose row has changed.</summary>
    public long Changed { get; internal set; }

    /// <summary>Contacts that have left the list.</summary>
    public long Removed { get; internal set; }

    /// <summary>Rows whose contact has an earlier row in the list.</summary>
    public long Repeated { get; internal set; }
}
