using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Xunit;

namespace Conversion.Tests.Shell;

/// <summary>Import-Csv reads a file as PowerShell's own does.</summary>
public sealed class ImportCsvTests : IDisposable
{
    private readonly CsvSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_row_is_a_custom_object_of_note_properties_in_the_order_of_the_header()
    {
        _session.Folder.Write("list.csv", "b,a\n1,2\n");
        PSObject row = Assert.Single(_session.Run("Import-Csv list.csv"));
        Assert.IsType<PSCustomObject>(row.BaseObject);
        Assert.Equal(["b", "a"], row.Properties.Select(property => property.Name));
        Assert.All(row.Properties, property => Assert.IsType<PSNoteProperty>(property));
        Assert.Equal("System.Management.Automation.PSCustomObject", row.TypeNames[0]);
    }

    [Fact]
    public void Every_value_is_text() => AssertRows("n,t\n007,true\n", "n=[007] t=[true]");

    [Fact]
    public void A_missing_cell_is_null() => AssertRows("a,b,c\n1\n", "a=[1] b= c=");

    [Fact]
    public void An_empty_cell_is_empty_text() => AssertRows("a,b,c\n1,,\"\"\n", "a=[1] b=[] c=[]");

    [Fact]
    public void A_delimiter_at_the_very_end_of_the_file_leaves_the_cell_missing() => AssertRows("a,b\n1,", "a=[1] b=");

    [Fact]
    public void A_cell_without_a_column_is_dropped() => AssertRows("a\n1,2,3\n", "a=[1]");

    [Fact]
    public void A_blank_line_is_skipped() => AssertRows("a,b\n\n1,2\r\n\r\n3,4", "a=[1] b=[2]", "a=[3] b=[4]");

    [Fact]
    public void A_line_of_delimiters_only_is_a_row() => AssertRows("a,b\n,\n", "a=[] b=[]");

    [Fact]
    public void A_quoted_cell_keeps_its_delimiters_line_breaks_and_blanks() =>
        AssertRows("a,b\n\" x, y \",\"one\r\ntwo\nthree\"\n", "a=[ x, y ] b=[one\r\ntwo\nthree]");

    [Fact]
    public void A_doubled_quote_in_quotes_is_one_quote() => AssertRows("a\n\"say \"\"hi\"\"\"\n", "a=[say \"hi\"]");

    [Fact]
    public void Blanks_before_a_cell_are_dropped() => AssertRows("a,b\n  \t1,  \"x\"\n", "a=[1] b=[x]");

    [Fact]
    public void Of_blanks_after_a_cell_one_is_kept() => AssertRows("a,b\n1   ,x y \n", "a=[1 ] b=[x y ]");

    [Fact]
    public void Blanks_after_a_closing_quote_are_dropped() => AssertRows("a,b\n\"1\"  ,2\n", "a=[1] b=[2]");

    [Fact]
    public void Text_after_a_closing_quote_belongs_to_the_cell() => AssertRows("a,b\n\"1\" x ,2\n", "a=[1 x ] b=[2]");

    [Fact]
    public void A_quote_inside_a_cell_is_an_ordinary_character() => AssertRows("a,b\n5\" disk,\"2\"\n", "a=[5\" disk] b=[2]");

    [Fact]
    public void Blanks_after_a_quote_inside_a_cell_are_kept() => AssertRows("a,b\n5\"  ,2\n", "a=[5\"  ] b=[2]");

    [Fact]
    public void A_quote_that_is_never_closed_reaches_to_the_end_of_the_file() => AssertRows("a,b\n\"1,2\n3,4", "a=[1,2\n3,4] b=");

    [Theory]
    [InlineData("")]
    [InlineData("a,b")]
    [InlineData("a,b\n")]
    public void A_file_without_rows_gives_nothing(string text)
    {
        AssertRows(text);
        Assert.Empty(_session.Errors);
    }

    [Fact]
    public void The_type_line_names_the_type_of_the_rows()
    {
        _session.Folder.Write("list.csv", "#TYPE My.Lead\na\n1\n");
        PSObject row = Assert.Single(_session.Run("Import-Csv list.csv"));
        Assert.Equal(["My.Lead", "CSV:My.Lead"], row.TypeNames);
        Assert.Equal("a=[1]", CsvSession.Describe(row));
    }

    [Fact]
    public void Comment_lines_before_the_header_are_skipped() => AssertRows("# made today\n# by hand\na\n1\n", "a=[1]");

    [Fact]
    public void The_fields_line_of_an_extended_log_is_the_header() =>
        AssertRows("#Version: 1.0\n#Fields: date,time\n2026-01-01,10:00\n", "date=[2026-01-01] time=[10:00]");

    [Fact]
    public void A_column_without_a_name_is_called_H1_with_one_warning()
    {
        AssertRows("a,,c,,e\n1,2,3,4,5\n6,7,8,9,0\n", "a=[1] H1=[2] c=[3] H2=[4] e=[5]", "a=[6] H1=[7] c=[8] H2=[9] e=[0]");
        Assert.StartsWith("One or more headers were not specified.", Assert.Single(_session.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Delimiters_at_the_end_of_the_header_make_no_columns()
    {
        AssertRows("a,b,,\n1,2,3,4\n", "a=[1] b=[2]");
        Assert.Empty(_session.Warnings);
    }

    [Theory]
    [InlineData("a,b,A\n1,2,3\n")]
    [InlineData("a,b,A\n")]
    public void Two_columns_of_one_name_are_an_error(string text)
    {
        Assert.Empty(_session.Import(text));
        Assert.Equal("AlreadyPresentPSMemberInfoInternalCollectionAdd", _session.ErrorId);
    }

    [Fact]
    public void A_column_called_H1_gives_way_to_one_without_a_name() => AssertRows("H1,,x\n1,2,3\n", "H1=[2] x=[3]");

    [Fact]
    public void Names_can_be_given_for_a_file_without_a_header() => AssertRows("1,2\n3\n", "-Header x, y", "x=[1] y=[2]", "x=[3] y=");

    [Fact]
    public void The_delimiter_can_be_given() => AssertRows("a;b\n1,5;2\n", "-Delimiter ';'", "a=[1,5] b=[2]");

    [Fact]
    public void The_delimiter_can_be_a_tab() => AssertRows("a\tb\n1\t\t\n", "-Delimiter \"`t\"", "a=[1] b=[]");

    [Fact]
    public void Rows_come_before_the_file_is_read_to_its_end()
    {
        _session.Folder.Write("list.csv", "a\n" + string.Concat(Enumerable.Repeat("row\n", 200_000)) + "last before\n");
        IReadOnlyList<PSObject> values = _session.Run(
            $$"""
            $appended = $false
            Import-Csv list.csv | ForEach-Object {
                if (-not $appended) { [IO.File]::AppendAllText('{{_session.Folder.PathOf("list.csv")}}', "added meanwhile`n"); $appended = $true }
                $_.a
            }
            """);
        Assert.Equal("added meanwhile", values[^1].BaseObject);
    }

    private void AssertRows(string text, params string[] rows)
    {
        bool hasParameters = rows.Length > 0 && rows[0].StartsWith('-');
        IReadOnlyList<string> read = _session.Import(text, hasParameters ? rows[0] : string.Empty);
        Assert.Equal(hasParameters ? rows[1..] : rows, read);
    }
}
