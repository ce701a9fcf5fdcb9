using System;
using System.IO;

namespace Conversion.Tests.Hosting;

/// <summary>The path of the repository.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string Manifest => Path.Combine(Root, "Conversion.psd1");

    public static string ModuleFolder => Path.Combine(Root, "module");

    /// <summary>Debug or Release: the configuration of these tests and their references.</summary>
    public static string Configuration { get; } = Directory.GetParent(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))!.Name;

    /// <summary>The path of the built shell, for sessions in a separate process.</summary>
    public static string Shell => Path.Combine(Root, "src", "Conversion.Shell", "bin", Configuration, "net10.0", "Conversion.Shell.dll");

    public static string Sample(string name) => Path.Combine(Root, "samples", name);

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "Conversion.slnx"))
        ? folder
        : Find(Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar)) ?? throw new DirectoryNotFoundException("No checkout here."));
}
