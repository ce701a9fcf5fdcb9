using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Exports;

/// <summary>Get-CnvEmailEvent and Get-CnvCustomEvent.</summary>
public sealed class EventExportTests
{
    private const string Bounces = "Get-CnvEmailEvent -Type Bounce -PageSize 4 ";
    private const string Custom = "Get-CnvCustomEvent -PageSize 4 ";

    public static TheoryData<string, ExportPages, LastCursor> Cases
    {
        get
        {
            TheoryData<string, ExportPages, LastCursor> cases = [];
            foreach (string line in (string[])[Bounces, Custom])
            {
                foreach (ExportPages pages in Enum.GetValues<ExportPages>())
                {
                    foreach (LastCursor last in Enum.GetValues<LastCursor>())
                    {
                        cases.Add(line, pages, last);
                    }
                }
            }

            return cases;
        }
    }

    private static int[] Days(Run run) => [.. run.Output.Select(item => int.Parse(((string)item.Properties["email"].Value).Split('@')[0]))];

    private static void Add(ExportedAccount account, params int[] days)
    {
        account.AddEmailEvents("EMAIL_BOUNCE", days);
        account.AddCustomEvents(days);
    }

    [Theory]
    [InlineData("Send", "EMAIL_SEND")]
    [InlineData("Delivery", "EMAIL_DELIVERY")]
    [InlineData("Open", "EMAIL_OPEN")]
    [InlineData("Click", "EMAIL_CLICK")]
    [InlineData("Bounce", "EMAIL_BOUNCE")]
    [InlineData("SoftBounce", "EMAIL_SOFT_BOUNCE")]
    [InlineData("Complaint", "EMAIL_COMPLAINT")]
    [InlineData("Unsubscribe", "EMAIL_UNSUBSCRIBE_ALL")]
    [InlineData("TopicUnsubscribe", "EMAIL_TOPIC_UNSUBSCRIBE")]
    public async Task Each_type_asks_for_the_events_of_the_API(string type, string eventType)
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        account.AddEmailEvents(eventType, 1);
        Run run = account.Session.Run($"Get-CnvEmailEvent {type}");
        Assert.Equal(eventType, run.Output.Single().Properties["eventType"].Value);
        Assert.Equal(eventType, (string?)account.Requests.Single()["eventType"]);
    }

    [Fact]
    public async Task Several_types_are_read_one_after_the_other_and_none_twice()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        account.AddEmailEvents("EMAIL_BOUNCE", 1, 3);
        account.AddEmailEvents("EMAIL_COMPLAINT", 2);
        Assert.Equal([1, 3, 2], Days(account.Session.Run("Get-CnvEmailEvent -Type Complaint, Bounce, Bounce")));
    }

    [Fact]
    public async Task An_opt_out_in_the_account_is_an_event()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        account.AddContact("jane@example.com", "UNSUBSCRIBED");
        Assert.Equal("jane@example.com", account.Session.Run("Get-CnvEmailEvent Unsubscribe").Output.Single().Properties["email"].Value);
    }

    [Theory]
    [InlineData(ExportedEventShape.Flat, "id,event,eventId,userId,cnvContactId,email,occurredAt,data")]
    [InlineData(ExportedEventShape.Nested, "id,event,eventId,userId,contact,timestamp,data")]
    public async Task Whatever_an_event_has_is_returned_as_it_came(ExportedEventShape shape, string properties)
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync(shape: shape);
        account.AddContact("jane@example.com");
        account.Api.Emulator.Faults.Enqueue(Fault.None);
        account.AddCustomEvents(1);
        PSObject item = account.Session.Run("Get-CnvCustomEvent").Output.Single();
        Assert.Equal(properties, string.Join(',', item.Properties.Select(property => property.Name)));
        if (shape == ExportedEventShape.Nested)
        {
            Assert.Equal("1@example.com", ((PSObject)item.Properties["contact"].Value).Properties["email"].Value);
        }
    }

    [Fact]
    public async Task Names_that_meet_and_values_of_any_type_are_all_there()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        account.Api.Emulator.Faults.Enqueue(Fault.RawBody(
            200, """{"data":{"events":[{"a":1,"A":1.5,"":null,"x":[{"y":"2026-11-01"},[true]],"big":1e300,"long":9223372036854775807}]},"pagination":{"nextCursor":null}}"""));
        PSObject item = account.Session.Run("Get-CnvCustomEvent").Output.Single();
        Assert.Equal(["a", "A_", "_", "x", "big", "long"], item.Properties.Select(property => property.Name));
        Assert.Equal((1L, 1.5m, 1e300, long.MaxValue), (item.Properties["a"].Value, item.Properties["A_"].Value, item.Properties["big"].Value, item.Properties["long"].Value));
        object?[] x = (object?[])item.Properties["x"].Value;
        Assert.Equal("2026-11-01", ((PSObject)x[0]!).Properties["y"].Value);
        Assert.Equal([true], (object?[])x[1]!);
    }

    [Theory]
    [InlineData(ExportedEventShape.Flat)]
    [InlineData(ExportedEventShape.Nested)]
    public async Task Since_leaves_out_email_events_by_their_own_time(ExportedEventShape shape)
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync(shape: shape);
        account.AddEmailEvents("EMAIL_BOUNCE", 1, 5, 3, 9);
        Run run = account.Session.Run("Get-CnvEmailEvent Bounce -Since 2026-11-03T08:00:00Z");
        Assert.Equal(3, run.Output.Count);
        Assert.DoesNotContain("occurredAt", account.Api.Body);
    }

    [Fact]
    public async Task An_email_event_without_a_time_is_never_left_out()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        account.Api.Emulator.Faults.Enqueue(Fault.RawBody(200, """{"data":{"events":[{"id":"1"},{"id":"2","occurredAt":"soon"},{"id":"3","occurredAt":"2026-01-01T00:00:00.123456789Z"}]},"pagination":{"nextCursor":null}}"""));
        Run run = account.Session.Run("Get-CnvEmailEvent Bounce -Since 2026-11-01Z");
        Assert.Equal(["1", "2"], run.Output.Select(item => item.Properties["id"].Value));
    }

    [Fact]
    public async Task Since_of_custom_events_is_sent_with_the_first_page_only()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        account.AddCustomEvents([.. Enumerable.Range(1, 12)]);
        Assert.Equal(Enumerable.Range(3, 10), Days(account.Session.Run(Custom + "-Since '2026-11-03T09:00:00+01:00'")));
        Assert.Equal("2026-11-03T08:00:00Z", (string?)account.Requests[0]["occurredAt"]!["start"]);
        Assert.All(account.Requests.Skip(1), request => Assert.Null(request["occurredAt"]));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task With_a_cursor_file_each_run_returns_only_what_is_new(string line, ExportPages pages, LastCursor last)
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync(pages, last);
        line += "-CursorPath events.cursor";
        int next = 1;
        foreach (int count in (int[])[0, 1, 2, 0, 1, 5, 0, 4, 9])
        {
            int[] days = [.. Enumerable.Range(next, count)];
            Add(account, days);
            next += count;
            Run run = account.Session.Run(line);
            Assert.Null(run.TerminatingError);
            Assert.Equal(days, Days(run));
        }
    }

    [Fact]
    public async Task Smaller_pages_than_in_the_last_run_return_nothing_again()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        account.AddCustomEvents([.. Enumerable.Range(1, 9)]);
        Assert.Equal(9, account.Session.Run("Get-CnvCustomEvent -CursorPath events.cursor").Output.Count);
        account.AddCustomEvents(10);
        Assert.Equal([10], Days(account.Session.Run("Get-CnvCustomEvent -CursorPath events.cursor -PageSize 2")));
        Assert.Empty(account.Session.Run("Get-CnvCustomEvent -CursorPath events.cursor -PageSize 3").Output);
    }

    [Fact]
    public async Task Equal_events_without_an_id_are_each_returned_once()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        foreach (int count in (int[])[1, 3, 3])
        {
            string events = string.Join(',', Enumerable.Repeat("""{"event":"login","email":"ada@example.com"}""", count));
            account.Api.Emulator.Faults.Enqueue(Fault.RawBody(200, $$$"""{"data":{"events":[{{{events}}}]},"pagination":{"nextCursor":null}}"""));
        }

        int[] returned = [.. Enumerable.Range(0, 3).Select(_ => account.Session.Run(Custom + "-CursorPath events.cursor").Output.Count)];
        Assert.Equal([1, 2, 0], returned);
    }

    [Fact]
    public async Task The_start_of_the_first_run_counts_until_there_is_a_cursor()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        account.AddCustomEvents(1, 5);
        Assert.Equal([5], Days(account.Session.Run(Custom + "-CursorPath events.cursor -Since 2026-11-02Z")));
        account.AddCustomEvents(6, 9);
        Assert.Equal([6, 9], Days(account.Session.Run(Custom + "-CursorPath events.cursor -Since 2026-11-08Z")));
    }

    [Fact]
    public async Task Each_type_has_a_cursor_of_its_own()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        const string Line = "Get-CnvEmailEvent Bounce, Complaint -PageSize 4 -CursorPath events.cursor";
        account.AddEmailEvents("EMAIL_BOUNCE", 1, 2);
        account.AddEmailEvents("EMAIL_COMPLAINT", 3);
        Assert.Equal([1, 2, 3], Days(account.Session.Run(Line)));
        account.AddEmailEvents("EMAIL_COMPLAINT", 4, 5, 6, 7);
        account.AddEmailEvents("EMAIL_BOUNCE", 8);
        Assert.Equal([8, 4, 5, 6, 7], Days(account.Session.Run(Line)));
    }

    [Theory]
    [InlineData("Select-Object -First 6")]
    [InlineData("ForEach-Object { if (($n++) -eq 5) { throw 'downstream' }; $_ }")]
    public async Task A_page_that_was_not_handed_out_whole_comes_again(string consumer)
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync(ExportPages.Full);
        Add(account, [.. Enumerable.Range(1, 10)]);
        account.Session.Run($"$n = 0; {Bounces} -CursorPath events.cursor | {consumer}");
        Assert.Equal(Enumerable.Range(5, 6), Days(account.Session.Run(Bounces + "-CursorPath events.cursor")));
    }

    [Fact]
    public async Task After_a_failure_the_next_run_goes_on_behind_the_last_page()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync(ExportPages.Full);
        Add(account, [.. Enumerable.Range(1, 10)]);
        account.Api.Emulator.Faults.Enqueue(Fault.None, Fault.Status(500));
        Run failed = account.Session.Run(Bounces + "-CursorPath events.cursor");
        Assert.Equal("internal_error,Conversion.Commands.GetCnvEmailEventCommand", failed.TerminatingError!.FullyQualifiedErrorId);
        Assert.Equal([1, 2, 3, 4], Days(failed));
        Assert.Equal(Enumerable.Range(5, 6), Days(account.Session.Run(Bounces + "-CursorPath events.cursor")));
    }

    [Theory]
    [InlineData("Get-CnvEmailEvent Complaint", "another export")]
    [InlineData("Get-CnvEmailEvent Bounce, Complaint", "another export")]
    [InlineData("Get-CnvCustomEvent", "another export")]
    [InlineData("Connect-Cnv -Sandbox; Get-CnvEmailEvent Bounce", "another base URI")]
    public async Task A_cursor_file_of_something_else_is_refused_and_not_changed(string line, string reason)
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        Add(account, 1);
        account.Session.Run(Bounces + "-CursorPath events.cursor");
        string before = File.ReadAllText(account.PathOf("events.cursor"));
        int requests = account.Api.Emulator.Requests.Count;
        ErrorRecord error = account.Session.Run(line + " -CursorPath events.cursor").TerminatingError!;
        Assert.StartsWith("cursor_mismatch,Conversion.Commands.GetCnv", error.FullyQualifiedErrorId);
        Assert.Contains(reason, error.Exception.Message);
        Assert.Contains("-CursorPath", error.Exception.Message);
        Assert.Equal(before, File.ReadAllText(account.PathOf("events.cursor")));
        Assert.Equal(requests, account.Api.Emulator.Requests.Count);
    }

    [Fact]
    public async Task A_cursor_file_of_another_key_is_refused()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        account.Session.Run($"{Bounces} -CursorPath '{account.PathOf("events.cursor")}'");
        using Session other = account.Api.Connect(key: "sk_live_other_key");
        ErrorRecord error = other.Run($"{Bounces} -CursorPath '{account.PathOf("events.cursor")}'").TerminatingError!;
        Assert.StartsWith("cursor_mismatch,", error.FullyQualifiedErrorId);
        Assert.Contains("another key", error.Exception.Message);
    }

    [Theory]
    [InlineData("Email\na@b.c\n")]
    [InlineData("{}")]
    [InlineData("""{"format":"conversion-cursor","version":2}""")]
    [InlineData("""{"format":"conversion-journal","version":1}""")]
    [InlineData("[]")]
    public async Task Any_other_file_is_refused_and_not_changed(string content)
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        File.WriteAllText(account.PathOf("other.txt"), content);
        Assert.StartsWith("cursor_mismatch,", account.Session.Run(Bounces + "-CursorPath other.txt").TerminatingError!.FullyQualifiedErrorId);
        Assert.Equal(content, File.ReadAllText(account.PathOf("other.txt")));
        Assert.Equal(0, account.Api.Emulator.Requests.Count);
    }

    [Theory]
    [InlineData("absent/events.cursor")]
    [InlineData("*.cursor")]
    [InlineData("env:x")]
    public async Task A_path_that_cannot_be_used_costs_no_request(string path)
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        Assert.StartsWith("cursor_unavailable,", account.Session.Run($"{Bounces} -CursorPath '{path}'").TerminatingError!.FullyQualifiedErrorId);
        Assert.Equal(0, account.Api.Emulator.Requests.Count);
    }

    [Fact]
    public async Task A_cursor_that_cannot_be_written_ends_the_command()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        Add(account, 1);
        // What stands in the place of the new file is somebody else's.
        File.WriteAllText(account.PathOf("events.cursor.new"), "somebody else's");
        Run run = account.Session.Run(Bounces + "-CursorPath events.cursor");
        Assert.Equal([1], Days(run));
        Assert.StartsWith("cursor_write_failed,", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Equal("somebody else's", File.ReadAllText(account.PathOf("events.cursor.new")));
    }

    [Fact]
    public async Task A_cursor_file_is_for_its_owner_and_has_no_address_in_it()
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync();
        Add(account, 1, 2);
        account.Session.Run(Bounces + "-CursorPath events.cursor");
        string content = File.ReadAllText(account.PathOf("events.cursor"));
        Assert.DoesNotContain("example.com", content);
        Assert.DoesNotContain("s3cr3t", content);
        Assert.Equal(["events.cursor"], Directory.GetFiles(Path.GetDirectoryName(account.PathOf("x"))!).Select(Path.GetFileName));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(account.PathOf("events.cursor")));
        }
    }

    [Theory]
    [InlineData("Get-CnvEmailEvent Bounce", "GetCnvEmailEventCommand")]
    [InlineData("Get-CnvCustomEvent", "GetCnvCustomEventCommand")]
    public async Task An_account_without_exports_is_told_who_enables_them(string line, string command)
    {
        await using ExportedAccount account = await ExportedAccount.CreateAsync(access: ExportAccess.Forbidden);
        ErrorRecord error = account.Session.Run(line).TerminatingError!;
        Assert.Equal($"forbidden,Conversion.Commands.{command}", error.FullyQualifiedErrorId);
        Assert.EndsWith("Ask Conversion to enable them.", error.Exception.Message);
    }
}
