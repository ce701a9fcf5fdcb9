using System;
using System.Globalization;

namespace Conversion.Core.Tests;

/// <summary>Tests that are short by default and longer when an environment variable is set.</summary>
internal static class LongRun
{
    /// <summary>The number in the variable, or the default.</summary>
    public static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : otherwise;
}
