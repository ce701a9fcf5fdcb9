using System;
using System.Collections.Generic;

namespace Conversion.Emulator;

/// <summary>One HTTP response, and how it is to be delivered.</summary>
public sealed record EmulatorResponse
{
    /// <summary>The media type of every answer the API itself gives.</summary>
    public const string Json = "application/json";

    /// <summary>A response that arrives at once and in full.</summary>
    public EmulatorResponse(int statusCode, ReadOnlyMemory<byte> body, string? contentType = Json)
    {
        StatusCode = statusCode;
        Body = body;
        ContentType = contentType;
    }

    /// <summary>The HTTP status.</summary>
    public int StatusCode { get; init; }

    /// <summary>The body, in full even where it arrives only in part.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The header <c>Content-Type</c>, or null for none.</summary>
    public string? ContentType { get; init; }

    /// <summary>Further headers, such as <c>Retry-After</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>What becomes of the connection.</summary>
    public ConnectionOutcome Connection { get; init; }

    /// <summary>How many bytes of the body arrive where the connection breaks within it.</summary>
    public int BytesBeforeReset { get; init; }

    /// <summary>How many bytes of the body arrive at a time; zero for all at once.</summary>
    public int TrickleBytes { get; init; }

    /// <summary>How long it is from one portion of the body to the next.</summary>
    public TimeSpan TrickleInterval { get; init; }
}

/// <summary>What becomes of the connection a response is to travel on.</summary>
public enum ConnectionOutcome
{
    /// <summary>The response arrives in full.</summary>
    Completed,

    /// <summary>The connection breaks before a byte of the response has arrived.</summary>
    ResetBeforeResponse,

    /// <summary>The connection breaks after <see cref="EmulatorResponse.BytesBeforeReset"/> bytes of the body, though all of it was announced.</summary>
    ResetWithinBody,
}
