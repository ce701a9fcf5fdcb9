using System;
using System.IO;
using System.Text;

namespace Conversion;

/// <summary>A text file that is there as a whole or not at all.</summary>
/// <param name="path">Its path.</param>
/// <param name="replaces">Whether it may replace a file.</param>
public sealed class AtomicFile(string path, bool replaces)
{
    /// <summary>Whether there is already something that it may not replace.</summary>
    public bool IsInTheWay => !replaces && File.Exists(path);

    /// <summary>Tells in time whether it can be written.</summary>
    /// <exception cref="IOException">It is a folder or a device, or its folder takes no file.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or the folder is protected.</exception>
    public void Check()
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"'{path}' is a folder.");
        }

        if (File.Exists(path))
        {
            RegularFile.OpenOrCreate(path, FileShare.ReadWrite | FileShare.Delete).Dispose();
        }

        string trial = NewName(path);
        new FileStream(trial, FileMode.CreateNew, FileAccess.Write).Dispose();
        File.Delete(trial);
    }

    /// <summary>Writes it: beside its place, and then into it in one step.</summary>
    /// <exception cref="IOException">It cannot be written, or there is something that it may not replace.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or the folder is protected.</exception>
    public void Write(string text)
    {
        string target = File.Exists(path) && RegularFile.IsLink(path) ? RegularFile.FollowLinks(path) : path;
        string unfinished = NewName(target);
        try
        {
            File.WriteAllText(unfinished, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            if (replaces && File.Exists(target))
            {
                File.Replace(unfinished, target, destinationBackupFileName: null);
            }
            else
            {
                File.Move(unfinished, target);
            }
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private static string NewName(string beside) => $"{beside}.{Guid.NewGuid():N}.tmp";
}
