using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;

namespace Conversion.Reports;

/// <summary>
/// The report of a run: one page of HTML with nothing outside itself. The template is Report.html; the sections are in
/// <see cref="ReportSections"/>.
/// </summary>
/// <param name="builder">The counts.</param>
/// <param name="title">The title.</param>
internal sealed class ReportPage(RunSummaryBuilder builder, string title)
{
    /// <summary>How many rows -IncludeRow shows at most.</summary>
    public const int MaximumRows = 100;

    private static readonly Lazy<string> s_template = new(ReadTemplate);

    /// <summary>The rows to show; null without -IncludeRow.</summary>
    public IReadOnlyList<ReportRow>? Rows { get; init; }

    /// <summary>When the report was made, in UTC.</summary>
    public DateTime WrittenAt { get; init; } = DateTime.UtcNow;

    /// <summary>The page.</summary>
    public string ToHtml()
    {
        CnvRunSummary summary = builder.Build(reportPath: null);
        RunSentence sentence = new(builder, summary);
        ReportSections sections = new(builder, summary);
        Dictionary<string, string> values = new()
        {
            ["title"] = HtmlText.Encode(title),
            ["kind"] = sentence.Kind,
            ["sentence"] = HtmlText.Encode(sentence.First),
            ["rest"] = HtmlText.Encode(string.Join(" ", sentence.Rest), maximumLength: 2000),
            ["run"] = sections.Run(),
            ["sections"] = string.Concat(
                sections.Counts(), sections.Guards(), sections.Errors(), sections.Times(), sections.Retries(), Rows is null ? null : sections.Rows(Rows)),
            ["foot"] = HtmlText.Encode(FormattableString.Invariant(
                $"Exit code {summary.ExitCode}. Written by the PowerShell module Conversion on {WrittenAt:yyyy-MM-dd HH:mm} UTC.")),
        };

        // In one pass over the template, so that nothing in a value is taken for a place.
        StringBuilder page = new();
        string[] parts = s_template.Value.Split(["{{", "}}"], StringSplitOptions.None);
        for (int i = 0; i < parts.Length; i++)
        {
            page.Append(i % 2 == 0 ? parts[i] : values[parts[i]]);
        }

        return page.ToString();
    }

    private static string ReadTemplate()
    {
        using Stream stream = typeof(ReportPage).Assembly.GetManifestResourceStream("Conversion.Reports.Report.html");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
