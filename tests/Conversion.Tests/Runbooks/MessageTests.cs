using System;
using System.Collections;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Runbooks;

/// <summary>How the samples mail and post what happened.</summary>
public sealed class MessageTests : IAsyncLifetime
{
    private const string Mail = "-MailFrom jobs@example.com -MailTo team@example.com";

    private RunbookSession _runbook = null!;

    public static TheoryData<string> Samples => ["Import-Leads.ps1", "Sync-Everyone.ps1", "Import-LeadsFromBlob.ps1"];

    public async ValueTask InitializeAsync()
    {
        _runbook = await RunbookSession.StartAsync();
        _runbook.WriteList(RunbookSession.Leads);
    }

    public ValueTask DisposeAsync() => _runbook.DisposeAsync();

    private Run Run(string sample, string parameters) => _runbook.Run(sample, (sample == "Import-LeadsFromBlob.ps1"
        ? "-StorageAccountName leads -ContainerName leads "
        : $"-Path '{_runbook.Folder.PathOf("leads.csv")}' -StateFolder '{_runbook.Folder.PathOf("state")}' -SecretName ConversionApiKey ") + parameters);

    private static T Property<T>(PSObject item, string name) => (T)LanguagePrimitives.ConvertTo(item.Properties[name].Value, typeof(T), null);

    [Theory]
    [MemberData(nameof(Samples))]
    public void Nothing_is_sent_unless_it_is_asked_for(string sample)
    {
        Run(sample, "");
        Assert.Empty(_runbook.Messages);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_report_is_mailed_as_an_attachment(string sample)
    {
        Run run = Run(sample, Mail);
        Assert.Empty(run.Warnings);
        PSObject connect = _runbook.Messages[0];
        Assert.True(Property<bool>(connect, sample == "Import-LeadsFromBlob.ps1" ? "Identity" : "EnvironmentVariable"));
        PSObject mail = _runbook.Messages[1];
        Assert.Equal("jobs@example.com", Property<string>(mail, "From"));
        IDictionary message = Property<IDictionary>(mail, "Message");
        Assert.Matches("^leads: 6 (rows|contacts), 0 for another run, 2 to correct$", (string)message["Subject"]!);
        IDictionary attachment = (IDictionary)((object[])message["Attachments"]!).Single();
        Assert.Equal("#microsoft.graph.fileAttachment", attachment["@odata.type"]);
        string report = Encoding.UTF8.GetString(Convert.FromBase64String((string)attachment["ContentBytes"]!));
        Assert.Contains("2 rows need mending.", report);
        Assert.DoesNotContain("@example.com", report + message["Subject"]);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_figures_are_posted_to_Teams_or_Slack(string sample)
    {
        Run(sample, "-WebhookUri https://hooks.slack.com/services/T/B/x");
        Run(sample, "-WebhookUri https://flows.example/workflows/x");
        JsonNode[] bodies = [.. _runbook.Messages.Select(message => JsonNode.Parse(Property<string>(message, "Body"))!)];
        Assert.StartsWith("leads: 6 ", bodies[0]["text"]!.GetValue<string>());
        Assert.Equal("message", bodies[1]["type"]!.GetValue<string>());
        JsonNode card = bodies[1]["attachments"]![0]!;
        Assert.Equal("application/vnd.microsoft.card.adaptive", card["contentType"]!.GetValue<string>());
        Assert.StartsWith("leads: 6 ", card["content"]!["body"]![0]!["text"]!.GetValue<string>());
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_message_that_cannot_be_sent_is_a_warning_and_the_run_ends_as_it_would(string sample)
    {
        Run run = Run(sample, "-WebhookUri https://unreachable.example/x");
        Assert.Contains("The report was not sent: No such host is known.", run.Warnings);
        Assert.Null(run.TerminatingError);
        Assert.Equal(2L, Convert.ToInt64(run.Output.Single().Properties["ExitCode"].Value, null));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_run_that_ends_with_an_error_is_told_too(string sample)
    {
        _runbook.Api.Emulator.Faults.Enqueue(Fault.Status(401), 1000);
        Run run = Run(sample, Mail + " -WebhookUri https://hooks.slack.com/services/T/B/x");
        Assert.StartsWith("unauthorized,", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Equal("leads ended with an error: unauthorized", JsonNode.Parse(Property<string>(_runbook.Messages[^1], "Body"))!["text"]!.GetValue<string>());
        Assert.Equal(["connect", "mail", "Post"], _runbook.Messages.Select(message => Property<string>(message, "Kind")));
    }

    [Fact]
    public void A_limit_that_stops_the_run_is_told_with_what_would_change()
    {
        _runbook.WriteList("Email\n" + string.Concat(Enumerable.Range(1, 120).Select(i => $"a{i}@example.com\n")));
        Run("Sync-Everyone.ps1", "");
        _runbook.WriteList("Email\na1@example.com\n");
        Run("Sync-Everyone.ps1", Mail);
        Assert.Equal(3, _runbook.ExitCode);
        IDictionary message = Property<IDictionary>(_runbook.Messages[^1], "Message");
        Assert.Equal("leads: a limit stopped the run, and nothing was sent", message["Subject"]);
        string report = Encoding.UTF8.GetString(Convert.FromBase64String((string)((IDictionary)((object[])message["Attachments"]!).Single())["ContentBytes"]!));
        Assert.Contains("too many contacts have left the list", report);
    }
}
