using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mono.Cecil;
using Xunit;

namespace Conversion.Tests.WindowsPowerShell;

/// <summary>
/// Checks that all references of the module exist in Windows PowerShell 5.1, where these tests do not run: a missing member
/// would be found only when it is called.
/// </summary>
public sealed class ReferenceTests : IDisposable
{
    private readonly DesktopAssemblies _assemblies = new();

    public void Dispose() => _assemblies.Dispose();

    [Fact]
    public void Every_assembly_exists_in_the_referenced_version_or_later() =>
        AssertAllAreThere(module => module.AssemblyReferences, reference => _assemblies.Resolve(reference));

    [Fact]
    public void Every_referenced_type_exists()
    {
        AssertAllAreThere(module => module.GetTypeReferences(), type => type.Resolve());
        AssertAllAreThere(module => module.ExportedTypes, type => type.Resolve());
    }

    [Fact]
    public void Every_referenced_method_and_field_exists() =>
        // The runtime provides the methods of arrays.
        AssertAllAreThere(module => module.GetMemberReferences().Where(member => !member.DeclaringType.IsArray), member => member.Resolve());

    [Fact]
    public void Every_shipped_library_is_used()
    {
        IEnumerable<string> used = _assemblies.OfTheModule().SelectMany(assembly => assembly.MainModule.AssemblyReferences)
            .Select(reference => _assemblies.Resolve(reference).MainModule.FileName);
        Assert.Empty(Directory.GetFiles(DesktopAssemblies.DesktopFolder, "*.dll").Except(used));
    }

    private void AssertAllAreThere<T>(Func<ModuleDefinition, IEnumerable<T>> references, Func<T, object?> resolve)
        where T : notnull
    {
        IEnumerable<string> missing = _assemblies.OfTheModule().Select(assembly => assembly.MainModule).SelectMany(
            module => references(module).Where(reference => !IsThere(reference, resolve)), (module, reference) => $"{module.Name}: {reference}");
        Assert.True(!missing.Any(), "Not there:" + Environment.NewLine + string.Join(Environment.NewLine, missing));
    }

    private static bool IsThere<T>(T reference, Func<T, object?> resolve)
    {
        try
        {
            return resolve(reference) is not null;
        }
        catch (AssemblyResolutionException)
        {
            return false;
        }
    }
}
