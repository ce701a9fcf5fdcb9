using System.Management.Automation;

namespace Conversion.Commands;

/// <summary>Set-CnvContact: one row in, one upsert, one result out, in input order.</summary>
[Cmdlet(
    VerbsCommon.Set, "CnvContact", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = OnlineHelp.Folder + "Set-CnvContact.md")]
[OutputType(typeof(CnvContactResult))]
public sealed class SetCnvContactCommand : SendContactCommand
{
}
