using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using Conversion.Tests.Hosting;
using Mono.Cecil;

namespace Conversion.Tests.WindowsPowerShell;

/// <summary>
/// The assemblies that Windows PowerShell 5.1 on .NET Framework 4.7.2 finds for this module, in search order:
/// the framework's, its facades, PowerShell's own, and those that the module ships.
/// </summary>
internal sealed class DesktopAssemblies : IAssemblyResolver
{
    private static readonly string s_framework = Metadata("NETFramework");

    private readonly string[] _folders =
    [
        s_framework, Path.Combine(s_framework, "Facades"), Metadata("PowerShellStandard"), Checkout.ModuleFolder, DesktopFolder,
    ];

    private readonly Dictionary<string, AssemblyDefinition> _read = [];

    public static string DesktopFolder => Path.Combine(Checkout.ModuleFolder, "desktop");

    /// <summary>All assemblies that the module ships: its own, and those in the desktop folder.</summary>
    public IEnumerable<AssemblyDefinition> OfTheModule() =>
        Directory.GetFiles(Checkout.ModuleFolder, "*.dll").Concat(Directory.GetFiles(DesktopFolder, "*.dll")).Select(Read);

    /// <inheritdoc/>
    public AssemblyDefinition Resolve(AssemblyNameReference name) =>
        // An older version does not match: a reference to a strong-named assembly includes its version.
        _folders.Select(folder => Path.Combine(folder, name.Name + ".dll")).Where(File.Exists).Select(Read)
            .FirstOrDefault(found => found.Name.Version >= name.Version)
        ?? throw new AssemblyResolutionException(name);

    /// <inheritdoc/>
    public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters) => Resolve(name);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (AssemblyDefinition assembly in _read.Values)
        {
            assembly.Dispose();
        }
    }

    private AssemblyDefinition Read(string file)
    {
        if (!_read.TryGetValue(file, out AssemblyDefinition? assembly))
        {
            assembly = AssemblyDefinition.ReadAssembly(file, new ReaderParameters { AssemblyResolver = this });
            _read.Add(file, assembly);
        }

        return assembly;
    }

    private static string Metadata(string key) => typeof(DesktopAssemblies).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}
