using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Conversion.Tests.Hosting;

namespace Conversion.Tests.Help;

/// <summary>An about_ topic in en-US/.</summary>
internal sealed class AboutTopic(string name)
{
    public IReadOnlyList<string> Lines { get; } = File.ReadAllLines(Path.Combine(Checkout.Root, "en-US", name + ".help.txt"));

    public IEnumerable<string> Sections => Lines.Where(line => line.Length > 0 && line[0] != ' ');

    /// <summary>The text under a heading.</summary>
    public IEnumerable<string> Section(string heading) =>
        Lines.SkipWhile(line => line != heading).Skip(1).TakeWhile(line => line.Length == 0 || line[0] == ' ');

    /// <summary>The code blocks under a heading: they are indented by four more columns than the text, after an empty line.</summary>
    public IReadOnlyList<string> Blocks(string heading) =>
        [.. string.Join('\n', Section(heading)).Split("\n\n").Select(block => block.Trim('\n'))
            .Where(block => block.StartsWith("        ", StringComparison.Ordinal))];
}
