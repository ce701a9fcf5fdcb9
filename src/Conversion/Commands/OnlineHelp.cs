namespace Conversion.Commands;

/// <summary>Where <c>Get-Help -Online</c> leads to.</summary>
internal static class OnlineHelp
{
    public const string Folder = "https://github.com/conversion-powershell/conversion/blob/main/docs/";
}
