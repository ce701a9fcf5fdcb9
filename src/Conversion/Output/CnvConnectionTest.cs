using System;

namespace Conversion;

/// <summary>The result of Test-CnvConnection: what one harmless request showed about a connection.</summary>
public sealed class CnvConnectionTest
{
    /// <summary>The name of the connection.</summary>
    public required string Name { get; init; }

    /// <summary>The base URI of the API.</summary>
    public required Uri BaseUri { get; init; }

    /// <summary>The public part of the key.</summary>
    public required string KeyId { get; init; }

    /// <summary>Whether an HTTP response was received.</summary>
    public required bool Reachable { get; init; }

    /// <summary>Whether the API responded and accepted the key.</summary>
    public required bool Authorized { get; init; }

    /// <summary>The time from the request to the response, in milliseconds; null when no response was received.</summary>
    public required int? LatencyMs { get; init; }

    /// <summary>The error code; null when the test succeeded.</summary>
    public required string? ErrorCode { get; init; }
}
