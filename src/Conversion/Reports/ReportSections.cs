using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Conversion.Reports;

/// <summary>The sections of a report. Each is HTML, or empty where there is nothing to say.</summary>
internal sealed class ReportSections(RunSummaryBuilder builder, CnvRunSummary summary)
{
    private static readonly (ResultStatus Status, string Class, string Meaning)[] s_statuses =
    [
        (ResultStatus.New, "ok", "not known yet: it would be sent"),
        (ResultStatus.Changed, "alt", "differs from what was confirmed last: it would be sent"),
        (ResultStatus.Created, "ok", "the contact is new"),
        (ResultStatus.Updated, "alt", "the contact was there and was updated"),
        (ResultStatus.Tracked, "ok", "the event was confirmed"),
        (ResultStatus.Unchanged, "quiet", "the contact already has these values; not sent"),
        (ResultStatus.Removed, "left", "the contact has left the list"),
        (ResultStatus.NotFound, "bad", "no contact matches: check the id or the address"),
        (ResultStatus.Rejected, "bad", "the row is invalid: correct it"),
        (ResultStatus.Failed, "late", "the service did not accept it: run again"),
        (ResultStatus.Unknown, "late", "sent, but not confirmed: run again"),
        (ResultStatus.NotSent, "late", "a limit was reached first"),
    ];

    // Where a sandbox seems to be.
    private const string SandboxHost = "sandbox.invalid";

    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(1);

    // Rows that are faster than this, without a retry, are not worth a table.
    private static readonly TimeSpan s_slow = TimeSpan.FromSeconds(2);

    /// <summary>Which command, which account, when and how fast.</summary>
    public string Run()
    {
        List<string> parts = [];
        if (builder.LastRun is CnvRun run)
        {
            string host = Uri.TryCreate(run.BaseUri, UriKind.Absolute, out Uri? uri) ? uri.Host : run.BaseUri;
            parts.Add(HtmlText.Encode($"{run.Command}, " + (host == SandboxHost ? "a sandbox" : $"account {run.KeyId} at {host}")));
        }

        if (builder.Runs > 1)
        {
            parts.Add(Format("{0:N0} runs", builder.Runs));
        }

        if (summary.StartedAt is DateTime start)
        {
            parts.Add(Format("<time datetime=\"{0:yyyy-MM-ddTHH:mm:ssZ}\">{0:yyyy-MM-dd HH:mm} UTC</time>", start));
        }

        if (summary.Duration is TimeSpan duration)
        {
            parts.Add(Describe(duration));
        }

        if (summary.RowsPerSecond is double rate && builder.Comparisons == 0)
        {
            parts.Add(Format("{0:N0} rows/s", rate));
        }

        return string.Join(" · ", parts);
    }

    public string Counts()
    {
        (ResultStatus Status, string Class, string Meaning)[] shown = [.. s_statuses.Where(status => builder.Count(status.Status) > 0)];
        if (shown.Length == 0)
        {
            return string.Empty;
        }

        StringBuilder html = new("<section><h2>Results</h2>");
        html.Append(BarChart.DrawShares(
            string.Join(", ", shown.Select(status => Format("{0:N0} {1}", builder.Count(status.Status), status.Status))),
            shown.Select(status => (status.Class, builder.Count(status.Status)))));
        html.Append("<table><thead><tr><th scope=\"col\">Status</th><th scope=\"col\" class=\"n\">Rows</th><th scope=\"col\">Meaning</th></tr></thead><tbody>");
        foreach ((ResultStatus status, string kind, string meaning) in shown)
        {
            html.Append(Format(
                "<tr><th scope=\"row\" class=\"s\"><i class=\"key {0}\"></i>{1}</th><td class=\"n\">{2:N0}</td><td>{3}</td></tr>", kind, status, builder.Count(status), meaning));
        }

        html.Append("</tbody></table>");
        if (builder.StatusesWithheld > 0)
        {
            html.Append(Format(
                "<p>The subscription status of {0} was not sent, so opt-outs made in the account stay.</p>",
                RunSentence.Rows(builder.StatusesWithheld)));
        }

        return html.Append("</section>").ToString();
    }

    public string Guards()
    {
        if (summary.Guards.Length == 0)
        {
            return string.Empty;
        }

        if (summary.Guards[0].Known == 0)
        {
            return "<section><h2>Guards</h2><p>The journal knew no contacts when the run began, so no guard applied.</p></section>";
        }

        StringBuilder html = new("<section><h2>Guards</h2>");
        html.Append("<table><thead><tr><th scope=\"col\">Of the known contacts</th><th scope=\"col\" class=\"n\">Count</th><th scope=\"col\">Limit</th></tr></thead><tbody>");
        foreach (CnvGuard guard in summary.Guards)
        {
            string limit = guard.IsExceeded ? Format("{0:0.##} %: exceeded", guard.MaximumPercent)
                : guard.IsActive ? Format("{0:0.##} %", guard.MaximumPercent)
                : guard.MaximumPercent >= 100 ? "none"
                : Format("{0:0.##} %, not applied to so few contacts", guard.MaximumPercent);
            string meter = guard.IsActive
                ? BarChart.DrawMeter(Format("{0:0.#} percent, limit {1:0.##} percent", guard.Percent, guard.MaximumPercent), guard.Percent, guard.MaximumPercent)
                : string.Empty;
            html.Append(Format(
                "<tr><th scope=\"row\">{0}</th><td class=\"n\">{1:N0} ({2:0.#} %)</td><td>{3}{4}</td></tr>", NameOf(guard), guard.Count, guard.Percent, limit, meter));
        }

        return html.Append(Format("</tbody></table><p>The journal knew {0:N0} contacts when the run began.", summary.Guards[0].Known))
            .Append(builder.Runs > 1 ? " These are the guards of the last run." : string.Empty).Append("</p></section>").ToString();
    }

    public string Errors()
    {
        if (builder.Errors.Count == 0)
        {
            return string.Empty;
        }

        StringBuilder html = new("<section><h2>Errors</h2><table><thead><tr><th scope=\"col\">Error and what to do</th>");
        html.Append("<th scope=\"col\" class=\"n\">Rows</th><th scope=\"col\" class=\"w\">Which rows</th></tr></thead><tbody>");
        foreach (ErrorGroup group in builder.Errors)
        {
            string rows = string.Join(", ", group.FirstRows.Select(static row => Format("{0}", row)));
            html.Append(Format(
                "<tr><th scope=\"row\"><code>{0}</code><small>{1}</small></th><td class=\"n\">{2:N0}</td><td>{3}{4}</td></tr>",
                HtmlText.Encode(NameOf(group.Code), 64),
                HtmlText.Encode(CnvErrors.AdviceFor(group.Code, group.Status)),
                group.Count,
                rows.Length > 0 ? rows : "no row",
                group.Count > group.FirstRows.Count && rows.Length > 0 ? " …" : string.Empty));
        }

        return html.Append("</tbody></table></section>").ToString();
    }

    public string Times()
    {
        if (builder.Comparisons > 0 || builder.Total == 0)
        {
            return string.Empty;
        }

        IReadOnlyList<TimeInterval> intervals = builder.Times.Intervals;
        if (intervals.Count < 3)
        {
            return Format("<section><h2>Over time</h2><p>{0}</p></section>", intervals.Count == 0
                ? "These results do not tell when they were returned."
                : "The results came at once, too fast for a chart.");
        }

        double seconds = builder.Times.Width.TotalSeconds;
        TimeInterval most = intervals.OrderByDescending(static interval => interval.Rows).First();
        int idle = intervals.Count(static interval => interval.Rows == 0);
        string text = Format(
            "On average {0:N0} rows/s, at most {1:N0} rows/s at {2:HH:mm:ss} UTC.", intervals.Sum(static interval => interval.Rows) / Math.Max(summary.Duration!.Value.TotalSeconds, seconds), most.Rows / seconds, builder.Times.StartOf(most));
        text += idle > 0 ? Format(" No result came for {0} in all.", Describe(TimeSpan.FromSeconds(idle * seconds))) : string.Empty;
        text += builder.Errors.Count > 0 ? " Rows with an error are at the foot of each bar." : string.Empty;
        return Format(
            "<section><h2>Over time</h2><figure>{0}<figcaption><span>{1:HH:mm:ss}</span><span>{2:HH:mm:ss} UTC</span></figcaption></figure><p>{3}</p></section>",
            BarChart.DrawTimes("Results over time. " + text, intervals),
            builder.Times.StartOf(intervals[0]),
            builder.Times.StartOf(intervals[intervals.Count - 1]) + builder.Times.Width,
            text);
    }

    public string Retries()
    {
        if (builder.Slowest.Count == 0)
        {
            return string.Empty;
        }

        StringBuilder html = new("<section><h2>Retries and waits</h2><p>");
        html.Append(builder.RetriedRows == 0
            ? "Every row that was sent took one request."
            : Format("{0} took more than one request, at most {1:N0}.", RunSentence.Rows(builder.RetriedRows), builder.MaximumAttempts));
        if (builder.RetriedRows == 0 && builder.Slowest[0].Duration < s_slow)
        {
            TimeSpan longest = builder.Slowest[0].Duration;
            return html.Append(Format(" No row took longer than {0}.</p></section>", longest < s_moment ? "1 ms" : Describe(longest))).ToString();
        }

        html.Append(" A further request is a retry, a part of a batch that was split, or a subscription status that follows its new contact. "
            + "A row takes as long as its requests and the waits between them.</p>");
        html.Append("<table><thead><tr><th scope=\"col\">Slowest rows</th><th scope=\"col\" class=\"n\">Took</th><th scope=\"col\" class=\"n\">Requests</th>");
        html.Append("<th scope=\"col\">Status</th></tr></thead><tbody>");
        foreach (SlowRow slow in builder.Slowest)
        {
            html.Append(Format(
                "<tr><th scope=\"row\">{0}</th><td class=\"n\">{1}</td><td class=\"n\">{2:N0}</td><td>{3}</td></tr>",
                slow.Row is long row ? Format("Row {0}", row) : "A contact that left", Describe(slow.Duration), slow.Attempts, slow.Status));
        }

        return html.Append("</tbody></table></section>").ToString();
    }

    public string Rows(IReadOnlyList<ReportRow> rows)
    {
        if (rows.Count == 0)
        {
            return string.Empty;
        }

        long all = builder.Errors.Sum(static group => group.Count);
        StringBuilder html = new("<section class=\"rows\"><h2>Rows that did not go through</h2>");
        html.Append(rows.Count < all ? Format("<p>The first {0:N0} of {1:N0}.</p>", rows.Count, all) : string.Empty);
        foreach (ReportRow row in rows)
        {
            html.Append(Format(
                "<article><h3>{0} <code>{1}</code></h3><p>{2}</p><dl>",
                HtmlText.Encode(row.Row is long number ? Format("Row {0}, {1}", number, row.Status) : $"{row.Status}"),
                HtmlText.Encode(row.ErrorCode, 64),
                HtmlText.Encode(row.ErrorMessage)));
            foreach ((string name, string value) in row.Cells.Count > 0 ? row.Cells : [("Email", row.Email ?? string.Empty)])
            {
                html.Append(Format("<div><dt>{0}</dt><dd>{1}</dd></div>", HtmlText.Encode(name), HtmlText.Encode(value)));
            }

            html.Append("</dl></article>");
        }

        return html.Append("</section>").ToString();
    }

    // A server could put anything into a code. What does not look like one may be a part of a row.
    private static string NameOf(string code) =>
        code.All(static character => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-' or '.') ? code : "(no code)";

    private static string NameOf(CnvGuard guard) => guard.Name switch
    {
        nameof(CnvRun.MaximumUnsubscribePercent) => "Unsubscribed by the list",
        nameof(CnvRun.MaximumChangePercent) => "Changed",
        _ => "Left the list",
    };

    private static string Describe(TimeSpan time) => time < s_moment ? "under 1 ms"
        : time.TotalSeconds < 1 ? Format("{0:N0} ms", time.TotalMilliseconds)
        : time.TotalMinutes < 1 ? Format("{0:0.#} s", time.TotalSeconds)
        : time.TotalHours < 1 ? Format("{0} min {1} s", time.Minutes, time.Seconds)
        : Format("{0:0} h {1} min", Math.Floor(time.TotalHours), time.Minutes);

    private static string Format(string format, params object?[] values) => string.Format(CultureInfo.InvariantCulture, format, values);
}
