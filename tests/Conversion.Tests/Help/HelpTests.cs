using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using System.Text.RegularExpressions;
using Conversion.Http;
using Conversion.Tests.Hosting;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Conversion.Tests.Help;

/// <summary>The pages in docs/, the MAML in en-US/ and the cmdlets agree.</summary>
public sealed class HelpTests
{
    // Defaults that are not set by the parameter's property.
    private static readonly Dictionary<string, string> s_defaults = new()
    {
        ["Connect-Cnv ApiKey"] = "$env:CNV_API_KEY",
        ["Set-CnvContact CompanyProperty"] = "company_*",
        ["ConvertTo-CnvContact CompanyProperty"] = "company_*",
        ["Sync-CnvContact CompanyProperty"] = "company_*",
        ["Compare-CnvContact CompanyProperty"] = "company_*",
    };

    private static readonly Dictionary<string, CmdletInfo> s_cmdlets = Find();

    public static TheoryData<string> Cmdlets => [.. s_cmdlets.Keys];

    private static Dictionary<string, CmdletInfo> Find()
    {
        using Session session = new();
        return session.Run("Get-Command -Module Conversion").Output.Select(command => (CmdletInfo)command.BaseObject).ToDictionary(cmdlet => cmdlet.Name);
    }

    private static IEnumerable<ParameterMetadata> ParametersOf(string cmdlet) =>
        s_cmdlets[cmdlet].Parameters.Values.Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name) && !IsHidden(parameter.Attributes));

    // A hidden parameter exists for its error message only.
    private static bool IsHidden(IEnumerable<Attribute> attributes) => attributes.OfType<ParameterAttribute>().Any(attribute => attribute.DontShow);

    private static string SyntaxOf(CommandParameterSetInfo set) => set.Parameters.Where(parameter => IsHidden(parameter.Attributes))
        .Aggregate(set.ToString(), (syntax, hidden) => Regex.Replace(syntax, $@" \[-{hidden.Name} <[^>]*>\]", ""))
        .Replace(" [<CommonParameters>]", "", StringComparison.Ordinal);

    private static string Scalar(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value ?? "";

    private static string[] List(YamlMappingNode node, string key) => [.. ((YamlSequenceNode)node[key]).Select(item => ((YamlScalarNode)item).Value!)];

    [Fact]
    public void Exactly_the_cmdlets_have_help_pages()
    {
        string[] cmdlets = [.. s_cmdlets.Keys.Order()];
        Assert.Equal(cmdlets, Directory.GetFiles(HelpPage.Folder, "*-Cnv*.md").Select(Path.GetFileNameWithoutExtension).Order());
        Assert.Equal(cmdlets, MamlHelp.Cmdlets.Order());
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_page_names_its_cmdlet_and_help_file(string cmdlet)
    {
        YamlMappingNode header = HelpPage.Of(cmdlet).Header;
        PSModuleInfo module = s_cmdlets[cmdlet].Module;
        Assert.Equal(cmdlet, Scalar(header, "title"));
        Assert.Equal("Conversion.dll-Help.xml", Scalar(header, "external help file"));
        Assert.Equal($"{module.ProjectUri}/blob/main/docs/{cmdlet}.md", Scalar(header, "HelpUri"));
        Assert.Equal(Scalar(header, "HelpUri"), s_cmdlets[cmdlet].ImplementingType.GetCustomAttribute<CmdletAttribute>()!.HelpUri);
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_page_shows_the_syntax_of_every_parameter_set(string cmdlet) =>
        Assert.Equal(
            s_cmdlets[cmdlet].ParameterSets.Select(set => (set.Name + (set.IsDefault && set.Name[0] != '_' ? " (Default)" : ""),
                HelpPage.Words($"{cmdlet} {SyntaxOf(set)}"))).OrderBy(set => set.Item1),
            HelpPage.Of(cmdlet).Syntaxes.Select(syntax => (syntax.Key, syntax.Value)).OrderBy(set => set.Key));

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_page_describes_every_parameter_correctly(string cmdlet)
    {
        HelpPage page = HelpPage.Of(cmdlet);
        object instance = Activator.CreateInstance(s_cmdlets[cmdlet].ImplementingType)!;
        Assert.Equal(ParametersOf(cmdlet).Select(parameter => parameter.Name).Order(), page.Parameters.Keys.Where(name => name != "CommonParameters").Order());
        foreach (ParameterMetadata parameter in ParametersOf(cmdlet))
        {
            YamlMappingNode facts = HelpPage.Facts(page.Parameters[parameter.Name]);
            Assert.NotEmpty(HelpPage.Text(page.Parameters[parameter.Name]));
            Assert.Equal(parameter.ParameterType.FullName, Scalar(facts, "Type"));
            Assert.Equal(parameter.Aliases.Order(), List(facts, "Aliases").Order());
            Assert.Equal(parameter.Attributes.Any(attribute => attribute is SupportsWildcardsAttribute), Scalar(facts, "SupportsWildcards") == "true");
            Assert.Equal(
                s_defaults.GetValueOrDefault($"{cmdlet} {parameter.Name}", DefaultOf(instance, parameter)), Scalar(facts, "DefaultValue"));
            Assert.Equal(SetsOf(parameter), ((YamlSequenceNode)facts["ParameterSets"]).Cast<YamlMappingNode>().Select(SetOf).Order());
        }
    }

    private static IEnumerable<string> SetsOf(ParameterMetadata parameter) => parameter.ParameterSets.Select(set => string.Join(
        ' ',
        set.Key == ParameterAttribute.AllParameterSets ? "(All)" : set.Key,
        set.Value.Position == int.MinValue ? "Named" : set.Value.Position.ToString(CultureInfo.InvariantCulture),
        set.Value.IsMandatory,
        set.Value.ValueFromPipeline,
        set.Value.ValueFromPipelineByPropertyName)).Order();

    private static string SetOf(YamlMappingNode set) => string.Join(
        ' ',
        Scalar(set, "Name"),
        Scalar(set, "Position"),
        bool.Parse(Scalar(set, "IsRequired")),
        bool.Parse(Scalar(set, "ValueFromPipeline")),
        bool.Parse(Scalar(set, "ValueFromPipelineByPropertyName")));

    private static string DefaultOf(object cmdlet, ParameterMetadata parameter) => cmdlet.GetType().GetProperty(parameter.Name)?.GetValue(cmdlet) switch
    {
        // -WhatIf and -Confirm are defined by the engine.
        null => parameter.SwitchParameter ? "False" : "",
        string[] texts => string.Join(", ", texts),
        0.0 => "",
        TimeSpan time when time == TimeSpan.Zero => "",
        DateTimeOffset time when time == default => "",
        object value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_page_names_input_and_output_types(string cmdlet)
    {
        HelpPage page = HelpPage.Of(cmdlet);
        Assert.Equal(
            ParametersOf(cmdlet).Where(parameter => parameter.ParameterSets.Values.Any(set => set.ValueFromPipeline || set.ValueFromPipelineByPropertyName))
                .Select(parameter => parameter.ParameterType.FullName!).Distinct().Order(),
            page.Inputs.Keys.Order());
        Assert.Equal(s_cmdlets[cmdlet].OutputType.Select(type => type.Name).Order(), page.Outputs.Keys.Order());
        Assert.All(page.Inputs.Values.Concat(page.Outputs.Values), Assert.NotEmpty);
        Assert.NotEmpty(page.Links);
        Assert.All(page.Links, link => Assert.Contains(link, s_cmdlets.Keys));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Every_example_parses_and_uses_existing_parameters(string cmdlet)
    {
        HelpPage page = HelpPage.Of(cmdlet);
        Assert.True(page.Examples.Count >= 4);
        foreach (string example in page.Examples.Values)
        {
            ScriptBlockAst script = Parser.ParseInput(HelpPage.Code(example), out _, out ParseError[] errors);
            Assert.Empty(errors);
            CommandAst[] commands = [.. script.FindAll(ast => ast is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>()
                .Where(command => command.GetCommandName().Contains("-Cnv", StringComparison.Ordinal))];
            Assert.NotEmpty(commands);
            foreach (CommandAst command in commands)
            {
                Assert.All(
                    command.CommandElements.OfType<CommandParameterAst>(),
                    parameter => Assert.Contains(parameter.ParameterName, s_cmdlets[command.GetCommandName()].Parameters.Keys));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void The_MAML_has_the_text_of_the_page(string cmdlet)
    {
        HelpPage page = HelpPage.Of(cmdlet);
        Assert.Equal(HelpPage.Words(page.Synopsis), MamlHelp.Synopsis(cmdlet));
        Assert.Equal(HelpPage.Words(page.Description), MamlHelp.Description(cmdlet));
        Assert.Equal(HelpPage.Words(page.Notes), MamlHelp.Notes(cmdlet));
        Assert.Equal(
            page.Examples.Select(example => (example.Key, HelpPage.Code(example.Value), HelpPage.Words(example.Value))),
            MamlHelp.Examples(cmdlet).Select(example => (example.Title, example.Code, HelpPage.Words(example.Code + "\n" + example.Remarks))));
        Assert.Equal(page.Inputs.Select(type => (type.Key, HelpPage.Words(type.Value))), MamlHelp.Types(cmdlet, "inputType"));
        Assert.Equal(page.Outputs.Select(type => (type.Key, HelpPage.Words(type.Value))), MamlHelp.Types(cmdlet, "returnValue"));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void The_MAML_describes_every_parameter_like_the_page(string cmdlet) =>
        Assert.Equal(
            HelpPage.Of(cmdlet).Parameters.Where(parameter => parameter.Key != "CommonParameters").Select(MamlOf).OrderBy(parameter => parameter.Name),
            MamlHelp.Parameters(cmdlet).OrderBy(parameter => parameter.Name));

    private static MamlParameter MamlOf(KeyValuePair<string, string> parameter)
    {
        YamlMappingNode facts = HelpPage.Facts(parameter.Value);
        YamlMappingNode[] sets = [.. ((YamlSequenceNode)facts["ParameterSets"]).Cast<YamlMappingNode>()];
        bool byValue = sets.Any(set => Scalar(set, "ValueFromPipeline") == "true");
        bool byName = sets.Any(set => Scalar(set, "ValueFromPipelineByPropertyName") == "true");
        string[] aliases = List(facts, "Aliases");
        return new MamlParameter(
            parameter.Key,
            HelpPage.Words(HelpPage.Text(parameter.Value)),
            Scalar(facts, "Type"),
            Scalar(facts, "DefaultValue"),
            aliases.Length == 0 ? "none" : string.Join(", ", aliases),
            byValue ? "true (ByValue)" : byName ? "true (ByPropertyName)" : "false",
            Scalar(sets[0], "Position"),
            Scalar(sets[0], "IsRequired"),
            Scalar(facts, "SupportsWildcards"));
    }

    /// <summary>Ranges are in the text, with a thousands separator.</summary>
    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_page_shows_the_range_of_every_limited_parameter(string cmdlet)
    {
        foreach (ParameterMetadata parameter in ParametersOf(cmdlet))
        {
            foreach (ValidateRangeAttribute range in parameter.Attributes.OfType<ValidateRangeAttribute>().Where(range => range.MaxRange is not (int.MaxValue or long.MaxValue)))
            {
                string text = HelpPage.Text(HelpPage.Of(cmdlet).Parameters[parameter.Name]);
                Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{range.MinRange:0.###}"), text);
                Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{range.MaxRange:#,0}"), text);
            }
        }
    }
}
