using System;

namespace Conversion.Transport;

/// <summary>How a request ended, all its attempts together.</summary>
internal sealed class ApiAnswer
{
    /// <summary>The HTTP status of the last answer; null when the last attempt brought none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The body of that answer, whole; empty when it had none or was too long to read.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the last attempt ran out of time.</summary>
    public bool TimedOut { get; init; }

    /// <summary>Why the last attempt brought no answer; null when it did.</summary>
    public Exception? Failure { get; init; }

    /// <summary>Whether some attempt was sent and its answer lost: what the request asks may have been done.</summary>
    public bool AnswerLost { get; init; }

    /// <summary>Requests made.</summary>
    public int Attempts { get; init; }

    /// <summary>From the first request to the last answer.</summary>
    public TimeSpan Duration { get; init; }
}
