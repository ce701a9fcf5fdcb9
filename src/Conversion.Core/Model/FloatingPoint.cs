using System;
using System.Globalization;

namespace Conversion.Model;

/// <summary>
/// Formats a floating-point number with the fewest digits that parse to the same number. On .NET Framework the JSON writer
/// writes all digits: 0.1 becomes 0.10000000000000001.
/// </summary>
internal static class FloatingPoint
{
    private static readonly string[] s_double = ["G15", "G16", "G17"];
    private static readonly string[] s_single = ["G7", "G8", "G9"];

    /// <param name="number">A finite number.</param>
    public static string Format(double number) => IsNegativeZero(number) ? "-0" : Shortest(number, s_double, text => Parse(text) == number);

    /// <param name="number">A finite number.</param>
    public static string Format(float number) => IsNegativeZero(number) ? "-0" : Shortest(number, s_single, text => (float)Parse(text) == number);

    private static string Shortest(IFormattable number, string[] formats, Func<string, bool> roundTrips)
    {
        int last = formats.Length - 1;
        for (int i = 0; i < last; i++)
        {
            string text = number.ToString(formats[i], CultureInfo.InvariantCulture);
            if (roundTrips(text))
            {
                return text;
            }
        }

        return number.ToString(formats[last], CultureInfo.InvariantCulture);
    }

    // The largest numbers, rounded up, are too large to parse.
    private static double Parse(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;

    private static bool IsNegativeZero(double number) => number == 0 && 1 / number < 0;
}
