using System;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Journal;
using Conversion.Model;
using Conversion.Sending;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>Rows of a contact after one whose response was lost: the lost request may take effect after them.</summary>
public sealed class LostResponseTests
{
    private static ContactRequest Row(string city) => ListedAccount.Row("ada@example.com", city);

    [Fact]
    public async Task A_row_after_one_without_a_response_is_sent_again_in_the_next_run()
    {
        TaskCompletionSource posted = new();
        using ListedAccount account = new(new EmulatedApi(settings: new EmulatorSettings { Latency = TimeSpan.FromSeconds(1), Delay = (_, _) => posted.Task })
        {
            Settings = new() { ApiKey = EmulatedApi.Key, MaximumRetryCount = 0 },
        });
        account.Api.Faults.Enqueue(Fault.ResetAfterApplying());
        using (ContactJournal journal = account.OpenJournal())
        using (ContactSender<int> sender = account.Sender(journal))
        {
            sender.Post(0, Row("A"));
            sender.Post(1, Row("B"));
            posted.SetResult();
            Assert.Equal([UpsertStatus.Unknown, UpsertStatus.Updated], (await Rows.TakeAllAsync(sender)).Select(static sent => sent.Outcome.Status));
        }

        Assert.Equal([UpsertStatus.Updated], account.Statuses(Row("B")));
        Assert.Equal([UpsertStatus.Unchanged], account.Statuses(Row("B")));
    }

    // The entry of the address is not there yet when the row with both is posted.
    [Fact]
    public async Task The_address_of_a_lost_row_with_an_id_is_in_doubt_although_its_entry_is_made_in_the_same_run()
    {
        TaskCompletionSource posted = new();
        using ListedAccount account = new(new EmulatedApi(settings: new EmulatorSettings { Latency = TimeSpan.FromSeconds(1), Delay = (_, _) => posted.Task })
        {
            Settings = new() { ApiKey = EmulatedApi.Key, MaximumRetryCount = 0 },
        });
        Contact ada = new(Guid.NewGuid(), "ada@example.com");
        account.Api.Emulator.Contacts.Put(ada);
        account.Api.Faults.Enqueue(Fault.None);
        account.Api.Faults.Enqueue(Fault.ResetAfterApplying());
        using (ContactJournal journal = account.OpenJournal())
        using (ContactSender<int> sender = account.Sender(journal))
        {
            sender.Post(0, Row("A"));
            sender.Post(1, EmulatedApi.Contact("ada@example.com", ada.Id, "B"));
            posted.SetResult();
            Assert.Equal([UpsertStatus.Updated, UpsertStatus.Unknown], (await Rows.TakeAllAsync(sender)).Select(static sent => sent.Outcome.Status));
        }

        Assert.Equal([UpsertStatus.Updated], account.Statuses(Row("A")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_later_row_of_the_run_is_sent_again_in_the_next_one(bool isKnown)
    {
        using ListedAccount account = new();
        if (isKnown)
        {
            account.Send(Row("A"));
        }

        account.Api.Faults.Enqueue(Fault.ResetAfterApplying());
        using (ContactJournal journal = account.OpenJournal())
        using (ContactSender<int> sender = account.Sender(journal))
        {
            UpsertStatus[] statuses = [.. new[] { "B", "C", "C" }.Select(city => ListedAccount.Send(sender, Row(city))[0].Status)];
            Assert.Equal([UpsertStatus.Unknown, UpsertStatus.Updated, UpsertStatus.Updated], statuses);
        }

        Assert.Equal([UpsertStatus.Updated], account.Statuses(Row("C")));
        Assert.Equal([UpsertStatus.Unchanged], account.Statuses(Row("C")));
    }

    [Fact]
    public void Rows_of_other_contacts_are_not_in_doubt()
    {
        using ListedAccount account = new();
        account.Api.Faults.Enqueue(Fault.ResetAfterApplying());
        account.Send(Row("A"), ListedAccount.Row("bob@example.com"));
        Assert.Equal([UpsertStatus.Updated, UpsertStatus.Unchanged], account.Statuses(Row("A"), ListedAccount.Row("bob@example.com")));
    }
}
