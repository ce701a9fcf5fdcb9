using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using Conversion.Tests.Hosting;

namespace Conversion.Tests.Help;

/// <summary>en-US/Conversion.dll-Help.xml, which Get-Help reads.</summary>
internal static class MamlHelp
{
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private static readonly Dictionary<string, XElement> s_commands = XDocument
        .Load(Path.Combine(Checkout.Root, "en-US", "Conversion.dll-Help.xml")).Descendants(s_command + "command")
        .ToDictionary(command => command.Element(s_command + "details")!.Element(s_command + "name")!.Value);

    public static IEnumerable<string> Cmdlets => s_commands.Keys;

    public static string Synopsis(string cmdlet) => Words(s_commands[cmdlet].Element(s_command + "details")!.Element(s_maml + "description")!);

    public static string Description(string cmdlet) => Words(s_commands[cmdlet].Element(s_maml + "description")!);

    public static string Notes(string cmdlet) => Words(s_commands[cmdlet].Element(s_maml + "alertSet")!);

    /// <summary>Title, code and description.</summary>
    public static IEnumerable<(string Title, string Code, string Remarks)> Examples(string cmdlet) =>
        s_commands[cmdlet].Descendants(s_command + "example").Select(example => (
            example.Element(s_maml + "title")!.Value, example.Element(s_dev + "code")!.Value, Words(example.Element(s_dev + "remarks")!)));

    /// <summary>Name and description of a parameter.</summary>
    public static IEnumerable<MamlParameter> Parameters(string cmdlet) =>
        s_commands[cmdlet].Element(s_command + "parameters")!.Elements(s_command + "parameter").Select(parameter => new MamlParameter(
            parameter.Element(s_maml + "name")!.Value,
            Words(parameter.Element(s_maml + "description")!),
            parameter.Element(s_dev + "type")!.Element(s_maml + "name")!.Value,
            parameter.Element(s_dev + "defaultValue")?.Value ?? "",
            parameter.Attribute("aliases")!.Value,
            parameter.Attribute("pipelineInput")!.Value,
            parameter.Attribute("position")!.Value,
            parameter.Attribute("required")!.Value,
            parameter.Attribute("globbing")!.Value));

    /// <summary>Each input or output type and its description.</summary>
    public static IEnumerable<(string Type, string Text)> Types(string cmdlet, string direction) =>
        s_commands[cmdlet].Descendants(s_command + direction).Select(type => (
            type.Element(s_dev + "type")!.Element(s_maml + "name")!.Value, Words(type.Element(s_maml + "description")!)));

    private static string Words(XElement text) => HelpPage.Words(string.Join('\n', text.Descendants(s_maml + "para").Select(paragraph => paragraph.Value)));
}

/// <summary>A parameter in the MAML.</summary>
internal sealed record MamlParameter(
    string Name, string Text, string Type, string Default, string Aliases, string PipelineInput, string Position, string Required, string Globbing);
