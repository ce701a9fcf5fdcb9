using System;
using System.Linq;
using System.Management.Automation;
using Conversion.Emulator;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Sync;

/// <summary>Sync-CnvContact: what it takes by default, and a list over several nights.</summary>
public sealed class SyncTests : SyncTestBase
{
    private Run FindParameter(string name, string property) =>
        Api.Session.Run($"(Get-Command Sync-CnvContact).Parameters['{name}'].Attributes.Where({{ $_ -is [Parameter] }}).{property}");

    [Fact]
    public void The_journal_is_mandatory() => Assert.True(FindParameter("JournalPath", "Mandatory").Single<bool>());

    [Fact]
    public void Rows_are_sent_in_batches_of_100()
    {
        Night(Rows(250));
        Assert.Equal([100, 100, 50], Api.Bodies.Select(body => body.Split("\"email\"").Length - 1).OrderDescending());
    }

    [Fact]
    public void A_row_that_has_not_changed_is_not_sent_again()
    {
        Night(Rows(5, "SUBSCRIBED", "Rome"));
        SentSince();
        Run run = Night(Rows(5, "SUBSCRIBED", "Rome"));
        Assert.All(run.Results, result => Assert.Equal(UpsertStatus.Unchanged, result.Status));
        Assert.Empty(SentSince());
    }

    [Fact]
    public void An_unchanged_row_has_the_id_of_its_contact()
    {
        Night(Rows(2));
        Assert.Equal([IdOf("a1@b.c"), IdOf("a2@b.c")], Night(Rows(2)).Results.Select(result => result.CnvContactId!.Value));
    }

    [Fact]
    public void Only_the_row_that_has_changed_is_sent()
    {
        Night(Rows(3, city: "Rome"));
        SentSince();
        Run run = Night(Row("a1@b.c", city: "Rome"), Row("a2@b.c", city: "Oslo"), Row("a3@b.c", city: "Rome"));
        Assert.Equal([UpsertStatus.Unchanged, UpsertStatus.Updated, UpsertStatus.Unchanged], StatusesOf(run));
        Assert.Equal(["""{"email":"a2@b.c","fields":{"city":"Oslo"}}"""], SentSince());
    }

    [Fact]
    public void The_order_of_the_rows_does_not_matter()
    {
        Night(Rows(4));
        Assert.All(Night([.. Rows(4).Reverse()]).Results, result => Assert.Equal(UpsertStatus.Unchanged, result.Status));
    }

    [Fact]
    public void Results_are_in_input_order_and_have_their_rows()
    {
        object[] rows = Rows(150);
        Run run = Night(rows);
        Assert.Equal(Enumerable.Range(1, 150).Select(row => (long?)row), run.Results.Select(result => result.Row));
        Assert.Equal(rows, run.Results.Select(result => result.InputObject));
    }

    [Fact]
    public void A_list_that_goes_back_to_what_it_was_is_sent_each_time()
    {
        UpsertStatus[] statuses = [.. new[] { "A", "B", "A", "A" }.SelectMany(city => StatusesOf(Night(Row("a1@b.c", "SUBSCRIBED", city))))];
        Assert.Equal([UpsertStatus.Created, UpsertStatus.Updated, UpsertStatus.Updated, UpsertStatus.Unchanged], statuses);
        Assert.Equal("A", Api.Emulator.Contacts.Find("a1@b.c")!.Fields.Text("city"));
    }

    [Fact]
    public void What_people_corrected_in_the_account_stays_while_the_row_does_not_change()
    {
        Night(Row("a1@b.c", city: "Rome"));
        Api.Session.Run("Set-CnvContact a1@b.c -Fields @{ city = 'Oslo' }");
        Night(Row("a1@b.c", city: "Rome"));
        Assert.Equal("Oslo", Api.Emulator.Contacts.Find("a1@b.c")!.Fields.Text("city"));
    }

    [Fact]
    public void A_row_that_failed_is_sent_the_next_night()
    {
        Api.Emulator.Faults.Enqueue(Fault.Status(503), 1);
        Assert.Equal(UpsertStatus.Failed, Night(Rows(1)).Result.Status);
        Assert.Equal(UpsertStatus.Created, Night(Rows(1)).Result.Status);
    }

    [Fact]
    public void The_errors_of_rows_are_those_of_this_cmdlet()
    {
        Run run = Night(Row("nobody"));
        Assert.Equal("invalid_email,Conversion.Commands.SyncCnvContactCommand", run.Error.FullyQualifiedErrorId);
        Assert.StartsWith("Row 1 (nobody): ", run.Error.Exception.Message);
    }

    [Fact]
    public void It_asks_like_Set_CnvContact()
    {
        CmdletAttribute attribute = (CmdletAttribute)Attribute.GetCustomAttribute(typeof(Commands.SyncCnvContactCommand), typeof(CmdletAttribute))!;
        Assert.Equal((true, ConfirmImpact.Medium), (attribute.SupportsShouldProcess, attribute.ConfirmImpact));
    }

    [Theory]
    [InlineData("-MaximumUnsubscribePercent 101")]
    [InlineData("-MaximumRemovePercent -1")]
    [InlineData("-MaximumChangePercent 100.5")]
    [InlineData("-GuardMinimumCount -1")]
    [InlineData("-RemovedAction Delete")]
    [InlineData("-SubscriptionPolicy Everything")]
    public void A_value_out_of_range_is_refused_before_anything_is_sent(string parameter)
    {
        Assert.NotNull(NightWith(parameter, Rows(1)).TerminatingError);
        Assert.Empty(Api.Bodies);
        Assert.Null(JournalBytes);
    }
}
