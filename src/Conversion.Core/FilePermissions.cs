using System;
using System.ComponentModel;
using System.IO;
using System.Runtime.InteropServices;

namespace Conversion;

/// <summary>Restricts a file with personal data to its owner. On Windows the permissions of the folder apply.</summary>
internal static class FilePermissions
{
    private const uint ReadAndWriteByOwner = 0x180;

    public static void RestrictToOwner(string path)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows) && ChangeMode(path, ReadAndWriteByOwner) != 0)
        {
            throw new IOException(
                $"Access to '{path}' cannot be restricted to its owner.", new Win32Exception(Marshal.GetLastWin32Error()));
        }
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [DllImport("libc", EntryPoint = "chmod", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int ChangeMode(string path, uint mode);
}
