using System;
using System.Collections.Generic;
using System.Threading;

namespace Conversion.Transport;

/// <summary>A request to the API. All of them are posts.</summary>
/// <param name="Endpoint">Where it goes.</param>
/// <param name="Body">The JSON.</param>
/// <param name="Rows">How many contacts it carries; for the trace.</param>
internal readonly record struct ApiRequest(ApiEndpoint Endpoint, ReadOnlyMemory<byte> Body, int Rows)
{
    /// <summary>Whether it is tried again at all.</summary>
    public bool OneAttempt { get; init; }

    /// <summary>Once it is cancelled, the request is not begun any more; what has been begun goes on.</summary>
    public CancellationToken Begin { get; init; }

    /// <summary>Takes a line for each attempt; null when nobody wants them.</summary>
    public ICollection<RequestTrace>? Traces { get; init; }
}
