using System;
using System.Collections.Generic;

namespace Conversion.Emulator;

/// <summary>One request the emulator has received, and what became of it. The secret of its key is nowhere in it.</summary>
public sealed class RecordedRequest
{
    internal RecordedRequest(EmulatorRequest request, DateTimeOffset startedAt)
    {
        Method = request.Method;
        Path = request.Path;
        HeaderNames = request.HeaderNames;
        ContentType = request.ContentType;
        KeyId = Emulator.KeyId.From(request.ApiKey);
        Body = request.ReadText();
        StartedAt = startedAt;
    }

    /// <summary>The place of the request among all received, from 1.</summary>
    public int Number { get; internal set; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The path of the URL.</summary>
    public string Path { get; }

    /// <summary>The names of the headers.</summary>
    public IReadOnlyCollection<string> HeaderNames { get; }

    /// <summary>The header <c>Content-Type</c>, or null.</summary>
    public string? ContentType { get; }

    /// <summary>The id in the key, or null where the key is missing or malformed.</summary>
    public string? KeyId { get; }

    /// <summary>The body.</summary>
    public string Body { get; }

    /// <summary>When the request came.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>When the answer was ready or the caller gave up; null until then.</summary>
    public DateTimeOffset? CompletedAt { get; private set; }

    /// <summary>The status of the answer; null where there was none.</summary>
    public int? StatusCode { get; private set; }

    /// <summary>Whether at least one contact was written.</summary>
    public bool Applied { get; private set; }

    /// <summary>Whether the caller gave up first.</summary>
    public bool Cancelled { get; private set; }

    /// <summary>The request and the status of its answer, for messages.</summary>
    public override string ToString() => $"#{Number} {Method} {Path} -> {StatusCode?.ToString() ?? "no answer"}";

    internal void MarkApplied() => Applied = true;

    internal void Complete(int? statusCode, bool cancelled, DateTimeOffset at)
    {
        StatusCode = statusCode;
        Cancelled = cancelled;
        CompletedAt = at;
    }
}
