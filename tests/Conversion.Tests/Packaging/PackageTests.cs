using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Packaging;

/// <summary>The content and the metadata of the package.</summary>
[Collection<PackageCollection>]
public sealed class PackageTests(ModulePackage package)
{
    private static readonly string[] s_files =
    [
        "CHANGELOG.md",
        "Conversion.psd1",
        "LICENSE",
        "README.md",
        "SHA256SUMS",
        "module/Conversion.Core.dll",
        "module/Conversion.Emulator.dll",
        "module/Conversion.Format.ps1xml",
        "module/Conversion.Types.ps1xml",
        "module/Conversion.dll",
        "module/desktop/LICENSE.TXT",
        "module/desktop/Microsoft.Bcl.AsyncInterfaces.dll",
        "module/desktop/System.Buffers.dll",
        "module/desktop/System.Memory.dll",
        "module/desktop/System.Numerics.Vectors.dll",
        "module/desktop/System.Runtime.CompilerServices.Unsafe.dll",
        "module/desktop/System.Text.Encodings.Web.dll",
        "module/desktop/System.Text.Json.dll",
        "module/desktop/System.Threading.Tasks.Extensions.dll",
        "module/desktop/System.ValueTuple.dll",
        "module/desktop/THIRD-PARTY-NOTICES.TXT",
        "sbom.cdx.json",
    ];

    [Fact]
    public void The_package_contains_only_the_module_and_its_help() =>
        Assert.Equal(s_files.Concat(Help()).Order(StringComparer.Ordinal), package.Files);

    [Fact]
    public void The_package_contains_the_files_of_the_layout() => Assert.Equal(package.LaidOutFiles, package.Files);

    [Fact]
    public void Every_hash_matches_its_file()
    {
        Dictionary<string, string> hashes = File.ReadLines(package.PathOf("SHA256SUMS")).Select(line => line.Split("  ")).ToDictionary(part => part[1], part => part[0]);
        Assert.Equal(package.Files.Where(name => name != "SHA256SUMS"), hashes.Keys.Order(StringComparer.Ordinal));
        Assert.All(hashes, pair => Assert.Equal(HashOf(package.PathOf(pair.Key)), pair.Value));
    }

    [Fact]
    public void The_package_and_the_zip_have_hash_files() =>
        Assert.Equal(
            new[] { package.PackageFile, package.ZipFile }.Select(file => $"{HashOf(file)}  {Path.GetFileName(file)}"),
            File.ReadAllLines(package.HashFile));

    [Fact]
    public void The_zip_contains_the_module_in_a_folder_with_its_name()
    {
        using ZipArchive zip = ZipFile.OpenRead(package.ZipFile);
        Assert.Equal(package.Files.Select(name => "Conversion/" + name), zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_package_metadata_matches_the_manifest()
    {
        PSModuleInfo manifest = Manifest();
        XElement metadata = XDocument.Load(package.PathOf("Conversion.nuspec")).Root!.Elements().Single();
        string Of(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
        Assert.Equal("Conversion", Of("id"));
        Assert.Equal(manifest.Version.ToString(), Of("version"));
        Assert.Equal(manifest.Author, Of("authors"));
        Assert.Equal(manifest.Description, Of("description"));
        Assert.Equal(manifest.Copyright, Of("copyright"));
        Assert.Equal(manifest.ProjectUri.OriginalString, Of("projectUrl"));
        Assert.Equal(manifest.ReleaseNotes, Of("releaseNotes"));
        Assert.Equal("MIT", Of("license"));
        Assert.Equal(
            manifest.Tags.Append("PSModule").Append("PSIncludes_Cmdlet")
                .Concat(manifest.ExportedCmdlets.Keys.SelectMany(name => new[] { "PSCmdlet_" + name, "PSCommand_" + name })).Order(),
            Of("tags").Split(' ').Order());
        Assert.Superset(manifest.CompatiblePSEditions.Select(edition => "PSEdition_" + edition).ToHashSet(), manifest.Tags.ToHashSet());
    }

    [Fact]
    public void Every_assembly_has_the_version_of_the_manifest() => Assert.All(
        package.Files.Where(name => name.EndsWith(".dll", StringComparison.Ordinal) && !name.Contains("desktop", StringComparison.Ordinal)),
        name => Assert.Equal(new Version(package.Version + ".0"), AssemblyName.GetAssemblyName(package.PathOf(name)).Version));

    [Fact]
    public void The_bill_of_materials_names_every_library_its_locked_version_and_its_hash()
    {
        using JsonDocument locked = JsonDocument.Parse(File.ReadAllText(Path.Combine(Checkout.Root, "src", "Conversion", "packages.lock.json")));
        JsonElement packages = locked.RootElement.GetProperty("dependencies").GetProperty(".NETStandard,Version=v2.0");
        using JsonDocument bill = JsonDocument.Parse(File.ReadAllText(package.PathOf("sbom.cdx.json")));
        Assert.Equal("CycloneDX", bill.RootElement.GetProperty("bomFormat").GetString());
        Assert.Equal(package.Version, bill.RootElement.GetProperty("metadata").GetProperty("component").GetProperty("version").GetString());

        List<string> libraries = [];
        foreach (JsonElement component in bill.RootElement.GetProperty("components").EnumerateArray())
        {
            string name = component.GetProperty("name").GetString()!;
            string version = component.GetProperty("version").GetString()!;
            Assert.Equal(packages.GetProperty(name).GetProperty("resolved").GetString(), version);
            Assert.Equal($"pkg:nuget/{name}@{version}", component.GetProperty("purl").GetString());
            JsonElement file = Assert.Single(component.GetProperty("components").EnumerateArray());
            libraries.Add(file.GetProperty("name").GetString()!);
            Assert.Equal(HashOf(package.PathOf(libraries[^1])), Assert.Single(file.GetProperty("hashes").EnumerateArray()).GetProperty("content").GetString());
        }

        Assert.Equal(s_files.Where(name => name.StartsWith("module/desktop/", StringComparison.Ordinal) && name.EndsWith(".dll", StringComparison.Ordinal)), libraries);
    }

    private PSModuleInfo Manifest()
    {
        using Session session = new();
        return session.Run($"Test-ModuleManifest '{package.PathOf("Conversion.psd1")}'").Single<PSModuleInfo>();
    }

    private static IEnumerable<string> Help()
    {
        string folder = Path.Combine(Checkout.Root, "en-US");
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Checkout.Root, file).Replace('\\', '/'))
            : [];
    }

    private static string HashOf(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
}
