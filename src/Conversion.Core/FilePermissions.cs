using System.ComponentModel;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Conversion;

/// <summary>Restricts a file with personal data to its owner. On Windows the permissions of the folder apply.</summary>
internal static class FilePermissions
{
    private const uint ReadAndWriteByOwner = 0x180;

    /// <summary>Changes the permissions of the open file, whatever its path names by now.</summary>
    /// <exception cref="IOException">The system does not allow it.</exception>
    public static void RestrictToOwner(FileStream file)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows) && ChangeMode(file.SafeFileHandle, ReadAndWriteByOwner) != 0)
        {
            throw new IOException(
                $"Access to '{file.Name}' cannot be restricted to its owner.", new Win32Exception(Marshal.GetLastWin32Error()));
        }
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [DllImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static extern int ChangeMode(SafeFileHandle file, uint mode);
}
