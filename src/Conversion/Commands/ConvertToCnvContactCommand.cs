using System.Management.Automation;

namespace Conversion.Commands;

/// <summary>ConvertTo-CnvContact: what Set-CnvContact would send for each row, and what is wrong with it. Nothing is sent.</summary>
[Cmdlet(VerbsData.ConvertTo, "CnvContact", DefaultParameterSetName = RowSet, HelpUri = OnlineHelp.Folder + "ConvertTo-CnvContact.md")]
[OutputType(typeof(CnvContact))]
public sealed class ConvertToCnvContactCommand : ContactRowCommand
{
    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        this.RedactKeyFromLine();
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(ConvertRow());
}
