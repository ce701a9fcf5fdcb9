using System;
using System.Threading;

namespace Conversion.Transport;

/// <summary>Numbers from 0 up to 1, one generator a thread: the generator itself is for one thread only.</summary>
internal static class Jitter
{
    private static readonly ThreadLocal<Random> s_random = new(() => new Random(Guid.NewGuid().GetHashCode()));

    public static double Next() => s_random.Value!.NextDouble();
}
