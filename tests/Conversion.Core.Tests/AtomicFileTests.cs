using System;
using System.IO;
using System.Linq;
using Conversion.Core.Tests.Emulator;
using Xunit;

namespace Conversion.Core.Tests;

/// <summary>A file that is there as a whole or not at all.</summary>
public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string File => _folder.Path("a.html");

    private string[] Files => [.. Directory.GetFiles(_folder.Path(string.Empty)).Select(file => Path.GetFileName(file))];

    [Fact]
    public void It_is_written_without_a_byte_order_mark_and_nothing_stays_beside_it()
    {
        AtomicFile file = new(File, replaces: false);
        file.Check();
        Assert.Empty(Files);
        file.Write("é");
        Assert.Equal([0xC3, 0xA9], System.IO.File.ReadAllBytes(File));
        Assert.Equal(["a.html"], Files);
    }

    [Fact]
    public void A_file_that_appears_meanwhile_is_kept()
    {
        AtomicFile file = new(File, replaces: false);
        Assert.False(file.IsInTheWay);
        System.IO.File.WriteAllText(File, "mine");
        Assert.True(file.IsInTheWay);
        Assert.Throws<IOException>(() => file.Write("new"));
        Assert.Equal("mine", System.IO.File.ReadAllText(File));
        Assert.Equal(["a.html"], Files);
    }

    [Fact]
    public void It_replaces_a_file_where_that_is_allowed()
    {
        System.IO.File.WriteAllText(File, "old");
        AtomicFile file = new(File, replaces: true);
        Assert.False(file.IsInTheWay);
        file.Write("new");
        Assert.Equal("new", System.IO.File.ReadAllText(File));
        Assert.Equal(["a.html"], Files);
    }
}
