using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Conversion.Http;

/// <summary>How a request ended: with an HTTP response, or with the exception that came instead of one.</summary>
internal sealed class ApiResponse
{
    /// <summary>The HTTP status of the last attempt; null when it brought no usable response.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The whole body; empty when there was none, when it was lost, or when it was too long to read.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The value of <c>Retry-After</c>; null if there is none.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>The exception; null if the whole response arrived.</summary>
    public Exception? Exception { get; set; }

    /// <summary>Whether the last attempt exceeded the time-out.</summary>
    public bool TimedOut { get; private init; }

    /// <summary>Whether sending the body of the request had begun.</summary>
    public bool SendingBegan { get; private init; }

    /// <summary>Whether an attempt was sent and its response lost: the request may have been applied.</summary>
    public bool ResponseLost { get; set; }

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient { get; private init; }

    /// <summary>Whether the server asked for a pause, which applies to every request of the connection.</summary>
    public bool AffectsConnection => IsTransient && (StatusCode == 429 || RetryAfter > TimeSpan.Zero);

    /// <summary>Whether no connection could be made: the server is away.</summary>
    public bool IsUnreachable => IsTransient && Exception is not null && StatusCode is null && !SendingBegan && !TimedOut;

    /// <summary>Whether the server's certificate is not trusted, or it speaks no protocol that is.</summary>
    public bool IsUntrusted { get; private init; }

    /// <summary>Requests made. Set by <see cref="RetryHandler"/>.</summary>
    public int Attempts { get; set; }

    /// <summary>From the start of the first attempt to the end of the last. Set by <see cref="RetryHandler"/>.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>A response that arrived.</summary>
    /// <param name="statusCode">Its HTTP status.</param>
    /// <param name="body">Its body.</param>
    /// <param name="retryAfter">The value of its <c>Retry-After</c>.</param>
    public static ApiResponse Received(int statusCode, ReadOnlyMemory<byte> body, TimeSpan? retryAfter) => new()
    {
        StatusCode = statusCode,
        Body = body,
        RetryAfter = retryAfter,
        SendingBegan = true,
        IsTransient = IsTransientStatus(statusCode),
    };

    /// <summary>A response that did not arrive, or only its status did.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="statusCode">The HTTP status, if it had arrived.</param>
    /// <param name="retryAfter">Its <c>Retry-After</c>.</param>
    /// <param name="sendingBegan">Whether sending the body of the request had begun.</param>
    public static ApiResponse Failed(Exception exception, int? statusCode, TimeSpan? retryAfter, bool sendingBegan)
    {
        bool isConclusive = statusCode is int status && IsConclusive(status);
        return new ApiResponse
        {
            StatusCode = isConclusive ? statusCode : null,
            RetryAfter = isConclusive ? retryAfter : null,
            Exception = exception,
            SendingBegan = sendingBegan,
            ResponseLost = sendingBegan && statusCode is null or < 400,
            IsTransient = isConclusive ? IsTransientStatus(statusCode!.Value) : !IsTlsFailure(exception),
            IsUntrusted = !isConclusive && IsTlsFailure(exception),
        };
    }

    /// <summary>Returns this attempt as timed out.</summary>
    public ApiResponse AfterTimeout() => new()
    {
        Exception = Exception,
        TimedOut = true,
        SendingBegan = SendingBegan,
        ResponseLost = ResponseLost,
        IsTransient = IsTransient,
    };

    /// <summary>Returns this attempt as ended by Disconnect-Cnv.</summary>
    public ApiResponse AfterDisconnect() => new()
    {
        Exception = new ObjectDisposedException(null, "The connection was disconnected while requests were under way."),
        SendingBegan = SendingBegan,
        ResponseLost = SendingBegan,
    };

    /// <summary>Whether the exception is one that a network raises. Any other is a defect of this module.</summary>
    public static bool IsNetworkException(Exception exception) =>
        exception is HttpRequestException or IOException or SocketException or WebException
            or OperationCanceledException or ObjectDisposedException or AuthenticationException;

    /// <summary>The failure as text for a trace; null if there is a status.</summary>
    public string? Describe() =>
        Exception is null || StatusCode is not null ? null : TimedOut ? "timed out" : Exception.GetBaseException().GetType().Name;

    private static bool IsTransientStatus(int statusCode) => statusCode is 408 or 429 or 500 or 502 or 503 or 504;

    // These statuses are conclusive without a body.
    private static bool IsConclusive(int statusCode) => statusCode is 401 or 403 || IsTransientStatus(statusCode);

    // An invalid certificate or an unsupported protocol is not transient.
    private static bool IsTlsFailure(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException or WebException { Status: WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure })
            {
                return true;
            }
        }

        return false;
    }
}
