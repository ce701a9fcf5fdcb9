using System;
using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Http;

/// <summary>Repeats a request while its response is transient and attempts are left.</summary>
internal sealed class RetryHandler(
    RequestHandler next, Clock clock, RequestThrottle throttle, RetryPolicy policy, RequestWaits waits, int maximumRetryCount) : RequestHandler
{
    public override async Task<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        int retries = request.SingleAttempt ? 0 : maximumRetryCount;
        TimeSpan startedAt = TimeSpan.Zero;
        ApiResponse? last = null;
        TimeSpan wait = TimeSpan.Zero;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                if (last is { AffectsConnection: false, IsUnreachable: false })
                {
                    waits.Report(last, attempt, wait);
                    await throttle.DelayAsync(wait, StartToken(request, cancellationToken)).ConfigureAwait(false);
                }

                request.Attempt = attempt;
                ApiResponse response = await next.SendAsync(request, cancellationToken).ConfigureAwait(false);
                startedAt = attempt == 1 ? request.AttemptStartedAt : startedAt;
                TimeSpan now = clock.Elapsed;
                bool isRetried = response.IsTransient && attempt <= retries && !(response.IsUnreachable && throttle.FailedProbes > retries)
                    && !request.StartToken.IsCancellationRequested;
                wait = !isRetried ? TimeSpan.Zero
                    : response is { AffectsConnection: false, IsUnreachable: false } ? policy.DelayAfter(response, attempt)
                    : throttle.Remaining;
                request.Traces?.Add(new RequestTrace(
                    "POST", request.Endpoint.Path, response.StatusCode, response.Describe(), now - request.AttemptStartedAt, attempt, request.Rows)
                {
                    Wait = isRetried ? wait : null,
                });
                response.ResponseLost |= last is { ResponseLost: true };
                response.Attempts = attempt;
                response.Duration = now - startedAt;
                last = response;
                if (!isRetried)
                {
                    return last;
                }
            }
            catch (OperationCanceledException) when (last is not null && !cancellationToken.IsCancellationRequested)
            {
                // No further attempt is started: the last one counts.
                return last;
            }
        }
    }

    private static CancellationToken StartToken(ApiRequest request, CancellationToken cancellationToken) =>
        request.StartToken.CanBeCanceled ? request.StartToken : cancellationToken;
}

/// <summary>How long to wait between attempts.</summary>
/// <param name="clock">The time.</param>
/// <param name="random">Random numbers from 0 up to 1.</param>
internal sealed class RetryPolicy(Clock clock, Func<double> random)
{
    private static readonly TimeSpan s_base = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_outageBase = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan s_maximum = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_maximumRetryAfter = TimeSpan.FromMinutes(5);
    private static readonly ThreadLocal<Random> s_random = new(() => new Random(Guid.NewGuid().GetHashCode()));

    /// <summary>Random numbers from 0 up to 1. A generator serves one thread only, so each thread has its own.</summary>
    [SuppressMessage("Security", "CA5394", Justification = "The length of a wait is not a secret.")]
    public static double NextRandom() => s_random.Value!.NextDouble();

    /// <summary>Exponential with full jitter, so that clients that failed together do not return together.</summary>
    /// <param name="attempt">The attempt that has just failed, from 1.</param>
    public TimeSpan Backoff(int attempt)
    {
        double ceiling = Math.Min(s_maximum.TotalSeconds, s_base.TotalSeconds * Math.Pow(2, Math.Min(attempt - 1, 16)));
        return TimeSpan.FromSeconds(ceiling * random());
    }

    /// <summary>
    /// How long the whole connection waits where no connection could be made: so long that the default of 6 retries outlasts a
    /// server that is away for two minutes.
    /// </summary>
    /// <param name="failures">Connections in a row that could not be made, one at a time.</param>
    public TimeSpan OutageDelay(int failures) =>
        TimeSpan.FromSeconds(s_outageBase.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 5)) * (0.8 + (0.2 * random())));

    /// <summary>How long to wait after a transient response: as long as the server asked for, otherwise a back-off.</summary>
    public TimeSpan DelayAfter(ApiResponse response, int attempt) =>
        response.RetryAfter is TimeSpan asked && asked > TimeSpan.Zero ? asked : Backoff(attempt);

    /// <summary>
    /// What <c>Retry-After</c> asks for; null where it asks for nothing, not above zero where it asks for no wait. A date is
    /// measured against the response's own <c>Date</c>, because the local clock may be wrong.
    /// </summary>
    public TimeSpan? RetryAfter(HttpResponseHeaders headers)
    {
        RetryConditionHeaderValue? asked = headers.RetryAfter;
        TimeSpan? wait = asked?.Delta ?? (asked?.Date is DateTimeOffset until ? until - (headers.Date ?? clock.UtcNow) : null);
        return wait > s_maximumRetryAfter ? s_maximumRetryAfter : wait;
    }
}
