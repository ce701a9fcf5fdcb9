using System.Linq;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Sync;

/// <summary>Results and comparisons that are piped into a command for whole lists may be a part of the list: nobody has left.</summary>
public sealed class ResultsAsListTests : SyncTestBase
{
    private const string Warning = "Results of another command were piped in.";

    private Run Pipe(string script, object[] rows) => Api.Session.Pipe(script, rows);

    private void AssertNobodyHasLeft(Run run)
    {
        Assert.Null(run.TerminatingError);
        Assert.DoesNotContain(run.Results, result => result.Status == UpsertStatus.Removed);
        Assert.StartsWith(Warning, Assert.Single(run.Warnings));
        Assert.All(Night(Rows(5, city: "Oslo")).Results, result => Assert.NotEqual(UpsertStatus.Created, result.Status));
    }

    [Theory]
    [InlineData("Where-Object Status -EQ Changed")]
    [InlineData("Select-Object -First 2")]
    [InlineData("ForEach-Object { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)) } | Where-Object Status -EQ Changed")]
    public void A_part_of_the_comparisons_removes_nobody(string filter)
    {
        Night(Rows(5));
        AssertNobodyHasLeft(Pipe($"{Compare} | {filter} | {Sync} -RemovedAction Unsubscribe -GuardMinimumCount 0 -MaximumRemovePercent 100", [.. Rows(2, city: "Oslo"), .. Rows(3, 3, null, null)]));
    }

    [Fact]
    public void Results_that_are_sent_again_remove_nobody()
    {
        Night(Rows(5));
        Pipe($"Set-CnvContact | Where-Object Row -EQ 2 | Set-Variable kept -Scope Global", Rows(5));
        AssertNobodyHasLeft(Api.Session.Run($"$kept | {Sync}"));
    }

    [Fact]
    public void A_comparison_with_them_says_so_too()
    {
        Night(Rows(5));
        Run run = Pipe($"{Compare} | Select-Object -First 2 | {Compare}", Rows(5));
        Assert.Equal(2, run.All<CnvContactComparison>().Count(one => one.Status == ComparisonStatus.Unchanged));
        Assert.Equal(2, run.Output.Count);
        Assert.StartsWith(Warning, Assert.Single(run.Warnings));
    }

    [Theory]
    [InlineData("ForEach-Object InputObject | ")]
    [InlineData("ConvertTo-CnvContact | ")]
    public void The_rows_themselves_are_the_list(string through)
    {
        Night(Rows(5));
        string before = through.StartsWith("ForEach", System.StringComparison.Ordinal) ? $"{Compare} | Where-Object Status -NE Removed | " : "";
        Run run = Pipe($"{before}{through}{Sync}", Rows(4));
        Assert.Equal(UpsertStatus.Removed, run.Results[^1].Status);
        Assert.Empty(run.Warnings);
    }
}
