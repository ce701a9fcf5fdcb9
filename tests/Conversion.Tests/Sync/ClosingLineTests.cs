using System.IO;
using System.Linq;
using System.Management.Automation;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Sync;

/// <summary>The line that sums a run up: on the information stream, and shown where a person looks on.</summary>
public sealed class ClosingLineTests : SyncTestBase
{
    private static string CountsOf(Run run) => Assert.Single(run.Information).Split(": ", 2)[1];

    [Fact]
    public void It_counts_unchanged_rows_and_contacts_that_have_left()
    {
        Night(Rows(10));
        Run run = Night([.. Rows(7), Row("a8@b.c", city: "Oslo"), Row("new@b.c"), Row("a10@b.c", "BOUNCED")]);
        Assert.Equal("1 Created, 1 Updated, 1 Rejected (invalid_subscription_status 1, row 10), 7 Unchanged, 1 Removed.", CountsOf(run));
    }

    [Fact]
    public void A_contact_that_has_left_is_no_row()
    {
        Night(Rows(10));
        Assert.StartsWith("7 rows in ", Assert.Single(Night(Rows(7)).Information));
    }

    [Fact]
    public void It_counts_rows_that_repeat_a_contact()
    {
        Run run = Night(Row("a1@b.c", city: "A"), Row("a2@b.c"), Row("a1@b.c", city: "B"), Row("a1@b.c", city: "B"));
        Assert.Equal(
            "2 Created, 1 Updated, 1 Unchanged. Rows that repeat a contact: 2. Where they differ, they are sent in every run.",
            CountsOf(run));
    }

    [Fact]
    public void It_counts_them_where_nothing_was_sent()
    {
        Night(Row("a1@b.c", city: "A"));
        Assert.StartsWith("3 Unchanged. Rows that repeat a contact: 2. ", CountsOf(Night([.. Enumerable.Repeat(Row("a1@b.c", city: "A"), 3)])));
    }

    [Fact]
    public void Nothing_repeats_in_a_plain_list()
    {
        Night(Rows(3));
        Assert.Equal("3 Unchanged.", CountsOf(Night(Rows(3))));
    }

    [Fact]
    public void A_second_run_counts_from_0() =>
        Assert.Equal(["3 Created.", "3 Unchanged.", "3 Unchanged."], Enumerable.Range(0, 3).Select(_ => CountsOf(Night(Rows(3)))));

    [Theory]
    [InlineData("$null = $rows | Set-CnvContact")]
    [InlineData("$r = $rows | Set-CnvContact -BatchSize 10")]
    [InlineData("$null = $rows | Sync-CnvContact -JournalPath $journal")]
    public void A_person_at_the_prompt_sees_it_without_asking(string command)
    {
        InteractiveTestHost host = new();
        using Session session = Api.Connect(host: host);
        session.Set("rows", Rows(3));
        session.Set("journal", Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));
        Run run = session.Run(command);
        string line = Assert.Single(host.Lines);
        Assert.Matches(@"^3 rows in \d+(\.\d)? s: 3 Created\.$", line);
        Assert.Equal(line, Assert.Single(run.Information));
    }

    [Theory]
    [InlineData("-InformationAction Ignore")]
    [InlineData("6> $null")]
    public void It_can_be_silenced(string parameters)
    {
        InteractiveTestHost host = new();
        using Session session = Api.Connect(host: host);
        session.Pipe("Set-CnvContact " + parameters, Rows(3));
        Assert.Empty(host.Lines);
    }

    [Fact]
    public void Without_a_person_it_is_on_the_information_stream_only()
    {
        using Session session = Api.Connect();
        using PowerShell shell = session.Prepare("'a@b.c' | Set-CnvContact");
        shell.Invoke();
        InformationRecord record = Assert.Single(shell.Streams.Information);
        Assert.IsType<string>(record.MessageData);
        Assert.Equal(["Conversion"], record.Tags);
    }
}
