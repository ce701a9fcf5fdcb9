using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Conversion.Exports;
using Conversion.Journal;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Conventions;

/// <summary>Conventions of the whole module.</summary>
public sealed partial class ModuleConventions
{
    private static readonly Assembly s_module = typeof(CnvConnection).Assembly;

    private static readonly Type[] s_cmdlets = [.. s_module.GetTypes().Where(type => type.GetCustomAttribute<CmdletAttribute>() is not null)];

    [Fact]
    public void The_manifest_exports_exactly_the_existing_cmdlets()
    {
        using Session session = new();
        string[] exported = [.. session.Run("Get-Command -Module Conversion").Output.Select(command => ((CommandInfo)command.BaseObject).Name).Order()];
        Assert.Equal(
            s_cmdlets.Select(type => type.GetCustomAttribute<CmdletAttribute>()!).Select(cmdlet => $"{cmdlet.VerbName}-{cmdlet.NounName}").Order(),
            exported);
    }

    [Fact]
    public void Every_cmdlet_declares_its_output_type() =>
        Assert.All(s_cmdlets, type => Assert.NotEmpty(type.GetCustomAttributes<OutputTypeAttribute>()));

    [Fact]
    public void The_module_ships_only_its_own_assemblies() =>
        Assert.Equal(
            ["Conversion.Core.dll", "Conversion.Emulator.dll", "Conversion.dll"],
            Directory.GetFiles(Checkout.ModuleFolder, "*.dll").Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Fact]
    public void The_module_references_only_assemblies_that_PowerShell_ships()
    {
        string[] allowed = ["netstandard 2.0.0.0", "System.Text.Json 8.0.0.0", "System.Management.Automation 3.0.0.0"];
        foreach (string file in Directory.GetFiles(Checkout.ModuleFolder, "*.dll"))
        {
            IEnumerable<string> foreign = References(file).Where(name => !name.StartsWith("Conversion", StringComparison.Ordinal))
                // Small dependencies of System.Text.Json, all shipped with PowerShell 7 too.
                .Where(name => !name.StartsWith("System.Memory ", StringComparison.Ordinal)
                    && !name.StartsWith("System.Buffers ", StringComparison.Ordinal)
                    && !name.StartsWith("System.Text.Encodings.Web 8.0.0.0", StringComparison.Ordinal)
                    && !name.StartsWith("System.Threading.Tasks.Extensions ", StringComparison.Ordinal)
                    && !name.StartsWith("System.Runtime.CompilerServices.Unsafe ", StringComparison.Ordinal));
            Assert.Empty(foreign.Except(allowed));
        }
    }

    [Fact]
    public void Windows_PowerShell_can_load_the_cmdlet_types_before_the_resolver_is_registered() =>
        Assert.DoesNotContain(
            References(Path.Combine(Checkout.ModuleFolder, "Conversion.dll")),
            name => name.StartsWith("System.", StringComparison.Ordinal) && !name.StartsWith("System.Management.Automation", StringComparison.Ordinal));

    [Fact]
    public void Every_error_has_a_category_and_advice_and_is_raised_by_a_test()
    {
        string tests = string.Concat(Directory.GetFiles(Path.Combine(Checkout.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(nameof(ModuleConventions) + ".cs", StringComparison.Ordinal)).Select(File.ReadAllText));
        foreach (FieldInfo constant in new[] { typeof(ErrorCodes), typeof(CnvErrors), typeof(JournalException), typeof(CursorException) }
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)).Where(field => field.IsLiteral))
        {
            string code = (string)constant.GetRawConstantValue()!;
            Assert.True(
                tests.Contains(code, StringComparison.Ordinal) || tests.Contains("ErrorCodes." + constant.Name, StringComparison.Ordinal),
                $"No test raises {code}.");
            if (code != ErrorCodes.TimeLimit)
            {
                ErrorRecord error = CnvErrors.From(code, "It happened.", target: null);
                Assert.True(error.Exception.Message.Length > "It happened. ".Length);
                Assert.NotEqual(ErrorCategory.NotSpecified, error.CategoryInfo.Category);
            }
        }
    }

    [Fact]
    public void Every_test_named_in_the_documentation_exists()
    {
        Dictionary<string, string> classes = Directory.GetFiles(Path.Combine(Checkout.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .GroupBy(file => Path.GetFileNameWithoutExtension(file)).ToDictionary(files => files.Key, files => string.Concat(files.Select(File.ReadAllText)));
        string[] named = [.. TestNamePattern().Matches(File.ReadAllText(Path.Combine(Checkout.Root, "docs", "reliability.md"))).Select(name => name.Value)];
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains($" {name.Trim('`').Split('.')[1]}(", classes[name.Trim('`').Split('.')[0]]));
    }

    [GeneratedRegex(@"`\w+(Tests|Properties|Conventions)\.\w+`")]
    private static partial Regex TestNamePattern();

    [Fact]
    public void Results_are_read_only()
    {
        foreach (Type type in new[] { typeof(CnvContactResult), typeof(CnvContactComparison), typeof(CnvContact), typeof(CnvConnection), typeof(CnvConnectionTest), typeof(CnvContactRecord), typeof(CnvEventResult) })
        {
            Assert.All(type.GetProperties(), property => Assert.True(
                property.SetMethod is not { IsPublic: true } setter
                || setter.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit"),
                $"{type.Name}.{property.Name}"));
        }
    }

    [Fact]
    public void No_status_has_the_value_0()
    {
        Assert.DoesNotContain((UpsertStatus)0, Enum.GetValues<UpsertStatus>());
        Assert.DoesNotContain((ComparisonStatus)0, Enum.GetValues<ComparisonStatus>());
    }

    private static string[] References(string file)
    {
        using PEReader reader = new(File.OpenRead(file));
        MetadataReader metadata = reader.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetAssemblyReference(handle))
            .Select(reference => $"{metadata.GetString(reference.Name)} {reference.Version}")];
    }
}
