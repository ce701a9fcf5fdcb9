using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;
using static Conversion.Tests.Hosting.Session;

namespace Conversion.Tests.Contacts;

/// <summary>What the journal knows of a contact, and so which of its rows are sent again.</summary>
public sealed class JournalContactTests : IAsyncLifetime
{
    private readonly Api _api = new();
    private readonly ScratchFolder _folder = new();

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _folder.Dispose();
    }

    private string Path => _folder.PathOf("leads.journal");

    private string Command => $"Set-CnvContact -JournalPath '{Path}' ";

    private static object[] Rows(int count) => Enumerable.Range(1, count).Select(i => (object)Row(("Email", $"a{i}@b.c"))).ToArray();

    [Theory]
    [InlineData("")]
    [InlineData("-BatchSize 3")]
    public void Of_identical_rows_only_the_first_is_sent(string parameters)
    {
        Run first = _api.Session.Pipe(Command + parameters, [.. Rows(1), .. Rows(1), .. Rows(1)]);
        Assert.Equal([UpsertStatus.Created, UpsertStatus.Unchanged, UpsertStatus.Unchanged], first.Results.Select(result => result.Status));
        Run second = _api.Session.Pipe(Command + parameters, [.. Rows(1), .. Rows(1)]);
        Assert.Equal([UpsertStatus.Unchanged, UpsertStatus.Unchanged], second.Results.Select(result => result.Status));
        Assert.Single(_api.Bodies);
    }

    [Theory]
    [InlineData("-UpdateOnly")]
    [InlineData("-EmptyValue Null")]
    [InlineData("-FieldMap @{ city = { $_.Email } }")]
    public void Options_that_change_the_request_change_the_row(string parameters)
    {
        object row = Row(("Email", "a@b.c"), ("city", ""));
        _api.Session.Pipe(Command, row);
        Assert.Equal(UpsertStatus.Updated, _api.Session.Pipe(Command + parameters, row).Result.Status);
        Assert.Equal(UpsertStatus.Unchanged, _api.Session.Pipe(Command + parameters, row).Result.Status);
    }

    [Theory]
    [InlineData("-BatchSize 2")]
    [InlineData("-ThrottleLimit 1")]
    [InlineData("-EmptyValue Omit")]
    public void Options_that_do_not_change_the_request_leave_the_row_Unchanged(string parameters)
    {
        _api.Session.Pipe(Command, Rows(1));
        Assert.Equal(UpsertStatus.Unchanged, _api.Session.Pipe(Command + parameters, Rows(1)).Result.Status);
    }

    [Fact]
    public void A_damaged_line_costs_its_contact_only()
    {
        _api.Session.Pipe(Command + "-ThrottleLimit 1", Rows(3));
        string[] lines = File.ReadAllLines(Path);
        lines[2] = new string('z', lines[2].Length);
        File.WriteAllText(Path, string.Join("\n", lines) + "\n");
        Run run = _api.Session.Pipe(Command, Rows(3));
        Assert.Null(run.TerminatingError);
        Assert.Equal([UpsertStatus.Unchanged, UpsertStatus.Updated, UpsertStatus.Unchanged], run.Results.Select(result => result.Status));
    }

    [Fact]
    public void A_value_that_goes_back_to_what_it_was_is_sent_again()
    {
        UpsertStatus[] statuses = [.. new[] { "A", "B", "A", "A" }.Select(
            value => _api.Session.Pipe(Command, Row(("Email", "a@b.c"), ("city", value))).Result.Status)];
        Assert.Equal([UpsertStatus.Created, UpsertStatus.Updated, UpsertStatus.Updated, UpsertStatus.Unchanged], statuses);
        Assert.Equal("A", _api.Emulator.Contacts.Find("a@b.c")!.Fields.Text("city"));
    }

    [Fact]
    public void Rows_of_one_contact_that_differ_are_sent_in_every_run_and_the_last_one_holds()
    {
        object[] rows = [Row(("Email", "a@b.c"), ("city", "A")), Row(("Email", "A@b.c"), ("city", "B"))];
        _api.Session.Pipe(Command, rows);
        Run second = _api.Session.Pipe(Command, rows);
        Assert.Equal([UpsertStatus.Updated, UpsertStatus.Updated], second.Results.Select(result => result.Status));
        Assert.Equal("B", _api.Emulator.Contacts.Find("a@b.c")!.Fields.Text("city"));
    }

    [Fact]
    public void A_row_whose_response_was_lost_is_sent_again_even_if_the_list_goes_back()
    {
        object a = Row(("Email", "a@b.c"), ("city", "A"));
        _api.Session.Pipe(Command, a);
        _api.Emulator.Faults.Enqueue(Fault.ResetAfterApplying(), 1);
        Assert.Equal(UpsertStatus.Unknown, _api.Session.Pipe(Command, Row(("Email", "a@b.c"), ("city", "B"))).Result.Status);
        Assert.Equal(UpsertStatus.Updated, _api.Session.Pipe(Command, a).Result.Status);
        Assert.Equal("A", _api.Emulator.Contacts.Find("a@b.c")!.Fields.Text("city"));
    }
}
