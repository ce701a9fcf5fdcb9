using System;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Help;

/// <summary>The examples of cmdlets for whole lists and of those for results, run one after the other on the second night of a list.</summary>
public sealed class HelpExampleTests : IAsyncLifetime
{
    private readonly ScratchFolder _folder = new();
    private readonly Api _api = new();

    public async ValueTask InitializeAsync()
    {
        await _api.InitializeAsync();
        _api.Session.Run($"Set-Location '{_folder.Root}'");
        _folder.Write("everyone.csv", "Email,first_name\njane@example.com,Jane\nomar@example.com,Omar\nzoe@example.com,Zoe\n");
        _api.Session.Run("Import-Csv everyone.csv | Sync-CnvContact -JournalPath everyone.journal");
        _folder.Write("everyone.csv", "Email,first_name\njane@example.com,Jane\nomar@example.com,Omer\nlena@example.com,Lena\n");
        _folder.Write("leads.csv", "Email\njane@example.com\n");
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("Sync-CnvContact")]
    [InlineData("Compare-CnvContact")]
    [InlineData("Measure-CnvResult")]
    [InlineData("Export-CnvReport")]
    public void Every_example_runs(string cmdlet)
    {
        foreach (string example in HelpPage.Of(cmdlet).Examples.Values)
        {
            Run run = _api.Session.Run(HelpPage.Code(example));
            Assert.True(run.TerminatingError is null, $"{example}: {run.TerminatingError}");
            Assert.Empty(run.Errors);
        }
    }

    [Fact]
    public void The_first_example_of_Sync_has_the_statuses_of_the_page()
    {
        string example = HelpPage.Of("Sync-CnvContact").Examples.First().Value;
        Run run = _api.Session.Run(HelpPage.Code(example));
        Assert.Equal([UpsertStatus.Unchanged, UpsertStatus.Updated, UpsertStatus.Created, UpsertStatus.Removed], run.Results.Select(result => result.Status));
        Assert.All(run.Results, result => Assert.Contains(result.Status + " ", example, StringComparison.Ordinal));
    }

    [Fact]
    public void The_first_example_of_Compare_counts_every_status_of_the_page()
    {
        string example = HelpPage.Of("Compare-CnvContact").Examples.First().Value;
        Run run = _api.Session.Run(HelpPage.Code(example));
        Assert.Equal(["1 New", "1 Changed", "1 Unchanged", "1 Removed"], run.Output.Select(group => $"{group.Properties["Count"].Value} {group.Properties["Name"].Value}")
            .OrderBy(line => Array.IndexOf(Enum.GetNames<ComparisonStatus>(), line.Split(' ')[1])));
    }

    [Fact]
    public void WhatIf_says_the_totals_in_the_form_of_the_page()
    {
        string line = HelpPage.Of("Set-CnvContact").Examples.Single(example => example.Key.Contains("Count", StringComparison.Ordinal)).Value;
        Assert.Matches(@"What if: Send [\d,]+ of [\d,]+ rows to the account with the key \S+: .*Unchanged\.", line);
        int requests = _api.Emulator.Requests.Count;
        Run run = _api.Session.Run(HelpPage.Code(line));
        Assert.Empty(run.Output);
        Assert.Equal(requests, _api.Emulator.Requests.Count);
    }
}
