using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Display;

/// <summary>The views in module/Conversion.Format.ps1xml. Their rendering is tested in tests/Pester.</summary>
public sealed partial class FormatTests
{
    private static readonly XElement[] s_views =
        [.. XDocument.Load(Path.Combine(Checkout.ModuleFolder, "Conversion.Format.ps1xml")).Descendants("View")];

    private static readonly string s_error = PSStyle.Instance.Formatting.Error;
    private static readonly string s_reset = PSStyle.Instance.Reset;

    public static TheoryData<string> Types =>
        [.. s_views.Select(view => view.Descendants("TypeName").First().Value).Where(name => !name.Contains('#', StringComparison.Ordinal)).Distinct()];

    private static IEnumerable<XElement> ViewsOf(string type) => s_views.Where(view => view.Descendants("TypeName").First().Value == type);

    [Fact]
    public void Every_output_type_has_views()
    {
        using Session session = new();
        IEnumerable<string> emitted = session.Run("(Get-Command -Module Conversion).OutputType.Name").Output.Select(name => name.ToString())
            .Where(name => name.StartsWith("Conversion.", StringComparison.Ordinal));
        Assert.Equal(emitted.Append(typeof(ValidationError).FullName).Distinct().Order(), Types.Select(row => row.Data).Order());
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_type_is_shown_as_a_table_first_and_as_a_list(string type) =>
        Assert.Equal(["TableControl", "ListControl"], ViewsOf(type).Select(view => view.Elements().Single(part => part.Name.LocalName.EndsWith("Control", StringComparison.Ordinal)).Name.LocalName));

    [Theory]
    [MemberData(nameof(Types))]
    public void A_view_names_only_existing_properties_and_a_list_names_all(string type)
    {
        string[] properties = [.. (typeof(CnvConnection).Assembly.GetType(type) ?? typeof(ValidationError)).GetProperties().Select(property => property.Name)];
        foreach (XElement view in ViewsOf(type))
        {
            string[] named = [.. view.Descendants("PropertyName").Select(name => name.Value)
                .Concat(view.Descendants("ScriptBlock").SelectMany(script => PropertyPattern().Matches(script.Value)).Select(name => name.Groups[1].Value))
                .Except(["Key", "Value"])];
            Assert.Subset(properties.ToHashSet(), named.ToHashSet());
            if (view.Element("ListControl") is not null)
            {
                Assert.Equal(properties.Order(), named.Distinct().Order());
            }
        }
    }

    // The views for windows differ in widths only.
    [Theory]
    [MemberData(nameof(RowTypes))]
    public void The_tables_for_windows_have_the_same_columns(Type type)
    {
        string[] Parts(string suffix) => [.. ViewsOf(type.FullName + suffix).First().Descendants()
            .Where(part => part.Name.LocalName is "Label" or "PropertyName" or "ScriptBlock" or "Alignment").Select(part => part.Value)];
        Assert.Equal(Parts(""), Parts("#Wide"));
        Assert.Equal(Parts(""), Parts("#Narrow"));
    }

    public static TheoryData<Type> RowTypes => [typeof(CnvContactResult), typeof(CnvContactComparison)];

    [Theory]
    [MemberData(nameof(RowTypes))]
    public void A_table_of_rows_has_its_five_columns(Type type) =>
        Assert.Equal(
            ["Row", "Status", "Email", "CnvContactId", "ErrorCode"],
            ViewsOf(type.FullName!).First().Descendants("TableColumnHeader").Zip(
                ViewsOf(type.FullName!).First().Descendants("TableColumnItem"),
                (header, item) => header.Element("Label")?.Value ?? item.Element("PropertyName")!.Value));

    [Theory]
    [MemberData(nameof(RowTypes))]
    public void Every_status_fits_its_column(Type type)
    {
        int width = (int)ViewsOf(type.FullName!).First().Descendants("TableColumnHeader").ElementAt(1).Element("Width")!;
        Assert.All(Enum.GetNames(type.GetProperty("Status")!.PropertyType), name => Assert.True(name.Length <= width, name));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Control_characters_of_a_row_do_not_reach_the_terminal(bool strict)
    {
        using Session session = Session.OfSandbox();
        PSObject[] shown = [.. session.Pipe("ConvertTo-CnvContact", Hostile).Output, .. session.Pipe("Set-CnvContact -ErrorAction Ignore", Hostile).Output,
            .. session.Pipe("Compare-CnvContact -JournalPath absent.journal", Hostile).Output];
        Assert.Equal(3, shown.Length);
        foreach (PSObject one in shown)
        {
            session.Set("one", one);
            foreach (string script in ViewsOf(one.TypeNames[0]).SelectMany(view => view.Descendants("ScriptBlock")).Select(script => script.Value))
            {
                Run run = session.Run($"{(strict ? "Set-StrictMode -Version Latest;" : "")} $one | ForEach-Object {{ {script} }}");
                Assert.Null(run.TerminatingError);
                Assert.Empty(run.Errors);
                Assert.DoesNotContain(Plain(run), text => text.Any(character => char.IsControl(character) || character == '\u202e'));
            }
        }
    }

    [Fact]
    public void Errors_are_coloured_when_the_host_supports_colours()
    {
        using Session session = Session.OfSandbox();
        session.Set("results", session.Pipe("Set-CnvContact -ErrorAction Ignore", Session.Row(("Email", "a@b.c")), Session.Row(("Email", "b"))).Output);
        string[] scripts = [.. ViewsOf(typeof(CnvContactResult).FullName!).First().Descendants("ScriptBlock").Select(script => script.Value)
            .Where(script => script.Contains("PSStyle", StringComparison.Ordinal))];
        Assert.Equal(
            ["Created", $"{s_error}Rejected{s_reset}", $"{s_error}invalid_email{s_reset}"],
            scripts.SelectMany(script => session.Run($"$results | ForEach-Object {{ {script} }}").Output).Where(text => text is not null).Select(text => text.ToString()));
    }

    // The host supports colours; without the escape sequences, the text of the row remains.
    private static IEnumerable<string> Plain(Run run) => run.Output.Select(text => (text?.ToString() ?? "")
        .Replace(s_error, "", StringComparison.Ordinal).Replace(s_reset, "", StringComparison.Ordinal));

    private static PSObject Hostile => Session.Row(
        ("Email", "evil\u001b[2J\u009b\u202ex"), ("first\u001bname", "\u001b]0;title\u0007"), ("company_name", "\u001b[31m"), ("SubscriptionStatus", "\u001b[m"));

    [GeneratedRegex(@"\$_\.(\w+)")]
    private static partial Regex PropertyPattern();
}
