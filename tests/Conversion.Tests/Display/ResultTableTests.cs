using System;
using System.Linq;
using System.Management.Automation;
using Conversion.Tests.Hosting;
using Xunit;
using static Conversion.Tests.Hosting.Session;

namespace Conversion.Tests.Display;

/// <summary>The table of results: the address takes the spare width, and the id is whole from 100 columns on.</summary>
public sealed class ResultTableTests
{
    private const string Long = "a.person.with.a.long.name.indeed@subsidiary.example-company.com";

    private static string Shorten(string text, int width) => text.Length <= width ? text : text[..(width - 1)] + "…";

    private static (string[] Lines, Guid Id) Table(string command, InteractiveTestHost? host, int width)
    {
        using Session session = host is null ? new() : new(host);
        session.Run("Connect-Cnv -Sandbox; $PSStyle.OutputRendering = 'PlainText'");
        Run results = session.Pipe(command + " -ErrorAction Ignore", Row(("Email", Long)), Row(("Email", "bounced@example.com"), ("SubscriptionStatus", "BOUNCED")));
        session.Set("results", results.Output);
        string[] lines = [.. session.Run($"$results | Out-String -Width {width} -Stream").Output.Select(line => line.ToString()).Where(line => line.Length > 0)];
        return (lines, results.Results.FirstOrDefault()?.CnvContactId ?? Guid.Empty);
    }

    [Theory]
    [InlineData(80, 23, 12)]
    [InlineData(90, 33, 12)]
    [InlineData(100, 19, 36)]
    [InlineData(120, 39, 36)]
    [InlineData(200, 119, 36)]
    public void In_a_window(int width, int emailWidth, int idWidth)
    {
        (string[] lines, Guid id) = Table("Set-CnvContact", new InteractiveTestHost { Width = width }, width);
        Assert.Equal("  Row Status    " + "Email".PadRight(emailWidth) + " " + "CnvContactId".PadRight(idWidth) + " ErrorCode", lines[0].TrimEnd());
        Assert.Equal("    1 Created   " + Shorten(Long, emailWidth).PadRight(emailWidth) + " " + Shorten(id.ToString(), idWidth), lines[2].TrimEnd());
        Assert.Equal("    2 Rejected  " + "bounced@example.com".PadRight(emailWidth) + new string(' ', idWidth + 2) + "invalid_subscription_status", lines[3].TrimEnd());
        Assert.All(lines, line => Assert.InRange(line.Length, 1, width));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(120)]
    [InlineData(200)]
    public void Without_a_window(int width)
    {
        (string[] lines, Guid id) = Table("Set-CnvContact", host: null, width);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, width));
        Assert.Contains("bounced@example.com", lines[^1], StringComparison.Ordinal);
        Assert.EndsWith("invalid_subscription_status", lines[^1].TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(width >= 100, lines[^2].Contains(id.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void A_comparison_is_shown_in_the_same_way() =>
        Assert.Contains(Table("Compare-CnvContact -JournalPath absent.journal", new InteractiveTestHost { Width = 200 }, 200).Lines, line => line.Contains(Long, StringComparison.Ordinal));

    [Fact]
    public void A_result_shown_in_a_window_is_still_a_row_for_another_run()
    {
        using Session session = new(new InteractiveTestHost { Width = 120 });
        session.Run("Connect-Cnv -Sandbox");
        session.Set("results", session.Pipe("Set-CnvContact", Row(("Email", "a@b.c"), ("city", "Oslo"))).Output);
        Assert.Equal(Model.UpsertStatus.Updated, session.Run("$results | Set-CnvContact").Result.Status);
        Run run = session.Run("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($results)) | ConvertTo-CnvContact -AsJson");
        Assert.Equal("""{"email":"a@b.c","fields":{"city":"Oslo"}}""", run.Single<string>());
        run = session.Run("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($results)) | Measure-CnvResult");
        Assert.Equal((1L, 1L), (run.Single<CnvRunSummary>().Total, run.Single<CnvRunSummary>().Created));
    }
}
