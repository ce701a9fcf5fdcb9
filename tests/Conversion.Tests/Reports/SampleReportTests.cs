using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Reports;

/// <summary>samples/report.html, which samples/New-Report.ps1 makes and README.md shows.</summary>
public sealed partial class SampleReportTests
{
    [Fact]
    public void The_sample_is_what_its_script_makes()
    {
        using Session session = new();
        using ScratchFolder folder = new();
        Run run = session.Run($"& '{Checkout.Sample("New-Report.ps1")}' -Path '{folder.PathOf("report.html")}'");
        Assert.Null(run.TerminatingError);
        Assert.Equal(2, run.Single<CnvRunSummary>().ExitCode);
        Assert.Empty(session.Run("Get-CnvConnection").Output);
        Assert.Equal(WithoutTimes(folder.Read("report.html")), WithoutTimes(File.ReadAllText(Checkout.Sample("report.html"))));
    }

    [Fact]
    public void The_README_shows_its_picture()
    {
        Assert.Contains("docs/report.png", File.ReadAllText(Path.Combine(Checkout.Root, "README.md")));
        byte[] picture = File.ReadAllBytes(Path.Combine(Checkout.Root, "docs", "report.png"));
        Assert.Equal("PNG"u8.ToArray(), picture.Skip(1).Take(3));
    }

    private static string WithoutTimes(string html) => TimesPattern().Replace(html.Replace("\r\n", "\n", System.StringComparison.Ordinal), "");

    [GeneratedRegex("<p class=\"run\">.*?</p>|<section><h2>(Over time|Retries and waits)</h2>.*?</section>|<footer>.*?</footer>", RegexOptions.Singleline)]
    private static partial Regex TimesPattern();
}
