using System;
using System.Collections.Generic;
using System.Text;

namespace Conversion.Emulator;

/// <summary>
/// A fault to inject into a request. Immutable, so one fault can be used for many requests.
/// The parameter <c>apply</c> of a factory method says whether the contacts are written although the response is the fault's.
/// </summary>
public sealed class Fault
{
    private readonly string _name;

    private Fault(string name) => _name = name;

    /// <summary>No fault: a place in a script where the request is handled normally.</summary>
    public static Fault None { get; } = new("None") { Applies = true };

    /// <summary>Whether the request is applied.</summary>
    public bool Applies { get; private init; }

    internal TimeSpan DelayBefore { get; private init; }

    internal TimeSpan DelayAfterApplying { get; private init; }

    internal bool Hangs { get; private init; }

    private HashSet<int>? FailedIndexes { get; init; }

    /// <summary>Turns the normal response into that of the fault. The normal response is null if the request was not applied.</summary>
    internal Func<EmulatorResponse?, EmulatorResponse>? Transform { get; private init; }

    /// <summary>The response has this status and body, for example those of a gateway. Without a body it is an API error, such as 500 <c>internal_error</c>.</summary>
    /// <param name="code">The HTTP status.</param>
    /// <param name="body">The body; null for an API error that matches the status.</param>
    /// <param name="contentType">The media type; null for <c>application/json</c>.</param>
    /// <param name="retryAfter">The value of the header <c>Retry-After</c>; null for none.</param>
    /// <param name="apply">Whether the contacts are written.</param>
    public static Fault Status(int code, string? body = null, string? contentType = null, string? retryAfter = null, bool apply = false)
    {
        EmulatorResponse response = FaultResponses.Status(code, body, contentType, retryAfter);
        return new($"Status {code}") { Applies = apply, Transform = _ => response };
    }

    /// <summary>The request is handled normally, after a delay.</summary>
    /// <param name="delay">The delay.</param>
    /// <param name="afterApplying">Whether the delay comes after the contacts are written. A caller that times out has then written them.</param>
    public static Fault Delay(TimeSpan delay, bool afterApplying = false) => afterApplying
        ? new($"Delay {delay} after applying") { Applies = true, DelayAfterApplying = delay }
        : None.WithDelay(delay);

    /// <summary>There is no response until the caller cancels the request.</summary>
    public static Fault Hang(bool apply = false) => new("Hang") { Applies = apply, Hangs = true };

    /// <summary>The connection breaks and nothing is written.</summary>
    public static Fault ResetBeforeApplying() => new("Reset before applying") { Transform = FaultResponses.Reset };

    /// <summary>The contacts are written, then the connection breaks.</summary>
    public static Fault ResetAfterApplying() => new("Reset after applying") { Applies = true, Transform = FaultResponses.Reset };

    /// <summary>The connection breaks within the body of the normal response.</summary>
    /// <param name="bytes">How many bytes arrive; null for half of them.</param>
    public static Fault TruncatedBody(int? bytes = null) =>
        new("Truncated body") { Applies = true, Transform = response => FaultResponses.Truncate(response!, bytes) };

    /// <summary>The body ends early and <c>Content-Length</c> matches it: a complete HTTP response with incomplete JSON.</summary>
    /// <param name="bytes">How many bytes remain; null for half of them.</param>
    public static Fault TruncatedJson(int? bytes = null) =>
        new("Truncated JSON") { Applies = true, Transform = response => FaultResponses.TruncateJson(response!, bytes) };

    /// <summary>The response is the HTML page of a proxy.</summary>
    public static Fault HtmlBody(int status, bool apply = false) => RawBody(status, FaultResponses.HtmlPage(status), "text/html", apply);

    /// <summary>The response has no body.</summary>
    public static Fault EmptyBody(int status, bool apply = false) => RawBody(status, [], null, apply);

    /// <summary>The response has exactly this body.</summary>
    public static Fault RawBody(int status, byte[] body, string? contentType, bool apply = false)
    {
        var response = new EmulatorResponse(status, body, contentType);
        return new($"Body {status}") { Applies = apply, Transform = _ => response };
    }

    /// <summary>Like <see cref="RawBody(int, byte[], string?, bool)"/>, with text.</summary>
    public static Fault RawBody(int status, string body, string? contentType = EmulatorResponse.Json, bool apply = false) =>
        RawBody(status, Encoding.UTF8.GetBytes(body), contentType, apply);

    /// <summary>A batch is applied, but the response has more (positive) or fewer (negative) results than the request has items.</summary>
    public static Fault WrongResultCount(int difference) =>
        new($"Result count {difference:+0;-0}") { Applies = true, Transform = response => FaultResponses.ChangeResultCount(response!, difference) };

    /// <summary>
    /// These items of a batch, counted from 0, fail with <c>upsert_failed</c>, or <c>tracking_failed</c> if they are events; the others are
    /// written.
    /// </summary>
    public static Fault FailedItems(params int[] indexes) =>
        new("Failed items") { Applies = true, FailedIndexes = [.. indexes] };

    /// <summary>The normal response arrives a few bytes at a time.</summary>
    public static Fault SlowTrickle(int bytes, TimeSpan interval) => bytes < 1
        ? throw new ArgumentOutOfRangeException(nameof(bytes))
        : new("Slow trickle") { Applies = true, Transform = response => response! with { TrickleBytes = bytes, TrickleInterval = interval } };

    /// <summary>The response is a redirect.</summary>
    public static Fault RedirectTo(string url, int status = 307, bool apply = false)
    {
        var response = new EmulatorResponse(status, default, null) { Headers = [new("Location", url)] };
        return new($"Redirect {status}") { Applies = apply, Transform = _ => response };
    }

    /// <summary>Returns the same fault with a delay before anything is written.</summary>
    public Fault WithDelay(TimeSpan delay) => new($"{_name} after {delay}")
    {
        Applies = Applies,
        DelayBefore = DelayBefore + delay,
        DelayAfterApplying = DelayAfterApplying,
        Hangs = Hangs,
        FailedIndexes = FailedIndexes,
        Transform = Transform,
    };

    /// <summary>Whether this item of a batch, counted from 0, fails.</summary>
    internal bool Fails(int index) => FailedIndexes?.Contains(index) == true;

    /// <summary>What the fault does, for messages.</summary>
    public override string ToString() => _name;
}
