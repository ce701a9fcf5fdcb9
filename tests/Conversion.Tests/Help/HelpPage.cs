using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Conversion.Tests.Hosting;
using YamlDotNet.RepresentationModel;

namespace Conversion.Tests.Help;

/// <summary>A cmdlet's page in docs/: Markdown in the form of platyPS 1.0.</summary>
internal sealed partial class HelpPage
{
    private readonly Dictionary<string, string> _sections;

    private HelpPage(string file)
    {
        string[] parts = File.ReadAllText(file).Replace("\r\n", "\n", StringComparison.Ordinal).Split("---\n", 3);
        Header = Yaml(parts[1]);
        _sections = Split(parts[2], "## ");
        Syntaxes = Split(_sections["SYNTAX"], "### ").ToDictionary(syntax => syntax.Key, syntax => Words(Code(syntax.Value)));
        Parameters = Split(_sections["PARAMETERS"], "### -");
        Examples = Split(_sections["EXAMPLES"], "### ");
        Inputs = Split(_sections["INPUTS"], "### ");
        Outputs = Split(_sections["OUTPUTS"], "### ");
    }

    public static string Folder { get; } = Path.Combine(Checkout.Root, "docs");

    public YamlMappingNode Header { get; }

    public string Synopsis => _sections["SYNOPSIS"];

    public string Description => _sections["DESCRIPTION"];

    public string Notes => _sections["NOTES"];

    public IReadOnlyList<string> Links => [.. LinkPattern().Matches(_sections["RELATED LINKS"]).Select(link => link.Groups[1].Value)];

    /// <summary>Parameter set to its syntax line.</summary>
    public IReadOnlyDictionary<string, string> Syntaxes { get; }

    /// <summary>Parameter to its description, with a YAML block at its end.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>Title to text, which starts with the code.</summary>
    public IReadOnlyDictionary<string, string> Examples { get; }

    /// <summary>Type to its description.</summary>
    public IReadOnlyDictionary<string, string> Inputs { get; }

    /// <summary>Type to its description.</summary>
    public IReadOnlyDictionary<string, string> Outputs { get; }

    public static HelpPage Of(string cmdlet) => new(Path.Combine(Folder, cmdlet + ".md"));

    public static YamlMappingNode Facts(string parameter) => Yaml(Code(parameter));

    public static string Text(string parameter) => parameter[..parameter.IndexOf("```", StringComparison.Ordinal)].Trim();

    /// <summary>The first block of code.</summary>
    public static string Code(string text) => CodePattern().Match(text).Groups[1].Value;

    /// <summary>Without code fences, and with normalized white space.</summary>
    public static string Words(string text) => WhiteSpacePattern().Replace(FencePattern().Replace(text, ""), " ").Trim();

    private static YamlMappingNode Yaml(string text)
    {
        YamlStream yaml = [];
        yaml.Load(new StringReader(text));
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    private static Dictionary<string, string> Split(string text, string mark) =>
        ("\n" + text).Split("\n" + mark)[1..].Select(part => part.Split('\n', 2)).ToDictionary(part => part[0].Trim(), part => part[1].Trim());

    [GeneratedRegex(@"```\w*\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex CodePattern();

    [GeneratedRegex(@"^```\w*$", RegexOptions.Multiline)]
    private static partial Regex FencePattern();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpacePattern();

    [GeneratedRegex(@"^- \[([^]]+)\]\(\1\.md\)$", RegexOptions.Multiline)]
    private static partial Regex LinkPattern();
}
