using System;
using System.Globalization;

namespace Conversion.Emulator;

/// <summary>Formats times as exports have them: in UTC, with up to nine digits of a second and no trailing zeros.</summary>
internal static class ExportTime
{
    /// <param name="time">The time.</param>
    /// <param name="id">Gives the last two digits: .NET counts 100 nanoseconds.</param>
    public static string Format(DateTimeOffset time, Guid id)
    {
        string text = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture);
        int nanoseconds = (id.GetHashCode() & int.MaxValue) % 100;
        return (text + nanoseconds.ToString("00", CultureInfo.InvariantCulture)).TrimEnd('0').TrimEnd('.') + "Z";
    }
}
