using System;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Core.Tests.Journal;
using Conversion.Journal;
using Conversion.Model;
using Conversion.Sending;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>Which confirmed rows of an earlier run are sent again.</summary>
public sealed class ResumptionTests : IDisposable
{
    private readonly NumberedRowsJournal _journal = new();
    private readonly EmulatedApi _api = new();

    public void Dispose()
    {
        _api.Dispose();
        _journal.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_confirmed_row_is_sent_again_only_after_an_earlier_row_of_its_contact_was_sent(bool byId)
    {
        Guid? id = byId ? (await _api.UpsertAsync()).CnvContactId : null;
        ContactRequest Row(string name) => EmulatedApi.Contact(byId ? null : "ada@example.com", id, name);
        ContactRequest other = EmulatedApi.Contact("other@example.com");

        Assert.DoesNotContain(UpsertStatus.Skipped, await SendAsync(other, Row("last")));
        Assert.Equal(
            [UpsertStatus.Updated, UpsertStatus.Skipped, UpsertStatus.Updated, UpsertStatus.Created],
            await SendAsync(Row("first"), other, Row("last"), EmulatedApi.Contact("new@example.com")));
        Assert.Equal("last", _api.Emulator.Contacts.Snapshot().Single(contact => contact.Email == "ada@example.com").Fields.Text("first_name"));
    }

    private Task<UpsertStatus[]> SendAsync(params ContactRequest[] rows) => Task.Run(() =>
    {
        using ContactJournal journal = _journal.Open();
        using ContactSender<int> sender = new(_api.Client, new SenderSettings(), journal);
        for (int row = 0; row < rows.Length; row++)
        {
            sender.Post(row, rows[row]);
        }

        return Array.ConvertAll(rows, _ => sender.Take().Outcome.Status);
    });
}
