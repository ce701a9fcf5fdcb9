using System;
using System.Globalization;
using Xunit;

namespace Conversion.Core.Tests.Model;

/// <summary>Sets the culture of this thread for the duration of an action.</summary>
internal sealed class Cultures : IDisposable
{
    private const string Hostile = "hostile";

    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    public Cultures(string name) => CultureInfo.CurrentCulture = name == Hostile ? MakeHostile() : CultureInfo.GetCultureInfo(name);

    /// <summary>Cultures that are known to cause errors, and an artificial one that does not depend on the culture data of the system.</summary>
    public static TheoryData<string> All => ["tr-TR", "de-DE", "ar-SA", "fa-IR", Hostile];

    public void Dispose() => CultureInfo.CurrentCulture = _before;

    private static CultureInfo MakeHostile()
    {
        CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = "¤";
        culture.NumberFormat.NegativeSign = "minus";
        culture.NumberFormat.NaNSymbol = "0";
        culture.DateTimeFormat.DateSeparator = "¦";
        culture.DateTimeFormat.TimeSeparator = "h";
        return culture;
    }
}
