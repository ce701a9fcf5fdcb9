using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Conversion.Http;

/// <summary>Why the requests of a connection wait before the next attempt.</summary>
/// <param name="Reason">What happened, as text without a full stop; null for the rate limit.</param>
/// <param name="Attempt">The number of the next attempt, from 2.</param>
/// <param name="MaximumAttempts">How many attempts there are at most.</param>
/// <param name="Since">When the wait began, by the clock of the client.</param>
/// <param name="Until">When the next attempt starts.</param>
public sealed record RequestWait(string? Reason, int Attempt, int MaximumAttempts, TimeSpan Since, TimeSpan Until);

/// <summary>
/// What the requests of a connection wait for, for those who look on. The newest wait is kept until a request goes through.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="baseUri">The base URI of the API.</param>
/// <param name="maximumRetryCount">The most retries of a request.</param>
internal sealed class RequestWaits(Clock clock, Uri baseUri, int maximumRetryCount)
{
    private readonly string _server = NameOf(baseUri);
    private RequestWait? _current;

    /// <summary>The newest wait; null if a request has gone through since.</summary>
    public RequestWait? Current => Volatile.Read(ref _current);

    /// <summary>The host and the port, as messages name the server.</summary>
    public static string NameOf(Uri baseUri) => FormattableString.Invariant($"{baseUri.Host}:{baseUri.Port}");

    /// <summary>Reports a wait.</summary>
    /// <param name="response">The response that causes it.</param>
    /// <param name="attempt">The number of the next attempt.</param>
    /// <param name="duration">How long it is.</param>
    public void Report(ApiResponse response, int attempt, TimeSpan duration)
    {
        TimeSpan now = clock.Elapsed;
        int maximum = maximumRetryCount + 1;
        Volatile.Write(ref _current, new RequestWait(ReasonOf(response), Math.Min(attempt, maximum), maximum, now, now + duration));
    }

    /// <summary>Tells that a request has gone through.</summary>
    public void Clear()
    {
        // Others may have to wait all the same: for the rate limit.
        if (Current is RequestWait wait && wait.Until <= clock.Elapsed)
        {
            Volatile.Write(ref _current, null);
        }
    }

    private string? ReasonOf(ApiResponse response) => response switch
    {
        { StatusCode: 429 } => null,
        { StatusCode: int status } => FormattableString.Invariant($"HTTP {status}"),
        { TimedOut: true } => $"no response from {_server} in time",
        { Exception: Exception exception } when Find<SocketException>(exception) is SocketException socket => socket.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => $"connection refused by {_server}",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"no address found for {_server}",
            _ => response.IsUnreachable ? $"no connection to {_server}" : $"connection to {_server} lost",
        },
        { Exception: Exception exception } when Find<WebException>(exception) is { Status: WebExceptionStatus.NameResolutionFailure } => $"no address found for {_server}",
        { IsUnreachable: true } => $"no connection to {_server}",
        _ => $"connection to {_server} lost",
    };

    private static T? Find<T>(Exception exception)
        where T : Exception
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is T found)
            {
                return found;
            }
        }

        return null;
    }
}
