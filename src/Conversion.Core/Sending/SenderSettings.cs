using System;

namespace Conversion.Sending;

/// <summary>How a stream of contacts is sent. Immutable.</summary>
public sealed record SenderSettings
{
    /// <summary>Requests in flight at most, 1 or more.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>Contacts in one request at most. 1: <c>POST /v2/contacts</c>; more: <c>POST /v2/contacts/batch</c>, up to 1,000.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>A batch is closed before its body grows longer than this, in bytes.</summary>
    public int MaximumBodyLength { get; init; } = 1_000_000;

    /// <summary>After this no row is begun; null for no limit.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>After so many rows with an error none is begun.</summary>
    public int MaximumErrorCount { get; init; } = int.MaxValue;

    /// <summary>Whether each row is to bring what may be shown of its requests.</summary>
    public bool Trace { get; init; }

    /// <summary>
    /// Rows that wait to be sent one by one: enough that no worker finds none, few enough that the next to go is still in the
    /// processor's cache.
    /// </summary>
    internal int MaximumReady => BatchSize == 1 ? Math.Max(64, ThrottleLimit * 8) : int.MaxValue;

    /// <summary>
    /// Rows between the first that is open and the last that was posted: wide enough that one slow row does not idle the
    /// others, narrow enough that memory never grows with the input.
    /// </summary>
    internal int Window => BatchSize == 1 ? 4 * MaximumReady : 2 * ThrottleLimit * BatchSize;
}
