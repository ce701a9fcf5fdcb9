using System.Globalization;
using System.IO;
using System.Management.Automation;

namespace Conversion.Commands;

/// <summary>Paths as PowerShell writes them: relative to the session's location, on drives of its own.</summary>
internal static class FilePath
{
    /// <summary>The file that a path names, whether it is there or not.</summary>
    /// <exception cref="IOException">On that drive there are no files: it is <c>env:</c>, <c>variable:</c> or the like.</exception>
    public static string FileAt(this PSCmdlet cmdlet, string path)
    {
        string file = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        return provider.Name == "FileSystem"
            ? file
            : throw new IOException(string.Format(CultureInfo.InvariantCulture, Messages.DriveHasNoFiles, path, provider.Name));
    }
}
