using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using System.Xml;
using Conversion.Shell.Host;

namespace Conversion.Shell.Commands;

/// <summary>Write-Host: text for whoever watches, on the information stream.</summary>
[Cmdlet(VerbsCommunications.Write, "Host")]
public sealed class WriteHostCommand : PSCmdlet
{
    /// <summary>What to show; the pieces of a collection stand side by side.</summary>
    [Parameter(Position = 0, ValueFromRemainingArguments = true, ValueFromPipeline = true)]
    [Alias("Msg", "Message")]
    public object? Object { get; set; }

    /// <summary>Leaves the line open.</summary>
    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    /// <summary>What stands between two pieces; a space when not given.</summary>
    [Parameter]
    public object? Separator { get; set; } = " ";

    /// <summary>The colour of the text; the terminal's own when not given.</summary>
    [Parameter]
    public ConsoleColor ForegroundColor { get; set; } = ShellRawUserInterface.UnknownColour;

    /// <summary>The colour behind the text; the terminal's own when not given.</summary>
    [Parameter]
    public ConsoleColor BackgroundColor { get; set; } = ShellRawUserInterface.UnknownColour;

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        WriteInformation(
            new HostInformationMessage
            {
                Message = Text(Object),
                NoNewLine = NoNewline,
                ForegroundColor = ForegroundColor,
                BackgroundColor = BackgroundColor,
            },
            ["PSHOST"]);

    private string Text(object? shown) => shown switch
    {
        null => string.Empty,
        string text => text,
        PSObject { BaseObject: IEnumerable and not string } wrapped => Text(wrapped.BaseObject),
        XmlNode node => node.Name,
        IEnumerable pieces => string.Join(Separator?.ToString(), pieces.Cast<object?>().Select(Text)),
        _ => shown.ToString() ?? string.Empty,
    };
}
