using System;
using System.Collections.Generic;

namespace Conversion.Emulator;

/// <summary>A request that the emulator has received, and its result. It does not contain the secret of the key.</summary>
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

    /// <summary>The number of the request, from 1, in the order received.</summary>
    public int Number { get; internal set; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The path of the URL.</summary>
    public string Path { get; }

    /// <summary>The names of the headers.</summary>
    public IReadOnlyCollection<string> HeaderNames { get; }

    /// <summary>The header <c>Content-Type</c>, or null.</summary>
    public string? ContentType { get; }

    /// <summary>The id in the key; null if the key is missing or malformed.</summary>
    public string? KeyId { get; }

    /// <summary>The body.</summary>
    public string Body { get; }

    /// <summary>When the request was received.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>When the response was ready or the caller cancelled; null until then.</summary>
    public DateTimeOffset? CompletedAt { get; private set; }

    /// <summary>The status of the response; null if there was none.</summary>
    public int? StatusCode { get; private set; }

    /// <summary>Whether at least one contact was written.</summary>
    public bool Applied { get; private set; }

    /// <summary>Whether the caller cancelled the request.</summary>
    public bool Cancelled { get; private set; }

    /// <summary>The request and the status of its response, for messages.</summary>
    public override string ToString() => $"#{Number} {Method} {Path} -> {StatusCode?.ToString() ?? "no response"}";

    internal void MarkApplied() => Applied = true;

    internal void Complete(int? statusCode, bool cancelled, DateTimeOffset at)
    {
        StatusCode = statusCode;
        Cancelled = cancelled;
        CompletedAt = at;
    }
}
