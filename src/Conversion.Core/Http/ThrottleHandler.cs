using System;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Http;

/// <summary>Lets a request through when it is its turn, and pauses the connection where the server asks for it.</summary>
internal sealed class ThrottleHandler(RequestHandler next, RequestThrottle throttle, RetryPolicy policy) : RequestHandler
{
    public override async Task<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        await EnterAsync(request.Attempt == 1 ? request.StartToken : default, cancellationToken).ConfigureAwait(false);
        ApiResponse? response = null;
        try
        {
            response = await next.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.AffectsConnection)
            {
                // This request and every other wait before this one's slot goes to another.
                throttle.Pause(policy.DelayAfter(response, request.Attempt), tooManyRequests: response.StatusCode == 429);
            }

            return response;
        }
        finally
        {
            throttle.Release(accepted: response is { IsTransient: false });
        }
    }

    private async ValueTask EnterAsync(CancellationToken startToken, CancellationToken cancellationToken)
    {
        if (!startToken.CanBeCanceled)
        {
            await throttle.EnterAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        await throttle.EnterAsync(startToken).ConfigureAwait(false);
        if (startToken.IsCancellationRequested)
        {
            throttle.Release(accepted: false);
            startToken.ThrowIfCancellationRequested();
        }
    }
}
