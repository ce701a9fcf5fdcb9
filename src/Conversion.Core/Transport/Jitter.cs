using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;

namespace Conversion.Transport;

/// <summary>Numbers from 0 up to 1, one generator a thread: the generator itself is for one thread only.</summary>
internal static class Jitter
{
    private static readonly ThreadLocal<Random> s_random = new(() => new Random(Guid.NewGuid().GetHashCode()));

    [SuppressMessage("Security", "CA5394", Justification = "How long a wait is, is no secret.")]
    public static double Next() => s_random.Value!.NextDouble();
}
