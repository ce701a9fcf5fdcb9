using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Packaging;

/// <summary>The package at work in a session that knows nothing of the checkout.</summary>
[Collection<PackageCollection>]
public sealed class InstalledModuleTests(ModulePackage package)
{
    [Fact]
    public async Task Imported_by_name_it_does_the_main_job()
    {
        string leads = Path.Combine(package.ModulesFolder, "leads.csv");
        await File.WriteAllLinesAsync(leads, ["Email,first_name", "ann@example.com,Ann", "nobody,Bob", "ann@example.com,Anne"], TestContext.Current.CancellationToken);
        string script = Path.Combine(package.ModulesFolder, "job.ps1");
        await File.WriteAllTextAsync(
            script,
            """
            param([string]$Leads)
            Import-Module Conversion
            (Get-Module Conversion).Version.ToString()
            Connect-Cnv -Sandbox
            Import-Csv $Leads | Set-CnvContact -ErrorAction SilentlyContinue | ForEach-Object { "$($_.Row) $($_.Status)" }
            [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -like 'Conversion*' -and -not $_.EntryPoint } | ForEach-Object Location
            """,
            TestContext.Current.CancellationToken);

        // Not the shell beside these tests: there the checkout's module lies in the same folder.
        string shell = Path.Combine(Checkout.Root, "src", "Conversion.Shell", "bin", Checkout.Configuration, "net10.0", "Conversion.Shell.dll");
        Dictionary<string, string> environment = new() { ["PSModulePath"] = package.ModulesFolder, ["HOME"] = package.ModulesFolder };
        DotnetProcess run = await DotnetProcess.RunAsync(environment, shell, script, leads);

        Assert.Equal(string.Empty, run.Error);
        Assert.Equal(
            [
                package.Version, "1 Created", "2 Rejected", "3 Updated",
                package.PathOf(Path.Combine("module", "Conversion.dll")),
                package.PathOf(Path.Combine("module", "Conversion.Core.dll")),
                package.PathOf(Path.Combine("module", "Conversion.Emulator.dll")),
            ],
            run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}
