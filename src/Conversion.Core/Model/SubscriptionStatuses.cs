using System.Collections.Generic;

namespace Conversion.Model;

/// <summary>The subscription statuses that can be set, in the API's spelling.</summary>
public static class SubscriptionStatuses
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = ["SUBSCRIBED", "UNSUBSCRIBED", "NO_STATUS"];
}
