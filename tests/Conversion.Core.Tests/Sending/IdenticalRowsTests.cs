using System;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Journal;
using Conversion.Model;
using Conversion.Sending;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>One contact many times in a list.</summary>
public sealed class IdenticalRowsTests : IDisposable
{
    private const int Count = 5_000;

    private readonly ListedAccount _account = new();

    public void Dispose() => _account.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public void Identical_rows_of_a_new_contact_are_sent_once(int batchSize)
    {
        _account.Settings = new SenderSettings { BatchSize = batchSize };
        ContactRequest row = ListedAccount.Row("ada@example.com");

        UpsertStatus[] statuses = _account.Statuses([.. Enumerable.Repeat(row, Count)]);

        Assert.Equal([UpsertStatus.Created, .. Enumerable.Repeat(UpsertStatus.Unchanged, Count - 1)], statuses);
        Assert.Equal(1, _account.Api.Requests);
    }

    [Fact]
    public async Task Identical_rows_that_all_wait_for_the_first_are_released_together()
    {
        GatedApi gated = new();
        using ListedAccount account = new(gated.Api);
        using ContactJournal journal = account.OpenJournal();
        using ContactSender<int> sender = account.Sender(journal);
        ContactRequest row = ListedAccount.Row("ada@example.com");
        for (int i = 0; i < 20 * Count; i++)
        {
            sender.Post(i, row);
        }

        (await gated.NextRequestAsync(TestContext.Current.CancellationToken)).SetResult();

        Assert.Equal(Enumerable.Range(0, 20 * Count), (await Rows.TakeAllAsync(sender)).Select(static sent => sent.Row));
        Assert.Equal(1, gated.Api.Requests);
        Assert.Equal((20 * Count) - 1, sender.Changes.Repeated);
    }

    [Fact]
    public void Rows_that_alternate_are_all_sent_and_the_last_one_holds()
    {
        ContactRequest[] rows = [.. Enumerable.Range(0, 501).Select(static row => ListedAccount.Row("ada@example.com", row % 2 == 0 ? "A" : "B"))];

        Assert.DoesNotContain(UpsertStatus.Unchanged, _account.Statuses(rows));
        Assert.Equal("A", _account.Stored("ada@example.com").City);
    }

    [Fact]
    public void Repeated_rows_are_counted()
    {
        using ContactJournal journal = _account.OpenJournal();
        using ContactSender<int> sender = _account.Sender(journal);

        ListedAccount.Send(sender, ListedAccount.Row("a@b.c"), ListedAccount.Row("b@b.c"), ListedAccount.Row("a@b.c"), ListedAccount.Row("A@B.C", "Oslo"));

        Assert.Equal(2, sender.Changes.Repeated);
    }
}
