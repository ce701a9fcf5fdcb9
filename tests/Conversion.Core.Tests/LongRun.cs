using System;
using System.Globalization;

namespace Conversion.Core.Tests;

/// <summary>Tests that are short in every build, and as long as an environment variable says where somebody wants to know.</summary>
internal static class LongRun
{
    /// <summary>The number that the variable says; the other one where it says none.</summary>
    public static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : otherwise;
}
