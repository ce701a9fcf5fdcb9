using System;

namespace Conversion;

/// <summary>What one harmless request showed of a connection.</summary>
public sealed class CnvConnectionTest
{
    /// <summary>The connection's name.</summary>
    public required string Name { get; init; }

    /// <summary>Where the API lies.</summary>
    public required Uri BaseUri { get; init; }

    /// <summary>The public part of the key.</summary>
    public required string KeyId { get; init; }

    /// <summary>Whether an HTTP answer came at all.</summary>
    public required bool Reachable { get; init; }

    /// <summary>Whether the API itself answered and took the key.</summary>
    public required bool Authorized { get; init; }

    /// <summary>From the request to the answer, in milliseconds; null when none came.</summary>
    public required int? LatencyMs { get; init; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public required string? ErrorCode { get; init; }
}
