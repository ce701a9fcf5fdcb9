using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Transport;

/// <summary>The one path of every request: gate, attempt, retry.</summary>
internal sealed class ApiTransport : IDisposable
{
    private static readonly string s_userAgent = "Conversion-PowerShell/" + typeof(ApiTransport).Assembly.GetName().Version?.ToString(3);

    private readonly TransportSettings _settings;
    private readonly Clock _clock;
    private readonly RetryPolicy _policy;
    private readonly RequestGate _gate;
    private readonly HttpMessageInvoker _invoker;
    private readonly AttemptTimeouts _timeouts;
    // A handler that is disposed lets what it has under way go on. Not disposed: it has no timer.
    private readonly CancellationTokenSource _closed = new();

    /// <param name="settings">How requests are made.</param>
    /// <param name="handler">The network, or an emulator. Disposed with this.</param>
    /// <param name="clock">Time.</param>
    /// <param name="random">A source of numbers from 0 up to 1, safe for many threads.</param>
    public ApiTransport(TransportSettings settings, HttpMessageHandler handler, Clock clock, Func<double> random)
    {
        _settings = settings;
        _clock = clock;
        _policy = new RetryPolicy(clock, random);
        _gate = new RequestGate(clock, settings.RateLimit, _closed.Token);
        _invoker = new HttpMessageInvoker(handler, disposeHandler: true);
        _timeouts = new AttemptTimeouts(clock, settings.Timeout, _closed.Token);
    }

    /// <summary>Whether requests wait at the moment, for our rate limit or since the server asked for a pause.</summary>
    public bool IsHeldBack => _gate.IsHoldingBack;

    /// <summary>Posts a request until there is an answer to live with, or no attempt left.</summary>
    /// <param name="request">The request. Its own token is one that is cancelled with the other.</param>
    /// <param name="cancellationToken">Ends the request and every wait.</param>
    public async Task<ApiAnswer> PostAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        int retries = request.OneAttempt ? 0 : _settings.MaximumRetryCount;
        TimeSpan started = TimeSpan.Zero;
        bool answerLost = false;
        for (int attempt = 1; ; attempt++)
        {
            await EnterAsync(attempt == 1 ? request.Begin : default, cancellationToken).ConfigureAwait(false);
            TimeSpan attemptStarted = _clock.Elapsed;
            started = attempt == 1 ? attemptStarted : started;
            Attempt? ended = null;
            TimeSpan wait;
            try
            {
                ended = await TryAsync(request.Endpoint.Uri, request.Body, attemptStarted, cancellationToken).ConfigureAwait(false);
                wait = _policy.WaitAfter(ended, attempt);
                if (ended.SpeaksToAll)
                {
                    // The gate keeps back this request and every other, before this one's place goes to another.
                    _gate.Pause(wait, tooMany: ended.StatusCode == 429);
                }
            }
            finally
            {
                _gate.Leave(taken: ended is { IsTransient: false });
            }

            TimeSpan now = _clock.Elapsed;
            request.Traces?.Add(new RequestTrace(
                "POST", request.Endpoint.Path, ended.StatusCode, ended.Describe(), now - attemptStarted, attempt, request.Rows));
            answerLost |= ended.AnswerLost;
            if (!ended.IsTransient || attempt > retries)
            {
                return new ApiAnswer
                {
                    StatusCode = ended.StatusCode,
                    Body = ended.Body,
                    TimedOut = ended.TimedOut,
                    Failure = ended.Failure,
                    AnswerLost = answerLost,
                    Attempts = attempt,
                    Duration = now - started,
                };
            }

            if (!ended.SpeaksToAll)
            {
                await _gate.WaitAsync(wait, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Closes the connections. Requests under way, and those that wait, end at once, and fail.</summary>
    public void Dispose()
    {
        _closed.Cancel();
        _invoker.Dispose();
    }

    private async ValueTask EnterAsync(CancellationToken begin, CancellationToken cancellationToken)
    {
        if (!begin.CanBeCanceled)
        {
            await _gate.EnterAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        await _gate.EnterAsync(begin).ConfigureAwait(false);
        if (begin.IsCancellationRequested)
        {
            _gate.Leave(taken: false);
            begin.ThrowIfCancellationRequested();
        }
    }

    private async Task<Attempt> TryAsync(Uri uri, ReadOnlyMemory<byte> json, TimeSpan now, CancellationToken cancellationToken)
    {
        using JsonContent content = new(json);
        using HttpRequestMessage request = new(HttpMethod.Post, uri) { Content = content };
        _settings.ApiKey.Authorize(request);
        request.Headers.TryAddWithoutValidation("User-Agent", s_userAgent);
        // .NET Framework would otherwise wait for a "100 Continue" before each body.
        request.Headers.ExpectContinue = false;
        using AttemptTimeout timeout = _timeouts.Begin(now, cancellationToken);
        int? statusCode = null;
        TimeSpan? retryAfter = null;
        try
        {
            using HttpResponseMessage response = await _invoker.SendAsync(request, timeout.Token).ConfigureAwait(false);
            statusCode = (int)response.StatusCode;
            retryAfter = _policy.RetryAfter(response.Headers);
            byte[] body = await AnswerBody.ReadAsync(response, _settings.MaximumAnswerLength, timeout.Token).ConfigureAwait(false);
            return Attempt.Answered(statusCode.Value, body, retryAfter);
        }
        catch (Exception failure) when (Attempt.IsFailure(failure))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_closed.IsCancellationRequested)
            {
                return Attempt.Closed(content.SendingBegan);
            }

            return statusCode is int status && Attempt.SpeaksForItself(status)
                ? Attempt.Answered(status, [], retryAfter)
                : Attempt.Failed(failure, timeout.Token.IsCancellationRequested, statusCode, content.SendingBegan);
        }
    }
}
