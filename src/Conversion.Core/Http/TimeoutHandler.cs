using System;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Http;

/// <summary>Ends an attempt that has no response in time, or whose connection is closed.</summary>
internal sealed class TimeoutHandler(RequestHandler next, Clock clock, TimeSpan timeout, CancellationToken closed) : RequestHandler
{
    private readonly SharedTimeouts _timeouts = new(clock, timeout, closed);

    public override async Task<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        request.AttemptStartedAt = clock.Elapsed;
        using SharedTimeout shared = _timeouts.Start(request.AttemptStartedAt, cancellationToken);
        ApiResponse response = await next.SendAsync(request, shared.Token).ConfigureAwait(false);
        if (response.Exception is null)
        {
            return response;
        }

        request.MayBeApplied |= response.ResponseLost;
        cancellationToken.ThrowIfCancellationRequested();
        return closed.IsCancellationRequested ? response.AfterDisconnect()
            : shared.Token.IsCancellationRequested && response.StatusCode is null ? response.AfterTimeout()
            : response;
    }
}
