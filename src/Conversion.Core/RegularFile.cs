using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Conversion;

/// <summary>
/// Opens files that are kept: neither devices nor pipes, which a path may name as well. The open file is judged, not the path,
/// which may name something else a moment later.
/// </summary>
internal static class RegularFile
{
    // How systems say that somebody else has the file.
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LockViolation = unchecked((int)0x80070021);
    private const int WouldBlock = 11;
    private const int WouldBlockOnMac = 35;

    // FILE_TYPE_DISK of Windows.
    private const uint Disk = 1;

    // The longest path that a Unix system resolves.
    private const int MaximumPathLength = 4096;

    // struct FileStatus of the .NET runtime: an int of flags, then the mode. The rest is not read.
    private const int FileStatusLength = 256;
    private const int OffsetOfMode = 4;
    private const int KindMask = 0xF000;
    private const int RegularKind = 0x8000;

    /// <summary>Opens a file for reading and writing, and creates it where there is none.</summary>
    /// <exception cref="IOException">It is a device or a pipe, or it cannot be opened.</exception>
    public static FileStream OpenOrCreate(string path, FileShare share) => Open(path, FileMode.OpenOrCreate, share);

    /// <summary>Opens a file for reading and writing, and creates none, also where a link leads to.</summary>
    /// <exception cref="FileNotFoundException">There is none in the folder, or a link leads to none.</exception>
    /// <exception cref="IOException">It is a device or a pipe, or it cannot be opened.</exception>
    public static FileStream OpenExisting(string path, FileShare share) => Open(path, FileMode.Open, share);

    /// <summary>Creates the file that is to replace another: beside it, and for its owner only. An unfinished one is overwritten.</summary>
    /// <param name="path">The file that it is to replace.</param>
    /// <param name="prefix">What such a file begins with.</param>
    /// <exception cref="IOException">There is something else under that name, or it cannot be created.</exception>
    public static FileStream CreateReplacement(string path, byte[] prefix)
    {
        FileStream file = OpenOrCreate(path + ".new", FileShare.None);
        try
        {
            byte[] start = new byte[Math.Min(prefix.Length, file.Length)];
            if (file.Read(start, 0, start.Length) != start.Length || !prefix.AsSpan(0, start.Length).SequenceEqual(start))
            {
                throw new IOException($"'{file.Name}' is in the way: '{path}' is written anew under that name. Move it.");
            }

            FilePermissions.RestrictToOwner(file);
            file.SetLength(0);
            file.Seek(0, SeekOrigin.Begin);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether a file could not be opened because somebody else has it open.</summary>
    public static bool IsInUse(IOException exception) =>
        exception.HResult is SharingViolation or LockViolation or WouldBlock or WouldBlockOnMac;

    /// <summary>Whether the path is a link to a file, and not the file itself.</summary>
    public static bool IsLink(string path) => (File.GetAttributes(path) & FileAttributes.ReparsePoint) != 0;

    /// <summary>The path of the file that a link leads to in the end. On Windows the path itself.</summary>
    /// <exception cref="IOException">It leads nowhere.</exception>
    public static string FollowLinks(string path)
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            return path;
        }

        byte[] resolved = new byte[MaximumPathLength + 1];
        return Resolve(Encoding.UTF8.GetBytes(path + '\0'), resolved) != IntPtr.Zero
            ? Encoding.UTF8.GetString(resolved, 0, Array.IndexOf(resolved, (byte)0))
            : throw new IOException($"The link '{path}' cannot be followed.");
    }

    private static FileStream Open(string path, FileMode mode, FileShare share)
    {
        // Each write goes straight to the operating system: no buffer of ours is lost with the process.
        FileStream file = new(path, mode, FileAccess.ReadWrite, share, bufferSize: 1);
        try
        {
            return IsRegular(file.SafeFileHandle) ? file : throw new IOException($"'{path}' is a device or a pipe, not a file.");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static bool IsRegular(SafeFileHandle file)
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            return GetFileType(file) == Disk;
        }

        byte[] status = new byte[FileStatusLength];
        return GetFileStatus(file, status) == 0 && (BitConverter.ToInt32(status, OffsetOfMode) & KindMask) == RegularKind;
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [DllImport("kernel32")]
    private static extern uint GetFileType(SafeFileHandle file);

    // The C library's own structure differs from system to system; the runtime's, which hides that, does not.
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [DllImport("libSystem.Native", EntryPoint = "SystemNative_FStat")]
    private static extern int GetFileStatus(SafeFileHandle file, [Out] byte[] status);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [DllImport("libc", EntryPoint = "realpath")]
    private static extern IntPtr Resolve(byte[] path, [Out] byte[] resolved);
}
