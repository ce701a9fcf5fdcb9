using System.Globalization;

namespace Conversion.Shell.Csv;

/// <summary>Which character stands between two cells.</summary>
internal static class CsvDelimiter
{
    /// <summary>The given one, that of the current culture if asked for, otherwise a comma.</summary>
    /// <param name="given">NUL when none was given.</param>
    /// <param name="useCulture">Whether the culture's list separator was asked for.</param>
    public static char Choose(char given, bool useCulture)
    {
        if (useCulture)
        {
            return CultureInfo.CurrentCulture.TextInfo.ListSeparator[0];
        }

        return given == '\0' ? ',' : given;
    }
}
