using System;
using System.Collections.Generic;

namespace Conversion.Emulator;

/// <summary>An HTTP response and how it is delivered.</summary>
public sealed record EmulatorResponse
{
    /// <summary>The media type of the API's own responses.</summary>
    public const string Json = "application/json";

    /// <summary>Creates a response that arrives at once and in full.</summary>
    public EmulatorResponse(int statusCode, ReadOnlyMemory<byte> body, string? contentType = Json)
    {
        StatusCode = statusCode;
        Body = body;
        ContentType = contentType;
    }

    /// <summary>The HTTP status.</summary>
    public int StatusCode { get; init; }

    /// <summary>The whole body, even if only a part of it arrives.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The header <c>Content-Type</c>, or null for none.</summary>
    public string? ContentType { get; init; }

    /// <summary>Further headers, such as <c>Retry-After</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>What happens to the connection.</summary>
    public ConnectionOutcome Connection { get; init; }

    /// <summary>How many bytes of the body arrive if the connection breaks within it.</summary>
    public int BytesBeforeReset { get; init; }

    /// <summary>How many bytes of the body arrive at a time; 0 sends all at once.</summary>
    public int TrickleBytes { get; init; }

    /// <summary>The time between one part of the body and the next.</summary>
    public TimeSpan TrickleInterval { get; init; }
}

/// <summary>What happens to the connection of a response.</summary>
public enum ConnectionOutcome
{
    /// <summary>The response arrives in full.</summary>
    Completed,

    /// <summary>The connection breaks before any byte of the response arrives.</summary>
    ResetBeforeResponse,

    /// <summary>The connection breaks after <see cref="EmulatorResponse.BytesBeforeReset"/> bytes of the body. <c>Content-Length</c> gives the length of the whole body.</summary>
    ResetWithinBody,
}
