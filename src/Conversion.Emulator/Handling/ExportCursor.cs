using System;
using System.Globalization;
using System.Text;

namespace Conversion.Emulator;

/// <summary>Where an export goes on. A client gets it as text that means nothing to it.</summary>
/// <param name="Export">The export it belongs to.</param>
/// <param name="Position">The position of the next item in the store.</param>
/// <param name="Page">The number of pages before.</param>
/// <param name="Filter">What the first request asked for.</param>
internal readonly record struct ExportCursor(string Export, int Position, int Page, string Filter)
{
    public static bool TryParse(string text, string export, out ExportCursor cursor)
    {
        cursor = default;
        try
        {
            string[] parts = Encoding.UTF8.GetString(Convert.FromBase64String(text)).Split('|');
            if (parts.Length != 4 || parts[0] != export
                || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int position)
                || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int page))
            {
                return false;
            }

            cursor = new(export, position, page, parts[3]);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    public override string ToString() =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{Export}|{Position}|{Page}|{Filter}")));
}
