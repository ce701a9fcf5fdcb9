using System;
using System.Collections.Generic;
using System.Threading;

namespace Conversion.Http;

/// <summary>An endpoint of the API. Created once per connection, because parsing a URI is expensive.</summary>
/// <param name="baseUri">The base URI of the API.</param>
/// <param name="path">The path below it.</param>
internal sealed class ApiEndpoint(Uri baseUri, string path)
{
    public string Path => path;

    public Uri Uri { get; } = new(baseUri.AbsoluteUri.TrimEnd('/') + path);
}

/// <summary>A POST request on its way through the handlers.</summary>
/// <param name="endpoint">Its endpoint.</param>
/// <param name="body">The JSON.</param>
/// <param name="rows">How many contacts it carries, for the trace; 0 for a request that reads.</param>
internal sealed class ApiRequest(ApiEndpoint endpoint, ReadOnlyMemory<byte> body, int rows)
{
    public ApiEndpoint Endpoint => endpoint;

    public ReadOnlyMemory<byte> Body => body;

    public int Rows => rows;

    /// <summary>Whether it is never retried.</summary>
    public bool SingleAttempt { get; init; }

    /// <summary>If cancelled, the request is not started. A request that has started continues.</summary>
    public CancellationToken StartToken { get; init; }

    /// <summary>Receives a trace for each attempt; null for none.</summary>
    public ICollection<RequestTrace>? Traces { get; init; }

    /// <summary>The longest response body that is read, in bytes; null for the one of the settings.</summary>
    public int? MaximumResponseLength { get; init; }

    /// <summary>The number of the current attempt, from 1. Set by <see cref="RetryHandler"/>.</summary>
    public int Attempt { get; set; }

    /// <summary>Whether an attempt was sent whose response was lost or not awaited. Set by <see cref="TimeoutHandler"/>.</summary>
    public bool MayBeApplied { get; set; }

    /// <summary>When this attempt started. Set by <see cref="TimeoutHandler"/>.</summary>
    public TimeSpan AttemptStartedAt { get; set; }
}

/// <summary>One attempt of a request as it may be shown: no header, no body, no secret.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below the base URI.</param>
/// <param name="StatusCode">The HTTP status; null when no response arrived.</param>
/// <param name="Failure">What happened instead of a response; null when one arrived.</param>
/// <param name="Duration">How long this attempt took.</param>
/// <param name="Attempt">Which attempt of the request this was, from 1.</param>
/// <param name="Rows">How many contacts it carried; 0 for a request that reads.</param>
public sealed record RequestTrace(
    string Method, string Path, int? StatusCode, string? Failure, TimeSpan Duration, int Attempt, int Rows)
{
    /// <summary>How long the wait before the next attempt is; null if there is no further attempt.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>The trace as a line of text.</summary>
    public override string ToString()
    {
        string line = FormattableString.Invariant(
            $"{Method} {Path} {StatusCode?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? Failure} {Duration.TotalMilliseconds:0} ms, attempt {Attempt}{(Rows == 0 ? "" : $", {Rows} row{(Rows == 1 ? "" : "s")}")}");
        return Wait is TimeSpan wait ? FormattableString.Invariant($"{line}, next attempt in {wait.TotalSeconds:0.0} s") : line;
    }
}
