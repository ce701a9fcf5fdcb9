namespace Conversion.Tests.Hostile;

/// <summary>Scripts that run in a culture, and leave the one that was.</summary>
internal static class Under
{
    public static string Culture(string culture, string script) =>
        $"$before = [cultureinfo]::CurrentCulture; [cultureinfo]::CurrentCulture = [cultureinfo]::CurrentUICulture = '{culture}'; "
        + $"try {{ {script} }} finally {{ [cultureinfo]::CurrentCulture = [cultureinfo]::CurrentUICulture = $before }}";
}
