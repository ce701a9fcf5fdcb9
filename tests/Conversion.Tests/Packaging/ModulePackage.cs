using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Packaging;

/// <summary>The module, packed and unpacked again.</summary>
public sealed class ModulePackage : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("conversion-package-");

    internal string PackageFile => Directory.GetFiles(_folder.FullName, "*.nupkg").Single();

    internal string ZipFile => Path.Combine(_folder.FullName, "Conversion.zip");

    internal string HashFile => Path.Combine(_folder.FullName, "SHA256SUMS");

    internal string Version => Path.GetFileNameWithoutExtension(PackageFile)["Conversion.".Length..];

    internal string ModuleFolder => Path.Combine(_folder.FullName, "Unpacked");

    /// <summary>The files for PowerShell, by their names in the package, without the files that NuGet adds.</summary>
    internal IEnumerable<string> Files => NamesIn(ModuleFolder)
        .Where(name => name is not "[Content_Types].xml" and not "Conversion.nuspec"
            && !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal));

    /// <summary>The files of the layout next to the package.</summary>
    internal IEnumerable<string> LaidOutFiles => NamesIn(Path.Combine(_folder.FullName, "Conversion"));

    internal string PathOf(string name) => Path.Combine(ModuleFolder, name);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        // The existing build is packed: another build would overwrite the module that other tests have loaded.
        DotnetProcess pack = await DotnetProcess.RunAsync(
            new Dictionary<string, string> { ["MSBUILDDISABLENODEREUSE"] = "1" },
            "pack", Path.Combine(Checkout.Root, "src", "Conversion"), "--no-build", "-c", Checkout.Configuration, "-o", _folder.FullName);
        Assert.True(pack.ExitCode == 0, pack.Output + pack.Error);
        System.IO.Compression.ZipFile.ExtractToDirectory(PackageFile, ModuleFolder);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static IEnumerable<string> NamesIn(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);
}
