using System;
using System.Diagnostics;
using System.IO;
using System.Runtime.Versioning;
using Xunit;

namespace Conversion.Core.Tests;

/// <summary>What a path may name that is no file: pipes and devices, made for a test.</summary>
[UnsupportedOSPlatform("windows")]
internal static class SpecialFile
{
    public const UnixFileMode Mode = (UnixFileMode)0b110_100_100;

    /// <summary>Makes one, readable by everybody; skips the test where that is not possible.</summary>
    /// <param name="kind"><c>pipe</c>, <c>null</c> (takes everything) or <c>full</c> (takes nothing).</param>
    /// <param name="path">Where.</param>
    public static void Make(string kind, string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Pipes and devices have no place among files there.");
        Assert.SkipUnless(kind == "pipe" || OperatingSystem.IsLinux(), "The numbers of the devices are Linux's.");
        string[] numbers = kind switch { "null" => ["c", "1", "3"], "full" => ["c", "1", "7"], _ => ["p"] };
        using Process made = Process.Start(new ProcessStartInfo("mknod", [path, .. numbers]) { RedirectStandardError = true })!;
        made.WaitForExit();
        Assert.SkipUnless(made.ExitCode == 0, "Devices are made by root only.");
        File.SetUnixFileMode(path, Mode);
    }

    /// <summary>Whether it is still what it was, with the permissions it had.</summary>
    public static void AssertUntouched(string kind, string path)
    {
        using Process test = Process.Start("test", [kind == "pipe" ? "-p" : "-c", path]);
        test.WaitForExit();
        Assert.Equal(0, test.ExitCode);
        Assert.Equal(Mode, File.GetUnixFileMode(path));
    }
}
