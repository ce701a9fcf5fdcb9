namespace Conversion.Benchmarks;

/// <summary>The path of the repository.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static string Manifest => Path.Combine(Root, "Conversion.psd1");

    private static string Find(DirectoryInfo? folder) => folder is null
        ? throw new DirectoryNotFoundException("No checkout here.")
        : File.Exists(Path.Combine(folder.FullName, "Conversion.slnx")) ? folder.FullName : Find(folder.Parent);
}
