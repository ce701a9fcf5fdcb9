using System;
using System.Management.Automation;
using Conversion.Exports;

namespace Conversion.Commands;

/// <summary>Get-CnvCustomEvent: the custom events of the account's contacts.</summary>
[Cmdlet(VerbsCommon.Get, "CnvCustomEvent", HelpUri = OnlineHelp.Folder + "Get-CnvCustomEvent.md")]
[OutputType(typeof(PSObject))]
public sealed class GetCnvCustomEventCommand : EventExportCommand
{
    /// <summary>The time of the first event.</summary>
    [Parameter(Position = 0)]
    public DateTimeOffset Since { get; set; }

    private protected override string ExportName => "custom-events";

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        DateTimeOffset? start = MyInvocation.BoundParameters.ContainsKey(nameof(Since)) ? Since : null;
        ReadEvents(new ExportRequest { Kind = ExportKind.CustomEvents, PageSize = PageSize, Start = start }, string.Empty, static _ => true);
    }
}
