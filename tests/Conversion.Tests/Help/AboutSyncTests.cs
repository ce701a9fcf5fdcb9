using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Commands;
using Conversion.Emulator;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Help;

/// <summary>about_Conversion_Sync: its code runs, its week happens as it says, and its tables are true.</summary>
public sealed class AboutSyncTests : IAsyncLifetime
{
    private static readonly AboutTopic s_topic = new("about_Conversion_Sync");

    private readonly ScratchFolder _folder = new();
    private readonly Api _api = new();
    private readonly List<string> _list = [];

    public async ValueTask InitializeAsync()
    {
        await _api.InitializeAsync();
        _api.Session.Run($"Set-Location '{_folder.Root}'");
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _folder.Dispose();
    }

    private static string Text(string heading) => string.Join(' ', s_topic.Section(heading).Select(line => line.Trim()));

    // The rows that the text of a night shows, put into the list.
    private void WriteList(string night)
    {
        foreach (string row in s_topic.Blocks(night).SelectMany(block => block.Split('\n')).Select(line => line.Trim()).Where(line => line.Contains(',', StringComparison.Ordinal)))
        {
            int known = _list.FindIndex(other => other.Split(',')[0] == row.Split(',')[0]);
            if (known < 0)
            {
                _list.Add(row);
            }
            else
            {
                _list[known] = row;
            }
        }

        _folder.Write("everyone.csv", string.Join('\n', _list));
    }

    private Run Sync()
    {
        Run run = _api.Session.Run(s_topic.Blocks("A WEEK").Single());
        Assert.Empty(run.Errors);
        return run;
    }

    // Runs a night, and compares it with the results that the text shows. All other rows are Unchanged.
    private Run SyncAsShown(string night)
    {
        Run run = Sync();
        Assert.Null(run.TerminatingError);
        string[] shown = [.. s_topic.Blocks(night).Single(block => block.Contains("Row Status", StringComparison.Ordinal)).Split('\n').Skip(1).Select(Normalize)];
        Assert.Equal(
            shown,
            run.Results.Where(result => result.Status != UpsertStatus.Unchanged).Select(result => Normalize($"{result.Row} {result.Status} {result.Email}")));
        return run;
    }

    private static string Normalize(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private Contact Find(string name) => _api.Emulator.Contacts.Find(name + "@example.com")!;

    private void Edit(string command) => Assert.Null(_api.Connect().Run(command).TerminatingError);

    [Fact]
    public void The_week_happens_as_it_is_told()
    {
        Edit("Set-CnvContact ben@example.com -SubscriptionStatus UNSUBSCRIBED");
        WriteList("MONDAY: THE FIRST RUN");
        SyncAsShown("MONDAY: THE FIRST RUN");
        Assert.Equal(["SUBSCRIBED", "UNSUBSCRIBED", "SUBSCRIBED"], new[] { "ann", "ben", "cem" }.Select(name => Find(name).SubscriptionStatus));
        Assert.Equal("Rome", Find("ben").Fields.Text("city"));

        int sent = _api.Emulator.Requests.Count;
        Assert.All(Sync().Results, result => Assert.Equal(UpsertStatus.Unchanged, result.Status));
        Assert.Equal(sent, _api.Emulator.Requests.Count);

        Edit("Set-CnvContact dag@example.com -Fields @{ city = 'Bergen' }");
        WriteList("WEDNESDAY: A ROW HAS CHANGED");
        SyncAsShown("WEDNESDAY: A ROW HAS CHANGED");
        Assert.Equal(("Paris", "Bergen"), (Find("cem").Fields.Text("city"), Find("dag").Fields.Text("city")));

        Edit("Set-CnvContact ann@example.com -SubscriptionStatus UNSUBSCRIBED");
        WriteList("THURSDAY: AN OPT-OUT IN THE ACCOUNT");
        SyncAsShown("THURSDAY: AN OPT-OUT IN THE ACCOUNT");
        Assert.Equal(("Anna", "UNSUBSCRIBED"), (Find("ann").Fields.Text("first_name"), Find("ann").SubscriptionStatus));

        // What the process that is killed leaves behind is the same: a contact in doubt. The crash tests kill it.
        WriteList("FRIDAY: A NEW CONTACT, AND A CRASH");
        _api.Emulator.Faults.WhenBodyContains("fay@example.com", Fault.ResetBeforeApplying(), times: 1);
        Run crash = _api.Session.Run(s_topic.Blocks("A WEEK").Single());
        Assert.Equal(2, crash.Errors.Count);
        SyncAsShown("FRIDAY: A NEW CONTACT, AND A CRASH");
        Assert.Equal(("Narvik", "SUBSCRIBED"), (Find("dag").Fields.Text("city"), Find("fay").SubscriptionStatus));

        sent = _api.Emulator.Requests.Count;
        string night = "SATURDAY: A BROKEN EXPORT";
        _folder.Write("everyone.csv", _list[0]);
        Assert.Contains("WARNING: " + Sync().Warnings.Single(), Text(night));
        _folder.Write("everyone.csv", string.Join('\n', _list.Take(3)));
        Run broken = Sync();
        Assert.Equal([UpsertStatus.Unchanged, UpsertStatus.Unchanged], broken.Results.Select(result => result.Status));
        Assert.StartsWith("change_limit,", broken.TerminatingError!.FullyQualifiedErrorId);
        Assert.Contains(broken.TerminatingError.Exception.Message, Text(night));
        Assert.Equal(sent, _api.Emulator.Requests.Count);

        night = "SUNDAY: SOMEBODY HAS LEFT";
        _list.RemoveAll(row => row.StartsWith("eva@", StringComparison.Ordinal));
        WriteList(night);
        Assert.Equal(Find("eva").Id, SyncAsShown(night).Results.Last().CnvContactId);
        Assert.All(Sync().Results, result => Assert.Equal(UpsertStatus.Unchanged, result.Status));
        Assert.Equal(sent, _api.Emulator.Requests.Count);
    }

    [Fact]
    public void The_other_code_runs()
    {
        _folder.Write("everyone.csv", "Email\nann@example.com\n");
        foreach (string block in new[] { "LONG DESCRIPTION", "LOOK FIRST" }.SelectMany(s_topic.Blocks))
        {
            Run run = _api.Session.Run(block);
            Assert.Null(run.TerminatingError);
            Assert.Single(run.Output);
        }
    }

    [Fact]
    public void The_table_shows_every_status_except_those_of_a_failure() =>
        Assert.All(
            Enum.GetNames<UpsertStatus>().Except(["NotFound", "Failed", "Unknown", "Tracked"]),
            status => Assert.Contains(status, Text("WHAT IS SENT WHEN"), StringComparison.Ordinal));

    [Fact]
    public void Every_policy_and_action_is_explained()
    {
        string text = string.Join('\n', s_topic.Lines);
        Assert.All(Enum.GetNames<SubscriptionPolicy>(), name => Assert.Contains(name, text, StringComparison.Ordinal));
        Assert.Contains("-RemovedAction", text);
    }

    [Theory]
    [InlineData("MaximumUnsubscribePercent")]
    [InlineData("MaximumRemovePercent")]
    [InlineData("MaximumChangePercent")]
    public void The_limits_have_the_defaults_of_the_text(string limit)
    {
        SyncCnvContactCommand command = new();
        object value = typeof(SyncCnvContactCommand).GetProperty(limit)!.GetValue(command)!;
        Assert.Matches($@"-{limit} +{value} ", Text("LIMITS"));
        Assert.Contains($"from {command.GuardMinimumCount} known", Text("A WEEK"));
    }

    /// <summary>The table of statuses: those that are sent to a contact, with the default policy.</summary>
    [Theory]
    [InlineData("UNSUBSCRIBED", "UNSUBSCRIBED")]
    [InlineData("SUBSCRIBED", "NO_STATUS")]
    [InlineData("NO_STATUS", "NO_STATUS")]
    [InlineData("", "NO_STATUS")]
    public void Of_a_contact_that_existed_only_an_opt_out_is_sent(string listed, string status)
    {
        Edit("Set-CnvContact ann@example.com");
        SyncStatus(listed);
        Assert.Equal(status, Find("ann").SubscriptionStatus);
    }

    [Theory]
    [InlineData("SUBSCRIBED")]
    [InlineData("UNSUBSCRIBED")]
    public void The_status_of_a_contact_that_the_row_creates_is_sent(string listed)
    {
        SyncStatus(listed);
        Assert.Equal(listed, Find("ann").SubscriptionStatus);
    }

    [Fact]
    public void A_status_is_sent_where_the_list_gave_another_one_before()
    {
        SyncStatus("UNSUBSCRIBED");
        SyncStatus("");
        SyncStatus("SUBSCRIBED");
        Assert.Equal("SUBSCRIBED", Find("ann").SubscriptionStatus);
    }

    [Fact]
    public void A_person_who_returns_after_an_opt_out_stays_unsubscribed()
    {
        _list.AddRange(["Email,SubscriptionStatus", "ann@example.com,SUBSCRIBED", "ben@example.com,SUBSCRIBED"]);
        WriteList("A WEEK");
        const string Line = "Import-Csv everyone.csv | Sync-CnvContact -JournalPath everyone.journal -RemovedAction Unsubscribe";
        _api.Session.Run(Line);
        _folder.Write("everyone.csv", string.Join('\n', _list.Take(2)));
        _api.Session.Run(Line);
        _folder.Write("everyone.csv", string.Join('\n', _list));
        Assert.Equal([UpsertStatus.Unchanged, UpsertStatus.Updated], _api.Session.Run(Line).Results.Select(result => result.Status));
        Assert.Equal("UNSUBSCRIBED", Find("ben").SubscriptionStatus);

        // As the text says: the list gives UNSUBSCRIBED, and then another status.
        _folder.Write("everyone.csv", string.Join('\n', _list).Replace("ben@example.com,", "ben@example.com,UN", StringComparison.Ordinal));
        _api.Session.Run(Line);
        _folder.Write("everyone.csv", string.Join('\n', _list));
        _api.Session.Run(Line);
        Assert.Equal("SUBSCRIBED", Find("ben").SubscriptionStatus);
    }

    [Fact]
    public void Ids_in_the_list_send_all_rows_once_and_nobody_has_left()
    {
        _folder.Write("everyone.csv", "Email,first_name\nann@example.com,Ann\nben@example.com,Ben\n");
        string line = s_topic.Blocks("LONG DESCRIPTION").Single();
        _api.Session.Run(line + " | Select-Object Email, CnvContactId | Export-Csv ids.csv");
        const string Ids = "Import-Csv ids.csv | Sync-CnvContact -JournalPath everyone.journal -GuardMinimumCount 0";
        Assert.Equal([UpsertStatus.Updated, UpsertStatus.Updated], _api.Session.Run(Ids).Results.Select(result => result.Status));
        Assert.Equal([UpsertStatus.Unchanged, UpsertStatus.Unchanged], _api.Session.Run(Ids).Results.Select(result => result.Status));
    }

    [Theory]
    [InlineData("-PreserveExistingFields")]
    [InlineData("-ExcludeProperty city")]
    public void Other_options_send_all_rows_once(string parameters)
    {
        _folder.Write("everyone.csv", "Email,first_name,city\nann@example.com,Ann,Bonn\n");
        string line = s_topic.Blocks("LONG DESCRIPTION").Single() + " ";
        _api.Session.Run(line);
        Assert.Equal(UpsertStatus.Updated, _api.Session.Run(line + parameters).Result.Status);
        Assert.Equal(UpsertStatus.Unchanged, _api.Session.Run(line + parameters).Result.Status);
    }

    [Fact]
    public void The_order_of_the_columns_does_not_matter()
    {
        string line = s_topic.Blocks("LONG DESCRIPTION").Single();
        _folder.Write("everyone.csv", "Email,first_name,city\nann@example.com,Ann,Bonn\n");
        _api.Session.Run(line);
        _folder.Write("everyone.csv", "city,first_name,Email\nBonn,Ann,ann@example.com\n");
        Assert.Equal(UpsertStatus.Unchanged, _api.Session.Run(line).Result.Status);
    }

    [Fact]
    public void Full_overwrites_edits_but_not_opt_outs()
    {
        _folder.Write("everyone.csv", "Email,city,SubscriptionStatus\nann@example.com,Bonn,SUBSCRIBED\n");
        string line = s_topic.Blocks("LONG DESCRIPTION").Single();
        _api.Session.Run(line);
        Edit("Set-CnvContact ann@example.com -SubscriptionStatus UNSUBSCRIBED -Fields @{ city = 'Rome' }");
        Assert.Equal(UpsertStatus.Unchanged, _api.Session.Run(line).Result.Status);
        Assert.Equal(UpsertStatus.Updated, _api.Session.Run(line + " -Full").Result.Status);
        Assert.Equal(("Bonn", "UNSUBSCRIBED"), (Find("ann").Fields.Text("city"), Find("ann").SubscriptionStatus));
    }

    private void SyncStatus(string status)
    {
        _folder.Write("everyone.csv", $"Email,SubscriptionStatus\nann@example.com,{status}\n");
        Run run = _api.Session.Run(s_topic.Blocks("LONG DESCRIPTION").Single());
        Assert.Empty(run.Errors);
    }
}
