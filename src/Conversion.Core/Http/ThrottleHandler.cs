using System;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Http;

/// <summary>Lets a request through when it is its turn, and pauses the connection where the server asks for it or is away.</summary>
internal sealed class ThrottleHandler(RequestHandler next, RequestThrottle throttle, RetryPolicy policy, RequestWaits waits) : RequestHandler
{
    public override async Task<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        CancellationToken startToken = request.StartToken.CanBeCanceled ? request.StartToken : cancellationToken;
        bool isProbe = await throttle.EnterAsync(startToken).ConfigureAwait(false);
        ApiResponse? response = null;
        try
        {
            startToken.ThrowIfCancellationRequested();
            response = await next.SendAsync(request, cancellationToken).ConfigureAwait(false);
            Observe(response, request.Attempt, isProbe);
            return response;
        }
        finally
        {
            // Last, so that this request and every other wait before its slot goes to another.
            throttle.Release(isProbe, accepted: response is { IsTransient: false });
        }
    }

    private void Observe(ApiResponse response, int attempt, bool isProbe)
    {
        if (response.IsUnreachable)
        {
            if (throttle.ReportUnreachable(isProbe))
            {
                TimeSpan outage = policy.OutageDelay(throttle.FailedProbes);
                waits.Report(response, throttle.FailedProbes + 1, outage);
                throttle.Pause(outage, tooManyRequests: false);
            }

            return;
        }

        throttle.ReportReachable();
        if (response.AffectsConnection)
        {
            TimeSpan pause = policy.DelayAfter(response, attempt);
            waits.Report(response, attempt + 1, pause);
            throttle.Pause(pause, tooManyRequests: response.StatusCode == 429);
        }
        else if (!response.IsTransient)
        {
            waits.Clear();
        }
    }
}
