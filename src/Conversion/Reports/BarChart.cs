using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Conversion.Reports;

/// <summary>Draws charts as SVG, to be put into HTML. What a chart shows is always also said in text beside it.</summary>
internal static class BarChart
{
    private const double Width = 600;
    private const double Height = 110;

    // What is there is seen, however little it is.
    private const double MinimumSize = 1.5;

    /// <summary>One bar that is divided by the parts.</summary>
    /// <param name="label">What it shows.</param>
    /// <param name="parts">The class and the count of each part.</param>
    public static string DrawShares(string label, IEnumerable<(string Class, long Count)> parts)
    {
        (string Class, long Count)[] shown = [.. parts.Where(static part => part.Count > 0)];
        double total = shown.Sum(static part => Math.Max(part.Count, 1.0));
        double least = shown.Length * MinimumSize;
        StringBuilder svg = Begin(label, 16);
        double x = 0;
        foreach ((string kind, long count) in shown)
        {
            double width = MinimumSize + (count / total * (Width - least));
            Rectangle(svg, kind, x, 0, width, 16);
            x += width;
        }

        return svg.Append("</svg>").ToString();
    }

    /// <summary>How much of a limit is used: a bar, and a mark where the limit is.</summary>
    /// <param name="label">What it shows.</param>
    /// <param name="percent">What is used.</param>
    /// <param name="limit">The limit.</param>
    public static string DrawMeter(string label, double percent, double limit)
    {
        double scale = Math.Max(Math.Max(percent, limit), 1) * 1.15;
        StringBuilder svg = Begin(label, 14);
        Rectangle(svg, "track", 0, 3, Width, 8);
        Rectangle(svg, percent > limit ? "bad" : "ok", 0, 3, Math.Max(percent / scale * Width, percent > 0 ? MinimumSize : 0), 8);
        Rectangle(svg, "limit", (limit / scale * Width) - 1, 0, 2, 14);
        return svg.Append("</svg>").ToString();
    }

    /// <summary>Rows over time: a bar for each interval, the rows with an error at its foot.</summary>
    public static string DrawTimes(string label, IReadOnlyList<TimeInterval> intervals)
    {
        double most = intervals.Max(static interval => interval.Rows);
        double step = Width / intervals.Count;
        double gap = step > 4 ? 1 : 0;
        StringBuilder svg = Begin(label, Height);
        for (int i = 0; i < intervals.Count; i++)
        {
            double height = SizeOf(intervals[i].Rows, most);
            double errors = SizeOf(intervals[i].Errors, most);
            Rectangle(svg, "ok", i * step, Height - height, step - gap, Math.Max(height - errors, 0));
            Rectangle(svg, "bad", i * step, Height - errors, step - gap, errors);
        }

        Rectangle(svg, "axis", 0, Height - 1, Width, 1);
        return svg.Append("</svg>").ToString();
    }

    private static double SizeOf(long count, double most) => count > 0 ? Math.Max(count / most * Height, MinimumSize) : 0;

    private static StringBuilder Begin(string label, double height) => new StringBuilder().AppendFormat(
        CultureInfo.InvariantCulture,
        "<svg viewBox=\"0 0 {0:0.##} {1:0.##}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{2}\" style=\"height:{1:0.##}px\">",
        Width,
        height,
        HtmlText.Encode(label));

    private static void Rectangle(StringBuilder svg, string kind, double x, double y, double width, double height)
    {
        if (width > 0 && height > 0)
        {
            svg.AppendFormat(
                CultureInfo.InvariantCulture, "<rect class=\"{0}\" x=\"{1:0.##}\" y=\"{2:0.##}\" width=\"{3:0.##}\" height=\"{4:0.##}\"/>", kind, x, y, width, height);
        }
    }
}
