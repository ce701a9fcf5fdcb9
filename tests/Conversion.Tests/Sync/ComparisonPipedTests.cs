using System.Linq;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Sync;

/// <summary>Comparisons are rows: what Compare-CnvContact told can be sent.</summary>
public sealed class ComparisonPipedTests : SyncTestBase
{
    private const string OfChanges = "Where-Object Status -In New, Changed";

    private object[] Prepare()
    {
        Night(Rows(3, city: "Rome"));
        SentSince();
        return [Row("a1@b.c", city: "Rome"), Row("a2@b.c", city: "Oslo"), Row("new@b.c", city: "Bonn")];
    }

    private void AssertChangesWereSent(Run run)
    {
        Assert.Null(run.TerminatingError);
        Assert.Equal([UpsertStatus.Updated, UpsertStatus.Created], StatusesOf(run));
        Assert.Equal(
            ["""{"email":"a2@b.c","fields":{"city":"Oslo"}}""", """{"email":"new@b.c","fields":{"city":"Bonn"}}"""], SentSince());
    }

    [Fact]
    public void Comparisons_are_sent_as_their_rows() =>
        AssertChangesWereSent(Api.Session.Pipe($"{Compare} | {OfChanges} | Set-CnvContact -ThrottleLimit 1", Prepare()));

    [Fact]
    public void Comparisons_are_sent_over_the_journal_that_they_were_made_with() =>
        AssertChangesWereSent(Api.Session.Pipe($"{Compare} | {OfChanges} | {Set} -ThrottleLimit 1", Prepare()));

    [Fact]
    public void Comparisons_that_were_exported_are_sent_as_their_rows()
    {
        string file = Journal + ".xml";
        Api.Session.Pipe($"{Compare} | Export-Clixml '{file}'", Prepare());
        AssertChangesWereSent(Api.Session.Run($"Import-Clixml '{file}' | {OfChanges} | Set-CnvContact -ThrottleLimit 1"));
    }

    [Fact]
    public void Comparisons_that_a_job_returned_are_sent_as_their_rows()
    {
        Api.Session.Pipe(
            $"{Compare} | ForEach-Object {{ [System.Management.Automation.PSSerializer]::Serialize($_, 1) }} | Set-Variable told -Scope Global", Prepare());
        AssertChangesWereSent(Api.Session.Run(
            $"$told | ForEach-Object {{ [System.Management.Automation.PSSerializer]::Deserialize($_) }} | {OfChanges} | Set-CnvContact -ThrottleLimit 1"));
    }

    [Fact]
    public void A_comparison_that_was_exported_has_its_status_as_text()
    {
        Api.Session.Pipe($"{Compare} | Export-Clixml '{Journal}.xml'", Row("a1@b.c"));
        Assert.Equal("New", Api.Session.Run($"(Import-Clixml '{Journal}.xml').Status").Single<string>());
    }

    [Fact]
    public void Comparisons_and_results_can_be_synchronized_and_compared_again()
    {
        object[] rows = Rows(3, "SUBSCRIBED");
        Run sent = Api.Session.Pipe($"{Compare} | {Sync}", rows);
        Assert.Equal(rows, sent.Results.Select(result => result.InputObject));
        Assert.All(Api.Session.Pipe(Compare, [.. sent.Results]).All<CnvContactComparison>(), one => Assert.Equal(ComparisonStatus.Unchanged, one.Status));
    }

    [Fact]
    public void A_contact_that_has_left_is_no_row()
    {
        Night(Rows(2));
        Run run = Api.Session.Pipe($"{Compare} | Where-Object Status -EQ Removed | Set-CnvContact", Rows(1));
        Assert.Equal(UpsertStatus.Rejected, run.Result.Status);
        Assert.Contains("does not contain the row", run.Error.Exception.Message);
    }
}
