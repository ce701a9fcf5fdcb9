using System;

namespace Conversion.Progress;

/// <summary>A time as it is read: <c>0.4 s</c>, <c>15 s</c>, <c>2 min 5 s</c>, <c>1 h 20 min</c>.</summary>
internal static class Duration
{
    /// <summary>The time as text. What is cut off is less than the smallest unit that is shown.</summary>
    public static string Describe(TimeSpan time) =>
        time < TimeSpan.FromSeconds(10) ? FormattableString.Invariant($"{Math.Max(0.1, Math.Floor(time.TotalSeconds * 10) / 10):0.#} s")
        : time < TimeSpan.FromMinutes(1) ? FormattableString.Invariant($"{time.Seconds} s")
        : time < TimeSpan.FromHours(1) ? FormattableString.Invariant($"{time.Minutes} min {time.Seconds} s")
        : FormattableString.Invariant($"{(long)time.TotalHours:N0} h {time.Minutes} min");
}
