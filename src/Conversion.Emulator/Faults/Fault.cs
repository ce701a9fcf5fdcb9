using System;
using System.Collections.Generic;
using System.Text;

namespace Conversion.Emulator;

/// <summary>
/// One thing that goes wrong with one request. Immutable: one fault may serve many requests.
/// Where a factory takes <c>apply</c>, it says whether the contacts are written although the answer is the fault's own.
/// </summary>
public sealed class Fault
{
    private readonly string _name;

    private Fault(string name) => _name = name;

    /// <summary>Nothing goes wrong: a place in a script where the request is handled normally.</summary>
    public static Fault None { get; } = new("None") { Applies = true };

    /// <summary>Whether the request is carried out.</summary>
    public bool Applies { get; private init; }

    internal TimeSpan DelayBefore { get; private init; }

    internal TimeSpan DelayAfterApplying { get; private init; }

    internal bool Hangs { get; private init; }

    private HashSet<int>? FailedIndexes { get; init; }

    /// <summary>Makes the answer out of the normal one, which is null where the request was not carried out.</summary>
    internal Func<EmulatorResponse?, EmulatorResponse>? Transform { get; private init; }

    /// <summary>The answer has this status and body: a gateway's, say, or the API's 500 <c>internal_error</c> where there is no body given.</summary>
    /// <param name="code">The HTTP status.</param>
    /// <param name="body">The body; null for an error envelope that fits the status.</param>
    /// <param name="contentType">The media type; null for <c>application/json</c>.</param>
    /// <param name="retryAfter">The header <c>Retry-After</c>, as it stands; null for none.</param>
    /// <param name="apply">Whether the contacts are written nevertheless.</param>
    public static Fault Status(int code, string? body = null, string? contentType = null, string? retryAfter = null, bool apply = false)
    {
        EmulatorResponse response = FaultResponses.Status(code, body, contentType, retryAfter);
        return new($"Status {code}") { Applies = apply, Transform = _ => response };
    }

    /// <summary>The request is handled normally, but later.</summary>
    /// <param name="delay">How long it takes.</param>
    /// <param name="afterApplying">Whether the time passes after the contacts are written, so that whoever gives up waiting has written them.</param>
    public static Fault Delay(TimeSpan delay, bool afterApplying = false) => afterApplying
        ? new($"Delay {delay} after applying") { Applies = true, DelayAfterApplying = delay }
        : None.WithDelay(delay);

    /// <summary>There is no answer until the caller gives up.</summary>
    public static Fault Hang(bool apply = false) => new("Hang") { Applies = apply, Hangs = true };

    /// <summary>The connection breaks and nothing is written.</summary>
    public static Fault ResetBeforeApplying() => new("Reset before applying") { Transform = FaultResponses.Reset };

    /// <summary>The contacts are written, then the connection breaks.</summary>
    public static Fault ResetAfterApplying() => new("Reset after applying") { Applies = true, Transform = FaultResponses.Reset };

    /// <summary>The connection breaks within the body of the normal response.</summary>
    /// <param name="bytes">How many bytes arrive; null for half of them.</param>
    public static Fault TruncatedBody(int? bytes = null) =>
        new("Truncated body") { Applies = true, Transform = response => FaultResponses.Truncate(response!, bytes) };

    /// <summary>The body ends early and the response says so: a whole HTTP answer around half a JSON document.</summary>
    /// <param name="bytes">How many bytes are left; null for half of them.</param>
    public static Fault TruncatedJson(int? bytes = null) =>
        new("Truncated JSON") { Applies = true, Transform = response => FaultResponses.TruncateJson(response!, bytes) };

    /// <summary>The answer is a proxy's HTML page.</summary>
    public static Fault HtmlBody(int status, bool apply = false) => RawBody(status, FaultResponses.HtmlPage(status), "text/html", apply);

    /// <summary>The answer has no body.</summary>
    public static Fault EmptyBody(int status, bool apply = false) => RawBody(status, [], null, apply);

    /// <summary>The answer has this body, whatever it is.</summary>
    public static Fault RawBody(int status, byte[] body, string? contentType, bool apply = false)
    {
        var response = new EmulatorResponse(status, body, contentType);
        return new($"Body {status}") { Applies = apply, Transform = _ => response };
    }

    /// <summary>As <see cref="RawBody(int, byte[], string?, bool)"/>, with text.</summary>
    public static Fault RawBody(int status, string body, string? contentType = EmulatorResponse.Json, bool apply = false) =>
        RawBody(status, Encoding.UTF8.GetBytes(body), contentType, apply);

    /// <summary><c>POST /v2/contacts/batch</c> is carried out, but answers with more (positive) or fewer (negative) results than contacts were sent.</summary>
    public static Fault WrongResultCount(int difference) =>
        new($"Result count {difference:+0;-0}") { Applies = true, Transform = response => FaultResponses.ChangeResultCount(response!, difference) };

    /// <summary>These items of <c>POST /v2/contacts/batch</c>, counted from zero, fail with <c>upsert_failed</c>; the others are written.</summary>
    public static Fault FailedItems(params int[] indexes) =>
        new("Failed items") { Applies = true, FailedIndexes = [.. indexes] };

    /// <summary>The normal response arrives a few bytes at a time.</summary>
    public static Fault SlowTrickle(int bytes, TimeSpan interval) => bytes < 1
        ? throw new ArgumentOutOfRangeException(nameof(bytes))
        : new("Slow trickle") { Applies = true, Transform = response => response! with { TrickleBytes = bytes, TrickleInterval = interval } };

    /// <summary>The answer sends the caller elsewhere.</summary>
    public static Fault RedirectTo(string url, int status = 307, bool apply = false)
    {
        var response = new EmulatorResponse(status, default, null) { Headers = [new("Location", url)] };
        return new($"Redirect {status}") { Applies = apply, Transform = _ => response };
    }

    /// <summary>The same fault, only later: the time passes before anything is written.</summary>
    public Fault WithDelay(TimeSpan delay) => new($"{_name} after {delay}")
    {
        Applies = Applies,
        DelayBefore = DelayBefore + delay,
        DelayAfterApplying = DelayAfterApplying,
        Hangs = Hangs,
        FailedIndexes = FailedIndexes,
        Transform = Transform,
    };

    /// <summary>Whether this item of a batch fails, counted from zero.</summary>
    internal bool Fails(int index) => FailedIndexes?.Contains(index) == true;

    /// <summary>What the fault does, for messages.</summary>
    public override string ToString() => _name;
}
