using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using System.Xml;
using System.Xml.Linq;
using Conversion.Model;
using Conversion.Reports;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Reports;

/// <summary>The page of a report: what it says, and that nothing in it is more than text.</summary>
public sealed class ReportTests
{
    private const string Everything =
        "3 Created, 2 Updated, 1 Unchanged, 1 Removed, 1 NotFound contact_not_found, 12 Rejected invalid_email, 1 Failed server_error, 1 Unknown timeout, 1 NotSent time_limit";

    private static readonly string s_hostile = "<script>alert(1)</script>\"'&=HYPERLINK(\"https://evil.example\")\u202e\u200b\u0007\ud800";

    private static string Write(RunSummaryBuilder builder, string title = "Title", IReadOnlyList<ReportRow>? rows = null) =>
        new ReportPage(builder, title) { Rows = rows }.ToHtml();

    private static string WriteResults(params object[] results) => Write(Results.Count(results));

    // HTML of this page is XML too.
    private static XElement Parse(string html)
    {
        using XmlReader reader = XmlReader.Create(new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XElement.Load(reader);
    }

    private static string Lead(string html) => Parse(html).Descendants("strong").Single().Value;

    [Theory]
    [InlineData("", "No rows came.")]
    [InlineData("1 Created", "The row went through.")]
    [InlineData("3 Created, 1 Removed", "All 3 rows went through.")]
    [InlineData("3 Created, 1 Rejected invalid_email", "1 row needs mending.")]
    [InlineData("2 Rejected invalid_email, 1 NotFound contact_not_found", "3 rows need mending.")]
    [InlineData("3 Created, 1 Failed server_error, 1 Unknown timeout", "2 rows need another run.")]
    [InlineData("1 Created, 2 NotSent change_limit", "A guard stopped this run: too many contacts would change.")]
    public void The_sentence_that_matters_comes_first(string results, string sentence)
    {
        string html = WriteResults(Results.Of(results));
        Assert.Equal(sentence, Lead(html));
        Assert.True(html.IndexOf("<strong>", StringComparison.Ordinal) < html.IndexOf("<section>", StringComparison.Ordinal) || results.Length == 0);
    }

    [Fact]
    public void Rows_to_mend_are_named_beside_rows_for_another_run() =>
        Assert.Contains("2 rows need mending. 1 row went through.", Parse(WriteResults(Results.Of("1 Created, 2 Rejected invalid_email, 1 Failed server_error"))).Value);

    [Fact]
    public void A_stopped_run_says_so_first()
    {
        RunSummaryBuilder builder = Results.Count(Results.Of("3 Created"));
        builder.IsStopped = true;
        Assert.Equal("The run was stopped before its end.", Lead(Write(builder)));
    }

    [Fact]
    public void Each_status_has_its_count_and_meaning()
    {
        XElement page = Parse(WriteResults(Results.Of(Everything)));
        string[] rows = [.. page.Descendants("section").First().Descendants("tbody").Elements("tr").Select(row => string.Join('|', row.Elements().Take(2).Select(cell => cell.Value)))];
        Assert.Equal(["Created|3", "Updated|2", "Unchanged|1", "Removed|1", "NotFound|1", "Rejected|12", "Failed|1", "Unknown|1", "NotSent|1"], rows);
    }

    [Fact]
    public void Each_error_has_its_count_its_first_rows_and_advice()
    {
        string html = WriteResults([.. Enumerable.Range(1, 20).Select(i => (object)Results.Of(UpsertStatus.Rejected, "invalid_email", i * 2))]);
        string error = Parse(html).Descendants("tr").Single(row => row.Value.Contains("invalid_email", StringComparison.Ordinal)).Value;
        Assert.Equal("invalid_emailCorrect the address in the row and send the row again.202, 4, 6, 8, 10, 12, 14, 16 …", error);
    }

    [Fact]
    public void Retries_and_the_slowest_rows_are_shown()
    {
        string text = Parse(WriteResults(Results.Of(UpsertStatus.Created, row: 4, attempts: 3, seconds: 7.5), Results.Of(UpsertStatus.Created, row: 9))).Value;
        Assert.Contains("1 row took more than one request, at most 3.", text);
        Assert.Contains("Row 47.5 s3Created", text);
    }

    [Fact]
    public void Every_chart_has_a_label_and_text_beside_it()
    {
        RunSummaryBuilder builder = Results.Count(Results.Of(UpsertStatus.Updated, run: Results.Run(known: 200, unsubscribed: 8, removed: 50, minimum: 100)));
        for (int i = 0; i < 50; i++)
        {
            builder.Add(new RowResult { Status = ResultStatus.Created, CompletedAt = DateTime.UtcNow.AddSeconds(i), Row = i });
        }

        XElement page = Parse(Write(builder));
        XElement[] charts = [.. page.Descendants("svg")];
        Assert.Equal(4, charts.Length);
        Assert.All(charts, chart => Assert.NotEmpty(chart.Attribute("aria-label")!.Value));
        Assert.All(charts, chart => Assert.Equal("img", chart.Attribute("role")!.Value));
        Assert.Contains("8 (4 %)", page.Value);
        Assert.Contains("20 %: exceeded", page.Value);
        Assert.Matches(@"On average [\d,]+ rows/s", page.Value);
    }

    [Fact]
    public void The_page_is_complete_without_anything_else()
    {
        string html = Write(Results.Count(Results.Of(Everything)), rows: [new ReportRow(new RowResult { Status = ResultStatus.Rejected, ErrorCode = "invalid_email" })]);
        XElement page = Parse(html);
        Assert.DoesNotContain("http:", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "script" or "img" or "iframe" or "object" or "form" or "base");
        Assert.DoesNotContain(page.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || attribute.Name == "src");
        Assert.Equal(["data:,"], page.Descendants().Attributes("href").Select(link => link.Value));
        Assert.Contains("default-src 'none'", page.Descendants("meta").Attributes("content").First(content => content.Value.Contains("src", StringComparison.Ordinal)).Value);
        Assert.DoesNotContain("{{", html);
    }

    [Fact]
    public void The_page_has_headings_table_headers_and_a_language()
    {
        XElement page = Parse(WriteResults(Results.Of(Everything)));
        Assert.Equal("en", page.Attribute("lang")!.Value);
        Assert.Single(page.Descendants("h1"));
        Assert.Single(page.Descendants("main"));
        Assert.All(page.Descendants("section"), section => Assert.Equal("h2", section.Elements().First().Name.LocalName));
        Assert.All(page.Descendants("th"), header => Assert.True(header.Attribute("scope")!.Value is "col" or "row"));
        Assert.All(page.Descendants("tbody").Elements("tr"), row => Assert.Equal("th", row.Elements().First().Name.LocalName));
    }

    [Fact]
    public void Light_dark_and_print_have_colours_of_their_own_with_enough_contrast()
    {
        string style = Parse(WriteResults()).Descendants("style").Single().Value;
        MatchCollection palettes = Regex.Matches(style, @":root \{[^}]*--page[^}]*\}");
        Assert.Equal(3, palettes.Count);
        foreach (Match palette in palettes)
        {
            Dictionary<string, double> colours = Regex.Matches(palette.Value, @"--(\w+): #(\w+)").ToDictionary(colour => colour.Groups[1].Value, colour => Luminance(colour.Groups[2].Value));
            double Contrast(string colour, string ground) => (Math.Max(colours[colour], colours[ground]) + 0.05) / (Math.Min(colours[colour], colours[ground]) + 0.05);
            Assert.All(new[] { "page", "tint" }, ground => Assert.All(new[] { "text", "soft" }, text => Assert.True(Contrast(text, ground) >= 4.5, $"{text} on {ground}")));
            Assert.All(new[] { "ok", "alt", "quiet", "left", "bad", "late" }, mark => Assert.True(Contrast(mark, "page") >= 3, mark));
        }
    }

    private static double Luminance(string hex)
    {
        hex = hex.Length == 3 ? string.Concat(hex.Select(digit => $"{digit}{digit}")) : hex;
        double[] parts = [.. Enumerable.Range(0, 3).Select(i => Convert.ToInt32(hex.Substring(i * 2, 2), 16) / 255.0).Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4))];
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    [Fact]
    public void No_address_and_no_cell_is_shown_unless_it_is_asked_for()
    {
        object result = Results.Of(UpsertStatus.Rejected, "invalid_email", 7, Session.Row(("Email", "secret@example.com"), ("city", "Secretville")), "secret@example.com");
        Assert.DoesNotContain("secret", WriteResults(result), StringComparison.OrdinalIgnoreCase);

        string html = Write(Results.Count(result), rows: [new ReportRow(Row(result))]);
        Assert.Contains("secret@example.com", html);
        Assert.Contains("Secretville", html);
    }

    [Fact]
    public void A_server_cannot_put_a_part_of_a_row_into_a_code() =>
        Assert.DoesNotContain("secret", WriteResults(Results.Of(UpsertStatus.Rejected, "no secret@example.com")));

    [Fact]
    public void Every_text_is_encoded()
    {
        object result = Results.Of(UpsertStatus.Rejected, s_hostile, 7, Session.Row((s_hostile, s_hostile)), s_hostile, new CnvRun(null)
        {
            Command = s_hostile, KeyId = s_hostile, BaseUri = s_hostile, StartedAt = DateTime.UtcNow,
        });
        string html = Write(Results.Count(result), title: s_hostile, rows: [new ReportRow(Row(result))]);
        XElement page = Parse(html);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(html, character => (char.IsControl(character) && character != '\n') || character is '\u202e' or '\u200b' || char.IsSurrogate(character));
        string shown = "<script>alert(1)</script>\"'&=HYPERLINK(\"https://evil.example\")\\u202E\\u200B\\u0007\\uD800";
        Assert.Equal(shown, page.Descendants("title").Single().Value);
        Assert.Equal(shown, page.Descendants("h1").Single().Value);
        Assert.Equal((shown, shown), (page.Descendants("dt").Single().Value, page.Descendants("dd").Single().Value));
    }

    [Theory]
    [InlineData("{{sections}}")]
    [InlineData("{{foot}} {{")]
    public void Text_is_never_taken_for_a_place_in_the_template(string title) =>
        Assert.Equal(title, Parse(Write(Results.Count(), title)).Descendants("h1").Single().Value);

    [Theory]
    [InlineData("Zoë 🚀 東京 ليلى", "Zoë 🚀 東京 ليلى")]
    [InlineData("a\tb\r\n", @"a\u0009b\u000D\u000A")]
    public void Text_of_any_script_is_readable(string text, string shown) => Assert.Equal(shown, HtmlText.Encode(text));

    [Fact]
    public void A_row_of_any_kind_is_shown_and_none_of_its_code_runs()
    {
        PSObject scripted = Session.Row(("Email", "a"));
        scripted.Properties.Add(new PSScriptProperty("danger", ScriptBlock.Create("throw 'ran'")));
        Assert.Equal([("Email", "a")], new ReportRow(new RowResult { InputObject = scripted }).Cells);
        Assert.Equal([("Email", "b")], new ReportRow(new RowResult { InputObject = new System.Collections.Hashtable { ["Email"] = "b" } }).Cells);
        Assert.Equal([("", "c@d.e")], new ReportRow(new RowResult { InputObject = "c@d.e" }).Cells);
        Assert.Equal([("x", "(cannot be read)")], new ReportRow(new RowResult { InputObject = Session.Row(("x", new Unreadable())) }).Cells);
        Assert.Empty(new ReportRow(new RowResult()).Cells);
        ReportRow wide = new(new RowResult { InputObject = Session.Row([.. Enumerable.Range(0, 500).Select(i => ($"c{i}", (object?)new string('x', 5000)))]) });
        Assert.Equal(30, wide.Cells.Count);
        Assert.All(wide.Cells, cell => Assert.True(cell.Value.Length <= 201));
    }

    private sealed class Unreadable
    {
        public override string ToString() => throw new InvalidOperationException();
    }

    private static RowResult Row(object result)
    {
        Assert.True(new ResultReader().TryRead(PSObject.AsPSObject(result), out RowResult row));
        return row;
    }
}
