using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Exports;
using Conversion.Journal;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Conversion.Tests.Runbooks;
using Xunit;

namespace Conversion.Tests.Help;

/// <summary>The about_ topics in en-US/.</summary>
public sealed partial class AboutTopicTests
{
    private static readonly AboutTopic s_topic = new("about_Conversion");

    [Theory]
    [InlineData("about_Conversion")]
    [InlineData("about_Conversion_Runbooks")]
    [InlineData("about_Conversion_Sync")]
    public void A_topic_fits_a_console_and_is_ASCII(string topic) =>
        Assert.All(new AboutTopic(topic).Lines, line => Assert.True(line.Length <= 80 && line.All(char.IsAscii), line));

    [Fact]
    public void The_topic_names_every_cmdlet()
    {
        using Session session = new();
        Assert.All(
            session.Run("Get-Command -Module Conversion").Output,
            command => Assert.Contains(s_topic.Section("LONG DESCRIPTION"), line => line.StartsWith($"    {((CommandInfo)command.BaseObject).Name} ", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_topic_explains_exactly_the_existing_statuses() =>
        Assert.Equal(
            Enum.GetNames<UpsertStatus>().Order(),
            s_topic.Section("STATUSES").Select(line => StatusPattern().Match(line)).Where(status => status.Success)
                .Select(status => status.Groups[1].Value).Order());

    [Fact]
    public void The_topic_explains_exactly_the_existing_error_codes()
    {
        IEnumerable<string> codes = new[] { typeof(ErrorCodes), typeof(CnvErrors), typeof(JournalException), typeof(CursorException) }
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
        IEnumerable<string> explained = s_topic.Section("ERRORS").Select(line => CodePattern().Match(line))
            .Where(code => code.Success).Select(code => code.Groups[1].Value);
        Assert.Equal(codes.Distinct().Order(), explained.Distinct().Order());
    }

    [Fact]
    public async Task The_code_of_a_topic_runs()
    {
        await using RunbookSession runbook = await RunbookSession.StartAsync();
        runbook.WriteList(RunbookSession.Leads);
        runbook.Folder.Write("everyone.csv", "Email\nann@example.com\n");
        runbook.Folder.Write("export.csv", "Work Email,Given name,Place\nseven@example.com,Gil, Oslo \n");
        runbook.Session.Set("key", Api.Key);
        runbook.Session.Run($"Set-Location '{runbook.Folder.Root}'");
        string[] blocks = [.. s_topic.Sections.SelectMany(s_topic.Blocks)];
        Assert.NotEmpty(blocks);
        foreach (string block in blocks)
        {
            if (block.Contains("-Sandbox", StringComparison.Ordinal))
            {
                // A sandbox does not accept the emulator's address.
                runbook.Session.Run("$PSDefaultParameterValues = @{}");
            }

            Run run = runbook.Session.Run(block);
            Assert.True(run.TerminatingError is null, $"{block}: {run.TerminatingError}");
            Assert.DoesNotContain(run.Errors, error => !error.FullyQualifiedErrorId.EndsWith(",Conversion.Commands.SetCnvContactCommand", StringComparison.Ordinal));
        }

        Assert.Single(runbook.Api.Emulator.Contacts.Snapshot(), contact => contact.Email == "ann@example.com");

        Contact mapped = Assert.Single(runbook.Api.Emulator.Contacts.Snapshot(), contact => contact.Email == "seven@example.com");
        Assert.Equal(("Gil", "Oslo"), (mapped.Fields.Text("first_name"), mapped.Fields.Text("city")));
        Assert.Contains("no-at-sign.example.com", runbook.Folder.Read("again.csv"));
    }

    [GeneratedRegex("^    ([a-z_]+)  ")]
    private static partial Regex CodePattern();

    [GeneratedRegex("^    ([A-Z][A-Za-z]+)  ")]
    private static partial Regex StatusPattern();
}
