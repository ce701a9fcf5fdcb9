using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Http;

/// <summary>A step that every request passes. It hands the request to the next one and may look at the response.</summary>
internal abstract class RequestHandler
{
    /// <summary>Sends the request. A failure of the network is a response too.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the request's own before it was started.</exception>
    public abstract Task<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellationToken);
}

/// <summary>
/// The one way of every request of a connection:
/// <see cref="RedactionHandler"/>, <see cref="RetryHandler"/>, <see cref="ThrottleHandler"/>, <see cref="TimeoutHandler"/>,
/// <see cref="NetworkHandler"/>, and then the network or an emulator.
/// </summary>
internal sealed class RequestPipeline : IDisposable
{
    private readonly RequestHandler _first;
    private readonly RequestThrottle _throttle;
    private readonly RequestWaits _waits;
    private readonly HttpMessageInvoker _invoker;
    // A handler that is disposed lets its requests continue; this ends them. Not disposed: it has no timer.
    private readonly CancellationTokenSource _closed = new();

    /// <param name="settings">How requests are made.</param>
    /// <param name="handler">The network, or an emulator. Disposed with this.</param>
    /// <param name="clock">The time.</param>
    /// <param name="random">Random numbers from 0 up to 1, safe for many threads.</param>
    public RequestPipeline(ClientSettings settings, HttpMessageHandler handler, Clock clock, Func<double> random)
    {
        _invoker = new HttpMessageInvoker(handler, disposeHandler: true);
        _throttle = new RequestThrottle(clock, settings.RateLimit, _closed.Token);
        _waits = new RequestWaits(clock, settings.BaseUri, settings.MaximumRetryCount);
        RetryPolicy policy = new(clock, random);
        NetworkHandler network = new(_invoker, settings, policy);
        TimeoutHandler timeout = new(network, clock, settings.Timeout, _closed.Token);
        ThrottleHandler throttle = new(timeout, _throttle, policy, _waits);
        RetryHandler retry = new(throttle, clock, _throttle, policy, _waits, settings.MaximumRetryCount);
        _first = new RedactionHandler(retry, settings.ApiKey);
    }

    /// <inheritdoc cref="Client.ConversionClient.ThrottleDelay"/>
    public TimeSpan ThrottleDelay => _throttle.Remaining;

    /// <inheritdoc cref="Client.ConversionClient.Wait"/>
    public RequestWait? Wait => _waits.Current;

    /// <summary>Sends a request until there is a final response or no attempt left.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the request's own before it was started.</exception>
    public Task<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellationToken) =>
        _first.SendAsync(request, cancellationToken);

    /// <summary>Closes the connections. Requests that are under way or waiting end at once and fail.</summary>
    public void Dispose()
    {
        _closed.Cancel();
        _invoker.Dispose();
    }
}
