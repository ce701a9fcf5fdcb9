namespace Conversion.Benchmarks;

/// <summary>Where the repository lies.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static string Manifest => Path.Combine(Root, "Conversion.psd1");

    /// <summary>The shell where it was built. Beside the copy in this folder lies a copy of the module, which it would load.</summary>
    public static string BuiltShell => Path.Combine(
        Root, "src", "Conversion.Shell", "bin", Directory.GetParent(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))!.Name, "net10.0", "Conversion.Shell.dll");

    private static string Find(DirectoryInfo? folder) => folder is null
        ? throw new DirectoryNotFoundException("No checkout here.")
        : File.Exists(Path.Combine(folder.FullName, "Conversion.slnx")) ? folder.FullName : Find(folder.Parent);
}
