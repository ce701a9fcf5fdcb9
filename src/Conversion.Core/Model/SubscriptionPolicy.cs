using System;
using System.Collections.Generic;

namespace Conversion.Model;

/// <summary>Which subscription statuses of a list are sent.</summary>
public enum SubscriptionPolicy
{
    /// <summary>All of them.</summary>
    AsGiven,

    /// <summary>
    /// UNSUBSCRIBED always. SUBSCRIBED and NO_STATUS only to a contact that the row creates, and, with a journal, where the list
    /// gave another status for the contact before.
    /// </summary>
    ProtectOptOut,

    /// <summary>UNSUBSCRIBED only.</summary>
    OptOutOnly,

    /// <summary>None.</summary>
    Ignore,
}

/// <summary>The subscription statuses that can be set, as the API spells them.</summary>
public static class SubscriptionStatuses
{
    /// <summary>All of them, in the order of <see cref="SubscriptionStatusSet"/>.</summary>
    public static IReadOnlyList<string> All { get; } = ["SUBSCRIBED", "UNSUBSCRIBED", "NO_STATUS"];

    internal static SubscriptionStatusSet Parse(string? status)
    {
        for (int i = 0; i < All.Count; i++)
        {
            if (All[i] == status)
            {
                return (SubscriptionStatusSet)(1 << i);
            }
        }

        return SubscriptionStatusSet.None;
    }

    internal static string NameOf(SubscriptionStatusSet status) =>
        status == SubscriptionStatusSet.Subscribed ? All[0] : status == SubscriptionStatusSet.Unsubscribed ? All[1] : All[2];
}

/// <summary>Subscription statuses: none, one, or several that are possible.</summary>
[Flags]
internal enum SubscriptionStatusSet : byte
{
    None = 0,
    Subscribed = 1,
    Unsubscribed = 2,
    NoStatus = 4,
}
