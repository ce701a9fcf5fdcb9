using System;
using System.Collections.Generic;
using System.Globalization;

namespace Conversion.Exports;

/// <summary>Finds when an exported event happened. Its properties are not documented, so the usual names are tried.</summary>
public static class EventTime
{
    private static readonly string[] s_names =
        ["occurredAt", "timestamp", "eventTimestamp", "eventTime", "time", "date", "createdAt", "sentAt", "occurred_at", "event_time", "created_at"];

    /// <summary>The time of an event; null if it has none that can be read.</summary>
    public static DateTimeOffset? Find(ExportObject item)
    {
        foreach (string name in s_names)
        {
            foreach (KeyValuePair<string, object?> property in item.Properties)
            {
                if (string.Equals(property.Key, name, StringComparison.OrdinalIgnoreCase)
                    && property.Value is string text && Parse(text) is DateTimeOffset time)
                {
                    return time;
                }
            }
        }

        return null;
    }

    /// <summary>Parses a time in ISO 8601. More than seven digits of a second are cut off. Null for any other text.</summary>
    public static DateTimeOffset? Parse(string text)
    {
        // yyyy-MM-ddTHH:mm, and more.
        if (text.Length < 16 || text[4] != '-' || text[7] != '-' || text[10] is not ('T' or ' '))
        {
            return null;
        }

        int dot = text.IndexOf('.', 16);
        int end = dot + 1;
        while (dot > 0 && end < text.Length && text[end] is >= '0' and <= '9')
        {
            end++;
        }

        const int digits = 7;
        string shortened = dot > 0 && end - dot - 1 > digits ? text.Remove(dot + 1 + digits, end - dot - 1 - digits) : text;
        return DateTimeOffset.TryParse(shortened, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;
    }
}
