using System;
using System.Net.Http.Headers;

namespace Conversion.Transport;

/// <summary>What is tried again, and after how long.</summary>
internal sealed class RetryPolicy(Clock clock, Func<double> random)
{
    private static readonly TimeSpan s_base = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_longestRetryAfter = TimeSpan.FromMinutes(5);

    /// <summary>Whether the answer says that the same request may succeed later.</summary>
    public static bool IsTransient(int statusCode) => statusCode is 408 or 429 or 500 or 502 or 503 or 504;

    /// <summary>Exponential, with full jitter: anything from nothing to the ceiling, so that clients that failed together do not return together.</summary>
    /// <param name="attempt">The attempt that has just failed, from 1.</param>
    public TimeSpan Backoff(int attempt)
    {
        double ceiling = Math.Min(s_longest.TotalSeconds, s_base.TotalSeconds * Math.Pow(2, Math.Min(attempt - 1, 16)));
        return TimeSpan.FromSeconds(ceiling * random());
    }

    /// <summary>How long to wait after an attempt: as long as the server asked for, or else a back-off of ours.</summary>
    public TimeSpan WaitAfter(Attempt attempt, int number) =>
        !attempt.IsTransient ? TimeSpan.Zero
        : attempt.RetryAfter is TimeSpan asked && asked > TimeSpan.Zero ? asked
        : Backoff(number);

    /// <summary>What <c>Retry-After</c> asks for, or null where it asks for nothing; not above zero where it asks for no wait. A date is measured against the answer's own <c>Date</c>: our clock may be wrong.</summary>
    public TimeSpan? RetryAfter(HttpResponseHeaders headers)
    {
        RetryConditionHeaderValue? asked = headers.RetryAfter;
        TimeSpan? wait = asked?.Delta ?? (asked?.Date is DateTimeOffset until ? until - (headers.Date ?? clock.UtcNow) : null);
        return wait > s_longestRetryAfter ? s_longestRetryAfter : wait;
    }
}
