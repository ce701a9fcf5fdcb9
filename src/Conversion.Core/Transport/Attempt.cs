using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Conversion.Transport;

/// <summary>How one attempt at a request ended.</summary>
internal sealed class Attempt
{
    public int? StatusCode { get; private init; }

    public ReadOnlyMemory<byte> Body { get; private init; }

    public TimeSpan? RetryAfter { get; private init; }

    public Exception? Failure { get; private init; }

    public bool TimedOut { get; private init; }

    /// <summary>Whether the request went out, no answer came back, and nothing says that it was refused.</summary>
    public bool AnswerLost { get; private init; }

    public bool IsTransient { get; private init; }

    /// <summary>Whether the server asked for a pause, which is meant for every request of the connection.</summary>
    public bool SpeaksToAll => IsTransient && (StatusCode == 429 || RetryAfter > TimeSpan.Zero);

    public static Attempt Answered(int statusCode, byte[] body, TimeSpan? retryAfter) => new()
    {
        StatusCode = statusCode,
        Body = body,
        RetryAfter = retryAfter,
        IsTransient = RetryPolicy.IsTransient(statusCode),
    };

    /// <param name="failure">What broke.</param>
    /// <param name="timedOut">Whether that was our own time limit.</param>
    /// <param name="statusCode">The status, where that much of an answer had come.</param>
    /// <param name="sendingBegan">Whether the body had begun to go out.</param>
    public static Attempt Failed(Exception failure, bool timedOut, int? statusCode, bool sendingBegan) => new()
    {
        Failure = failure,
        TimedOut = timedOut,
        AnswerLost = sendingBegan && statusCode is null or < 400,
        IsTransient = !IsDistrust(failure),
    };

    /// <summary>The connection was disconnected under the request.</summary>
    public static Attempt Closed(bool sendingBegan) => new()
    {
        Failure = new ObjectDisposedException(null, "The connection was disconnected while requests were under way."),
        AnswerLost = sendingBegan,
    };

    /// <summary>Whether the exception is one of the ways in which a network fails; any other is a fault of ours.</summary>
    public static bool IsFailure(Exception failure) =>
        failure is HttpRequestException or IOException or SocketException or WebException
            or OperationCanceledException or ObjectDisposedException or AuthenticationException;

    /// <summary>Whether a status tells all that matters, even when the body behind it is lost.</summary>
    public static bool SpeaksForItself(int statusCode) => statusCode is 401 or 403 || RetryPolicy.IsTransient(statusCode);

    /// <summary>What to call it in a trace, where there is no status.</summary>
    public string? Describe() =>
        Failure is null ? null : TimedOut ? "timed out" : Failure.GetBaseException().GetType().Name;

    // A certificate that does not match, or a protocol that is not spoken, will not be any better in a second.
    private static bool IsDistrust(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException or WebException { Status: WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure })
            {
                return true;
            }
        }

        return false;
    }
}
