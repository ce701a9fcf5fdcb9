using System.IO;
using System.Management.Automation;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Sync;

/// <summary>journal_mismatch: its advice fits its cause.</summary>
public sealed class JournalMismatchTests : SyncTestBase
{
    private const string Account = "Connect to the account of the journal";
    private const string Partition = "Use the same -Partition and -PartitionCount";
    private const string Force = "start a new journal with -Force";

    private static string MessageOf(Run run)
    {
        ErrorRecord error = run.TerminatingError!;
        Assert.Equal("journal_mismatch", ((CnvException)error.Exception).Code);
        return error.Exception.Message;
    }

    [Theory]
    [InlineData("-Partition 0 -PartitionCount 2", "-Partition 0 -PartitionCount 3")]
    [InlineData("-Partition 0 -PartitionCount 2", "-Partition 1 -PartitionCount 2")]
    [InlineData("-Partition 0 -PartitionCount 2", "")]
    [InlineData("", "-Partition 0 -PartitionCount 2")]
    public void Another_partition_is_no_matter_of_the_account(string before, string now)
    {
        NightWith(before, Rows(2));
        foreach (string command in new[] { Sync, Compare, Set, Sync + "-WhatIf " })
        {
            string message = MessageOf(Api.Session.Pipe(command + now, Rows(2)));
            Assert.Contains(Partition, message);
            Assert.Contains(Force, message);
            Assert.DoesNotContain(Account, message);
        }
    }

    [Fact]
    public void Another_key_is_a_matter_of_the_account()
    {
        Night(Rows(1));
        Api.Session.Run($"Connect-Cnv sk_live_other_secret -BaseUri {Api.Session.Run("(Get-CnvConnection).BaseUri").Output[0]}");
        Assert.Contains(Account, MessageOf(Night(Rows(1))));
    }

    [Fact]
    public void Another_sandbox_names_SandboxPath()
    {
        Api.Session.Run("Connect-Cnv -Sandbox");
        Night(Rows(1));
        Api.Session.Run("Connect-Cnv -Sandbox");
        string message = MessageOf(Night(Rows(1)));
        Assert.Contains("-SandboxPath", message);
        Assert.DoesNotContain(Account, message);
    }

    [Fact]
    public void Events_and_contacts_have_a_journal_each()
    {
        Night(Rows(1));
        string message = MessageOf(Api.Session.Run($"Add-CnvEvent opened a@b.c -JournalPath '{Journal}'"));
        Assert.Contains("Contacts and events have a journal each.", message);
        Assert.DoesNotContain(Account, message);
    }

    [Theory]
    [InlineData("Email,first_name\na@b.c,A\n", "never overwritten", Force)]
    [InlineData("{\"format\":\"conversion-journal\",\"version\":1}\n", Force, "never overwritten")]
    [InlineData("{\"format\":\"conversion-journal\",\"ver\n", Force, "never overwritten")]
    public void Force_is_advised_only_where_it_helps(string content, string told, string notTold)
    {
        File.WriteAllText(Journal, content);
        string message = MessageOf(Night(Rows(1)));
        Assert.Contains(told, message);
        Assert.DoesNotContain(notTold, message);
        Assert.DoesNotContain(Account, message);
        Run forced = NightWith("-Force", Rows(1));
        Assert.Equal(told == Force, forced.TerminatingError is null);
    }
}
