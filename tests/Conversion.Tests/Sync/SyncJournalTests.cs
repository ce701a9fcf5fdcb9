using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Sync;

/// <summary>The journal of Sync-CnvContact: -Full, -Force, other accounts, other processes and cultures.</summary>
public sealed class SyncJournalTests : SyncTestBase
{
    // Each process shuffles the keys of a hashtable in its own way.
    private const string HashtableRows = """
        1..20 | ForEach-Object { @{ Email = "a$_@b.c"; city = 'Rome'; first_name = 'A'; last_name = "B$_"; score = $_; owner = 'C'; company_size = 5
            address = @{ street = 'S'; number = $_; zip = '00100'; state = 'Lazio'; country = 'IT'; floor = 3 } } }
        """;

    [Fact]
    public void Full_sends_every_row_and_keeps_the_journal()
    {
        Night(Rows(4));
        SentSince();
        Run full = NightWith("-Full", Rows(3));
        Assert.Equal([UpsertStatus.Updated, UpsertStatus.Updated, UpsertStatus.Updated, UpsertStatus.Removed], StatusesOf(full));
        Assert.Equal(3, SentSince().Count);
        Assert.All(Night(Rows(3)).Results, result => Assert.Equal(UpsertStatus.Unchanged, result.Status));
    }

    [Fact]
    public void Force_begins_the_journal_anew()
    {
        Night(Rows(4));
        Run anew = NightWith("-Force", Rows(3));
        Assert.Equal(Enumerable.Repeat(UpsertStatus.Updated, 3), StatusesOf(anew));
        Assert.All(Night(Rows(3)).Results, result => Assert.Equal(UpsertStatus.Unchanged, result.Status));
    }

    [Theory]
    [InlineData("Sync-CnvContact")]
    [InlineData("Compare-CnvContact")]
    public void The_journal_of_another_account_is_refused(string command)
    {
        Night(Rows(1));
        byte[]? journal = JournalBytes;
        using Session other = Session.OfSandbox();
        Run run = other.Pipe($"{command} -JournalPath '{Journal}'", Rows(1));
        Assert.Equal($"journal_mismatch,Conversion.Commands.{command.Replace("-", "", StringComparison.Ordinal)}Command", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Empty(run.Output);
        Assert.Equal(journal, JournalBytes);
    }

    [Fact]
    public void Set_CnvContact_and_Sync_CnvContact_can_share_a_journal()
    {
        Api.Session.Pipe(Set, Rows(2, city: "Rome"));
        Run run = Night(Rows(1, city: "Rome"));
        Assert.Equal([UpsertStatus.Unchanged, UpsertStatus.Removed], StatusesOf(run));
    }

    [Fact]
    public void A_lost_response_is_sent_again_whatever_the_list_says_next()
    {
        Night(Row("a1@b.c", city: "A"));
        Api.Emulator.Faults.Enqueue(Fault.ResetAfterApplying(), 1);
        Assert.Equal(UpsertStatus.Unknown, Night(Row("a1@b.c", city: "B")).Result.Status);
        Assert.Equal(UpsertStatus.Updated, Night(Row("a1@b.c", city: "A")).Result.Status);
        Assert.Equal("A", Api.Emulator.Contacts.Find("a1@b.c")!.Fields.Text("city"));
    }

    [Fact]
    public void The_journal_contains_no_contact_data()
    {
        Night(Row("jane@example.com", "SUBSCRIBED", "Rome"));
        string journal = File.ReadAllText(Journal);
        Assert.All(new[] { "jane", "example", "Rome", "SUBSCRIBED", "s3cr3t" }, text => Assert.DoesNotContain(text, journal, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_nightly_journal_stays_as_small_as_the_list()
    {
        for (int night = 0; night < 12; night++)
        {
            Night(Rows(50, city: "City" + night));
        }

        // Twelve nights wrote each contact in doubt and confirmed: 1,150 lines of 80 bytes.
        Assert.InRange(new FileInfo(Journal).Length, 50 * 80, 4 * 50 * 80);
    }

    [Fact]
    public async Task Rows_that_are_hashtables_or_made_of_them_are_Unchanged_in_another_process()
    {
        string script = Journal + ".ps1";
        File.WriteAllText(script, $$"""
            Connect-Cnv -ApiKey {{Api.Key}} -BaseUri {{Api.BaseUri}}
            $rows = {{HashtableRows}}
            $maps = @{
                FieldMap = @{ city = 'city'; first_name = 'first_name'; last_name = { $_.last_name }; score = 'score'; owner = 'owner'; address = 'address' }
                CompanyFieldMap = @{ company_size = 'company_size' }
            }
            $fields = @{ ExcludeProperty = '*'; Fields = { @{ city = $_.city; first_name = $_.first_name; last_name = $_.last_name; address = $_.address } } }
            function ConvertTo-Dictionary($Table) {
                $dictionary = [System.Collections.Generic.Dictionary[string, object]]::new()
                $Table.GetEnumerator() | ForEach-Object { $dictionary[$_.Key] = $_.Value }
                , $dictionary
            }
            $objects = $rows | ForEach-Object { $row = $_.Clone(); $row.address = [pscustomobject] $row.address; [pscustomobject] $row }
            $dictionaries = $rows | ForEach-Object { $row = $_.Clone(); $row.address = ConvertTo-Dictionary $row.address; ConvertTo-Dictionary $row }
            $objectFields = @{ ExcludeProperty = '*'; Fields = { $h = @{ city = $_.city; first_name = $_.first_name; last_name = $_.last_name; address = $_.address }; [pscustomobject] $h } }
            $results = @(
                $objects | Sync-CnvContact -JournalPath '{{Journal}}.objects'
                $rows | ForEach-Object { New-Object psobject -Property $_ } | Sync-CnvContact -JournalPath '{{Journal}}.new'
                $dictionaries | Sync-CnvContact -JournalPath '{{Journal}}.dictionaries'
                $objects | Sync-CnvContact -JournalPath '{{Journal}}.objectfields' @objectFields
                $rows | Sync-CnvContact -JournalPath '{{Journal}}'
                $rows | Sync-CnvContact -JournalPath '{{Journal}}.maps' @maps
                $rows | Sync-CnvContact -JournalPath '{{Journal}}.fields' @fields
                $rows | Set-CnvContact -JournalPath '{{Journal}}.set'
            )
            ($results | Group-Object Status -NoElement | ForEach-Object { "$($_.Count) $($_.Name)" }) -join ', '
            """);
        string[] outputs = new string[3];
        for (int i = 0; i < outputs.Length; i++)
        {
            DotnetProcess process = await DotnetProcess.RunAsync(new Dictionary<string, string> { ["NO_COLOR"] = "1" }, Checkout.Shell, "-NoProfile", "-File", script);
            outputs[i] = (process.Output + process.Error).Trim();
        }

        Assert.Equal(["20 Created, 140 Updated", "160 Unchanged", "160 Unchanged"], outputs);
    }

    [Theory]
    [InlineData("tr-TR", "en-US")]
    [InlineData("en-US", "tr-TR")]
    [InlineData("ar-SA", "th-TH")]
    [InlineData("fa-IR", "de-DE")]
    public void A_list_is_Unchanged_in_another_culture(string first, string second)
    {
        string list = "1..3 | ForEach-Object { @{ EMAIL = \"INFO$_@b.c\"; SUBSCRIPTIONSTATUS = 'SUBSCRIBED'; SCORE = 1.5; since = [datetime]::new(2026, 1, $_) } } | "
            + Sync + " -FieldMap @{ score = 'SCORE'; since = 'since' } -Property none";
        Assert.Equal(Enumerable.Repeat(UpsertStatus.Created, 3), StatusesOf(Api.Session.Run(Hostile.CultureScript.Create(first, list))));
        Assert.Equal(Enumerable.Repeat(UpsertStatus.Unchanged, 3), StatusesOf(Api.Session.Run(Hostile.CultureScript.Create(second, list))));
    }
}
