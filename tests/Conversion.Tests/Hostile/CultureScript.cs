namespace Conversion.Tests.Hostile;

/// <summary>Scripts that run in a culture and restore the previous one.</summary>
internal static class CultureScript
{
    public static string Create(string culture, string script) =>
        $"$before = [cultureinfo]::CurrentCulture; [cultureinfo]::CurrentCulture = [cultureinfo]::CurrentUICulture = '{culture}'; "
        + $"try {{ {script} }} finally {{ [cultureinfo]::CurrentCulture = [cultureinfo]::CurrentUICulture = $before }}";
}
