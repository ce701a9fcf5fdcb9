using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Xunit;

namespace Conversion.Tests.Shell;

/// <summary>Which files Import-Csv finds, and in which encoding it reads them.</summary>
public sealed class ImportCsvFileTests : IDisposable
{
    private readonly CsvSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Several_files_are_read_one_after_the_other()
    {
        _session.Folder.Write("one.csv", "a\n1\n");
        _session.Folder.Write("two.csv", "b\n2\n");
        Assert.Equal(["a=[1]", "b=[2]"], _session.Run("Import-Csv one.csv, two.csv").Select(CsvSession.Describe));
    }

    [Fact]
    public void Paths_can_be_piped_in()
    {
        _session.Folder.Write("one.csv", "a\n1\n");
        Assert.Equal(["a=[1]", "a=[1]"], _session.Run("'one.csv', './one.csv' | Import-Csv").Select(CsvSession.Describe));
    }

    [Fact]
    public void A_wildcard_may_match_one_file()
    {
        _session.Folder.Write("one.csv", "a\n1\n");
        Assert.Equal("a=[1]", CsvSession.Describe(Assert.Single(_session.Run("Import-Csv *.csv"))));
    }

    [Fact]
    public void A_wildcard_must_not_match_two_files()
    {
        _session.Folder.Write("one.csv", "a\n1\n");
        _session.Folder.Write("two.csv", "a\n1\n");
        AssertEndsWith("ReadWriteMultipleFilesNotSupported", "Import-Csv *.csv");
    }

    [Fact]
    public void A_wildcard_must_match_a_file() => AssertEndsWith("FileOpenFailure", "Import-Csv *.none");

    [Fact]
    public void A_literal_path_has_no_wildcards()
    {
        _session.Folder.Write("list[1].csv", "a\n1\n");
        Assert.Equal("a=[1]", CsvSession.Describe(Assert.Single(_session.Run("Import-Csv -LiteralPath 'list[1].csv'"))));
    }

    [Fact]
    public void A_missing_file_ends_the_command()
    {
        _session.Folder.Write("one.csv", "a\n1\n");
        AssertEndsWith("FileOpenFailure", "Import-Csv none.csv, one.csv");
    }

    [Fact]
    public void What_is_not_a_file_cannot_be_read() => AssertEndsWith("ReadWriteFileNotFileSystemProvider", "Import-Csv variable:home");

    [Fact]
    public void Text_is_utf_8() => AssertCity("Zürich 🏔", new UTF8Encoding(false), string.Empty);

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public void A_byte_order_mark_tells_the_encoding(string name) => AssertCity("Zürich", Encoding.GetEncoding(name), string.Empty);

    [Theory]
    [InlineData("latin1", "latin1")]
    [InlineData("1252", "latin1")]
    [InlineData("windows-1252", "latin1")]
    public void The_encoding_can_be_given(string given, string written) => AssertCity("Zürich", Encoding.GetEncoding(written), "-Encoding " + given);

    [Fact]
    public void An_unknown_encoding_is_refused() =>
        AssertEndsWith("CannotConvertArgumentNoMessage", "Import-Csv list.csv -Encoding nonsense");

    [Fact]
    public void The_delimiter_can_be_that_of_the_culture()
    {
        string separator = CultureInfo.CurrentCulture.TextInfo.ListSeparator;
        Assert.Equal(["a=[1] b=[2]"], _session.Import($"a{separator}b\n1{separator}2\n", "-UseCulture"));
    }

    private void AssertCity(string city, Encoding encoding, string parameters)
    {
        File.WriteAllText(_session.Folder.PathOf("list.csv"), $"city\n{city}\n", encoding);
        Assert.Equal($"city=[{city}]", CsvSession.Describe(Assert.Single(_session.Run("Import-Csv list.csv " + parameters))));
    }

    private void AssertEndsWith(string errorId, string script)
    {
        Assert.Empty(_session.Run(script));
        Assert.Equal(errorId, _session.ErrorId);
    }
}
