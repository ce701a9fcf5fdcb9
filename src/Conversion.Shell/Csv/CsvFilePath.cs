using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;

namespace Conversion.Shell.Csv;

/// <summary>From a path of the session to one file.</summary>
internal static class CsvFilePath
{
    private const string FileSystem = "FileSystem";

    /// <summary>The full path; the file need not exist unless the path has wildcards, which must then match one file only.</summary>
    public static string Resolve(PSCmdlet cmdlet, string path, bool isLiteral)
    {
        IReadOnlyList<string> found;
        ProviderInfo provider;
        if (isLiteral)
        {
            found = [Unresolved(cmdlet, path, out provider)];
        }
        else
        {
            try
            {
                found = cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out provider);
            }
            catch (ItemNotFoundException)
            {
                found = [Unresolved(cmdlet, path, out provider)];
            }
        }

        if (!provider.Name.Equals(FileSystem, StringComparison.OrdinalIgnoreCase))
        {
            throw Failure("ReadWriteFileNotFileSystemProvider", ErrorCategory.InvalidArgument, path,
                $"Cannot open file because the current provider ({provider.Name}) cannot open a file.");
        }

        return found.Count switch
        {
            1 => found[0],
            0 => throw Failure("FileOpenFailure", ErrorCategory.OpenError, path,
                $"Cannot perform operation because the wildcard path {path} did not resolve to a file."),
            _ => throw Failure("ReadWriteMultipleFilesNotSupported", ErrorCategory.InvalidArgument, path,
                "Cannot perform operation because the path resolved to more than one file. This command cannot operate on multiple files."),
        };
    }

    /// <summary>Opens a file, or throws what the cmdlet should end with.</summary>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(path, mode, access, share);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CsvFileException(new ErrorRecord(exception, "FileOpenFailure", ErrorCategory.OpenError, path));
        }
    }

    private static string Unresolved(PSCmdlet cmdlet, string path, out ProviderInfo provider) =>
        cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _);

    private static CsvFileException Failure(string id, ErrorCategory category, string path, string message) =>
        new(new ErrorRecord(new InvalidOperationException(message), id, category, path));
}
