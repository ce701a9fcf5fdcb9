using System;

namespace Conversion.Transport;

/// <summary>One request as it may be shown: no header, no body, no secret.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below the base URI.</param>
/// <param name="StatusCode">The HTTP status; null when no answer came.</param>
/// <param name="Failure">What happened instead of an answer; null when one came.</param>
/// <param name="Duration">How long this attempt took.</param>
/// <param name="Attempt">Which attempt of the request this was, from 1.</param>
/// <param name="Rows">How many contacts it carried.</param>
public sealed record RequestTrace(
    string Method, string Path, int? StatusCode, string? Failure, TimeSpan Duration, int Attempt, int Rows)
{
    /// <summary>The line of a log.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Method} {Path} {StatusCode?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? Failure} {Duration.TotalMilliseconds:0} ms, attempt {Attempt}, {Rows} row{(Rows == 1 ? "" : "s")}");
}
