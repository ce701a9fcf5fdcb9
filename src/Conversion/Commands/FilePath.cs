using System;
using System.Globalization;
using System.IO;
using System.Management.Automation;

namespace Conversion.Commands;

/// <summary>Paths as PowerShell writes them: relative to the session's location, on drives of its own.</summary>
internal static class FilePath
{
    private const string BeginningOfLongPaths = @"\\?\";

    private static readonly char[] s_wildcards = ['*', '?'];

    /// <summary>The file that a path names, whether it is there or not. Brackets are part of the name.</summary>
    /// <exception cref="IOException">
    /// It names none: there is no such drive, it is a drive without files such as <c>env:</c>, or it has a wildcard.
    /// </exception>
    public static string FileAt(this PSCmdlet cmdlet, string path)
    {
        string file;
        ProviderInfo provider;
        try
        {
            file = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _);
        }
        catch (Exception exception) when (exception is RuntimeException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw Unusable(Messages.PathUnusable, path, exception.Message, exception);
        }

        if (provider.Name != "FileSystem")
        {
            throw Unusable(Messages.DriveHasNoFiles, path, provider.Name);
        }

        if (path.Length == 0 || file.Length == 0)
        {
            throw Unusable(Messages.PathEmpty, path);
        }

        int start = file.StartsWith(BeginningOfLongPaths, StringComparison.Ordinal) ? BeginningOfLongPaths.Length : 0;
        return file.IndexOfAny(s_wildcards, start) < 0 ? file : throw Unusable(Messages.PathHasWildcard, path);
    }

    private static IOException Unusable(string format, string path, string? reason = null, Exception? cause = null) =>
        new(string.Format(CultureInfo.InvariantCulture, format, path, reason), cause);
}
