using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Journal;
using Conversion.Sending;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>Lines of the journal wait for each other, but not for long, and no result is returned before its line is written.</summary>
public sealed class JournalGatheringTests : IDisposable
{
    private readonly GatedApi _gated = new();
    private readonly ListedAccount _account;

    public JournalGatheringTests() => _account = new ListedAccount(_gated.Api);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private long Length => new FileInfo(_account.JournalPath).Length;

    public void Dispose() => _account.Dispose();

    [Fact]
    public async Task Lines_wait_while_no_result_can_be_taken_and_are_written_with_the_first_that_can()
    {
        using ContactJournal journal = _account.OpenJournal();
        using ContactSender<int> sender = _account.Sender(journal);
        TaskCompletionSource oldest = await StartAsync(sender, rows: 4);
        long before = Length;
        await CompleteOthersAsync(sender, count: 3);
        Assert.Equal(before, Length);

        oldest.SetResult();
        sender.Take();

        Assert.Equal(before + (4 * JournalLine.Length), Length);
    }

    [Fact]
    public async Task After_a_moment_lines_are_written_though_no_result_can_be_taken()
    {
        using ContactJournal journal = _account.OpenJournal();
        using ContactSender<int> sender = _account.Sender(journal);
        TaskCompletionSource oldest = await StartAsync(sender, rows: 4);
        long before = Length;
        await CompleteOthersAsync(sender, count: 3);

        await Eventually.IsTrueAsync(() =>
        {
            _gated.Api.Clock.Advance(TimeSpan.FromMilliseconds(5));
            return Length == before + (3 * JournalLine.Length);
        });
        oldest.SetResult();
    }

    [Fact]
    public async Task A_sender_that_is_stopped_writes_the_lines_that_wait()
    {
        long before;
        using (ContactJournal journal = _account.OpenJournal())
        {
            using ContactSender<int> sender = _account.Sender(journal);
            await StartAsync(sender, rows: 4);
            before = Length;
            await CompleteOthersAsync(sender, count: 3);
            sender.Stop();
        }

        Assert.Equal(before + (3 * JournalLine.Length), Length);
    }

    [Fact]
    public async Task No_result_is_returned_whose_line_cannot_be_written()
    {
        using ContactJournal journal = _account.OpenJournal();
        using ContactSender<int> sender = _account.Sender(journal);
        TaskCompletionSource oldest = await StartAsync(sender, rows: 2);
        TaskCompletionSource other = await _gated.NextRequestAsync(Cancellation);
        journal.Dispose();
        oldest.SetResult();
        other.SetResult();

        JournalException exception = Assert.Throws<JournalException>(() => sender.Take());

        Assert.Equal(JournalException.WriteFailed, exception.Code);
        Assert.False(sender.TryTake(out _));
    }

    [Fact]
    public async Task Rows_that_were_recorded_before_are_returned_though_a_later_line_cannot_be_written()
    {
        using ContactJournal journal = _account.OpenJournal();
        using ContactSender<int> sender = _account.Sender(journal);
        TaskCompletionSource oldest = await StartAsync(sender, rows: 3);
        TaskCompletionSource second = await _gated.NextRequestAsync(Cancellation);
        TaskCompletionSource third = await _gated.NextRequestAsync(Cancellation);
        second.SetResult();
        await Eventually.IsTrueAsync(() => sender.CountUntaken().Confirmed == 1);
        oldest.SetResult();
        await Eventually.IsTrueAsync(() => sender.CountUntaken().Confirmed == 2);
        sender.CompleteJournal();
        journal.Dispose();
        third.SetResult();
        await Eventually.IsTrueAsync(() => sender.CountUntaken().Confirmed == 3);

        Assert.Equal([0, 1], [sender.Take().Row, sender.Take().Row]);
        Assert.Throws<JournalException>(() => sender.Take());
    }

    // Until the first response there is one request at a time, so a row of its own gets it.
    private async Task<TaskCompletionSource> StartAsync(ContactSender<int> sender, int rows)
    {
        sender.Post(-1, ListedAccount.Row("first@b.c"));
        (await _gated.NextRequestAsync(Cancellation)).SetResult();
        sender.Take();
        for (int row = 0; row < rows; row++)
        {
            sender.Post(row, ListedAccount.Row($"a{row}@b.c"));
        }

        return await _gated.NextRequestAsync(Cancellation);
    }

    private async Task CompleteOthersAsync(ContactSender<int> sender, int count)
    {
        for (int i = 0; i < count; i++)
        {
            (await _gated.NextRequestAsync(Cancellation)).SetResult();
        }

        await Eventually.IsTrueAsync(() => sender.CountUntaken().Confirmed == count);
    }
}
