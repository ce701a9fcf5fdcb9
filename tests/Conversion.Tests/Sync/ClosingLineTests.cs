using System.Linq;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Sync;

/// <summary>The line on the information stream that sums a run up.</summary>
public sealed class ClosingLineTests : SyncTestBase
{
    private static string CountsOf(Run run) => Assert.Single(run.Information).Split(" rows/s): ")[1];

    [Fact]
    public void It_counts_unchanged_rows_and_contacts_that_have_left()
    {
        Night(Rows(10));
        Run run = Night([.. Rows(7), Row("a8@b.c", city: "Oslo"), Row("new@b.c"), Row("a10@b.c", "BOUNCED")]);
        Assert.Equal("1 Created, 1 Updated, 1 Rejected, 7 Unchanged, 1 Removed.", CountsOf(run));
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
}
