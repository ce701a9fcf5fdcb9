using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Xunit;

namespace Conversion.Tests.Shell;

/// <summary>Export-Csv writes a file as PowerShell's own does.</summary>
public sealed class ExportCsvTests : IDisposable
{
    private static readonly string s_newLine = Environment.NewLine;

    private readonly CsvSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Every_cell_is_quoted_and_a_null_one_is_nothing()
    {
        _session.Run("""[pscustomobject]@{ Name = 'a "b", c'; Count = 3; None = $null; Empty = '' } | Export-Csv out.csv -NoTypeInformation""");
        AssertFile("\"Name\",\"Count\",\"None\",\"Empty\"", "\"a \"\"b\"\", c\",\"3\",,\"\"");
    }

    [Fact]
    public void The_first_object_gives_the_columns()
    {
        _session.Run("[pscustomobject]@{ a = 1; b = 2 }, [pscustomobject]@{ b = 4; c = 5 } | Export-Csv out.csv");
        AssertFile("\"a\",\"b\"", "\"1\",\"2\"", ",\"4\"");
    }

    [Fact]
    public void A_hashtable_gives_its_entries()
    {
        _session.Run("[ordered]@{ a = 1; b = 2 } | Export-Csv out.csv -Delimiter ';'");
        AssertFile("\"a\";\"b\"", "\"1\";\"2\"");
    }

    [Fact]
    public void A_file_is_overwritten()
    {
        _session.Folder.Write("out.csv", "old");
        _session.Run("[pscustomobject]@{ a = 1 } | Export-Csv out.csv");
        AssertFile("\"a\"", "\"1\"");
    }

    [Fact]
    public void A_file_is_kept_where_asked()
    {
        _session.Folder.Write("out.csv", "old");
        _session.Run("[pscustomobject]@{ a = 1 } | Export-Csv out.csv -NoClobber");
        Assert.Equal("NoClobber", _session.ErrorId);
        Assert.Equal("old", _session.Folder.Read("out.csv"));
    }

    [Fact]
    public void Appended_records_follow_the_columns_of_the_file()
    {
        _session.Run("[pscustomobject]@{ a = 1; b = 2 } | Export-Csv out.csv; [pscustomobject]@{ c = 5; b = 4; a = 3 } | Export-Csv out.csv -Append");
        AssertFile("\"a\",\"b\"", "\"1\",\"2\"", "\"3\",\"4\"");
    }

    [Fact]
    public void Appending_to_no_file_writes_the_header_too()
    {
        _session.Run("[pscustomobject]@{ a = 1 } | Export-Csv out.csv -Append");
        AssertFile("\"a\"", "\"1\"");
    }

    [Fact]
    public void Appending_what_lacks_a_column_needs_Force()
    {
        _session.Run("[pscustomobject]@{ a = 1; b = 2 } | Export-Csv out.csv");
        _session.Run("[pscustomobject]@{ a = 3 } | Export-Csv out.csv -Append");
        Assert.Equal("CannotAppendCsvWithMismatchedPropertyNames", _session.ErrorId);

        _session.Run("[pscustomobject]@{ a = 3 } | Export-Csv out.csv -Append -Force");
        AssertFile("\"a\",\"b\"", "\"1\",\"2\"", "\"3\",");
    }

    [Fact]
    public void WhatIf_writes_nothing()
    {
        _session.Run("[pscustomobject]@{ a = 1 } | Export-Csv out.csv -WhatIf");
        Assert.False(File.Exists(_session.Folder.PathOf("out.csv")));
    }

    [Fact]
    public void The_file_is_closed_when_the_pipeline_ends_early()
    {
        Assert.ThrowsAny<RuntimeException>(() => _session.Run("& { [pscustomobject]@{ a = 1 }; throw 'early' } | Export-Csv out.csv"));
        AssertFile("\"a\"", "\"1\"");
    }

    private void AssertFile(params string[] lines) =>
        Assert.Equal(string.Concat(lines.Select(line => line + s_newLine)), _session.Folder.Read("out.csv"));
}
