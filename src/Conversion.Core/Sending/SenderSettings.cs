using System;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>How a stream of contacts is sent. Immutable.</summary>
public sealed record SenderSettings
{
    /// <summary>The most requests in flight, 1 or more.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>The most contacts in one request. 1: <c>POST /v2/contacts</c>; more: <c>POST /v2/contacts/batch</c>, up to 1,000.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>A batch is closed before its body becomes longer than this, in bytes.</summary>
    public int MaximumBodyLength { get; init; } = 1_000_000;

    /// <summary>After this time no row is started; null for no limit.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>After so many rows with an error no row is started.</summary>
    public int MaximumErrorCount { get; init; } = int.MaxValue;

    /// <summary>Which subscription statuses are sent.</summary>
    public SubscriptionPolicy SubscriptionPolicy { get; init; }

    /// <summary>Whether rows are sent even if the journal says that the contact already has exactly these values.</summary>
    public bool SendsUnchanged { get; init; }

    /// <summary>How many contacts of the journal may change.</summary>
    public ChangeLimits Limits { get; init; } = ChangeLimits.None;

    /// <summary>Whether rows include traces of their requests.</summary>
    public bool Trace { get; init; }

    /// <summary>
    /// How many requests may be ready to start before the sender reads no further: enough that no worker finds none, few enough
    /// that the next one is still in the processor's cache.
    /// </summary>
    internal int MaximumReady => Math.Max(64, ThrottleLimit * 8);

    /// <summary>
    /// Rows between the oldest without an outcome and the newest: enough that one slow row does not idle the others, and bounded,
    /// so that memory does not grow with the input.
    /// </summary>
    internal int WindowSize => Math.Max(4 * MaximumReady, 2 * ThrottleLimit * BatchSize);
}
