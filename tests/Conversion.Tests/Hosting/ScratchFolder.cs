using System;
using System.IO;

namespace Conversion.Tests.Hosting;

/// <summary>A temporary folder for one test.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("conversion-test-");

    public string Root => _folder.FullName;

    public string PathOf(string name) => Path.Combine(Root, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    public string Read(string name) => File.ReadAllText(PathOf(name));

    public void Dispose() => _folder.Delete(recursive: true);
}
