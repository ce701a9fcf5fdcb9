using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Runbooks;

/// <summary>The samples with -Partition: several runs import one list together.</summary>
public sealed class PartitionedImportTests : IAsyncLifetime
{
    private RunbookSession _runbook = null!;

    public async ValueTask InitializeAsync()
    {
        _runbook = await RunbookSession.StartAsync();
        _runbook.WriteList("Email\n" + string.Concat(Enumerable.Range(1, 40).Select(i => $"a{i}@example.com\n")));
    }

    public ValueTask DisposeAsync() => _runbook.DisposeAsync();

    public static TheoryData<string> Samples => ["Import-Leads.ps1", "Import-LeadsFromBlob.ps1"];

    private Run Import(string sample, string parameters) => _runbook.Run(sample, parameters + (sample == "Import-Leads.ps1"
        ? $" -Path '{_runbook.Folder.PathOf("leads.csv")}' -StateFolder '{_runbook.Folder.Root}' -SecretName ConversionApiKey"
        : " -StorageAccountName leads -ContainerName leads"));

    private Run[] ImportAll(string sample) => [.. Enumerable.Range(0, 4).Select(part => Import(sample, $"-Partition {part} -PartitionCount 4 -RateLimit 4000"))];

    private static int CountOf(IEnumerable<Run> runs, string status) => runs.Sum(run => Convert.ToInt32(run.Output[0].Properties[status].Value));

    [Theory]
    [MemberData(nameof(Samples))]
    public void All_parts_together_are_the_list_each_with_files_of_its_own(string sample)
    {
        Assert.Equal(40, CountOf(ImportAll(sample), "Created"));
        Assert.Equal(40, _runbook.Api.Bodies.Sum(body => body.Split("\"email\"").Length - 1));
        string[] files = [.. Directory.GetFiles(_runbook.Folder.Root).Select(Path.GetFileName).Where(name => name!.StartsWith("leads.", StringComparison.Ordinal)).Order()!];
        Assert.Equal(
            Enumerable.Range(0, 4).SelectMany(part => new[] { $"leads.{part}.journal", $"leads.{part}.report.html" }).Append("leads.csv").Order(), files);
        Assert.Equal(40, CountOf(ImportAll(sample), "Unchanged"));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Another_number_of_parts_is_refused_with_the_same_journals(string sample)
    {
        ImportAll(sample);
        int sent = _runbook.Api.Bodies.Count;
        Run run = Import(sample, "-Partition 1 -PartitionCount 5");
        Assert.StartsWith("journal_mismatch,", run.TerminatingError?.FullyQualifiedErrorId);
        Assert.Equal(sent, _runbook.Api.Bodies.Count);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_rate_limit_is_that_of_all_parts_together(string sample)
    {
        _runbook.Session.Run("function Connect-Cnv($ApiKey, $RateLimit) { $global:given = $RateLimit; throw 'seen' }");
        Import(sample, "-Partition 0 -PartitionCount 4 -RateLimit 10");
        Assert.Equal(2.5, _runbook.Session.Run("$given").Single<double>());
    }
}
