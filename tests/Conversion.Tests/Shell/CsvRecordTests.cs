using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Conversion.Shell.Csv;
using FsCheck;
using FsCheck.Xunit;

namespace Conversion.Tests.Shell;

public sealed class CsvRecordTests
{
    [Property]
    public bool Whatever_is_written_is_read_again(NonEmptyArray<NonEmptyArray<string?>> given)
    {
        List<string[]> records = [.. given.Get.Select(record => record.Get.Select(Storable).ToArray())];
        using ScratchFolder folder = new();
        string path = folder.PathOf("list.csv");
        using (CsvRecordWriter writer = CsvRecordWriter.Open(path, Encoding.Default, ',', append: false, force: false, noClobber: true))
        {
            records.ForEach(writer.Write);
        }

        using StreamReader text = new(path);
        CsvRecordReader reader = new(text, ',');
        List<string> read = [];
        return records.TrueForAll(record =>
        {
            reader.Read(read);
            return read.SequenceEqual(record);
        }) && reader.AtEnd;
    }

    // Half a surrogate pair is not text that a file can hold; a null cell is read as an empty one.
    private static string Storable(string? cell) => string.Concat((cell ?? string.Empty).Where(character => !char.IsSurrogate(character)));
}
