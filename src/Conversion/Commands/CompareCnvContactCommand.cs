using System.Collections.Generic;
using System.Management.Automation;
using Conversion.Binding;

namespace Conversion.Commands;

/// <summary>Compare-CnvContact: what Sync-CnvContact would change, row by row. Nothing is sent or written.</summary>
[Cmdlet(VerbsData.Compare, "CnvContact", HelpUri = OnlineHelp.Folder + "Compare-CnvContact.md")]
[OutputType(typeof(CnvContactComparison))]
public sealed class CompareCnvContactCommand : WholeListCommand
{
    private protected override bool OnlyCompares => true;

    private protected override void WriteComparison(CnvContactComparison comparison) => WriteObject(Show(comparison));
}
