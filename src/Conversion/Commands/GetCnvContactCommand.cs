using System.Management.Automation;
using Conversion.Exports;

namespace Conversion.Commands;

/// <summary>Get-CnvContact: every contact of the account, as it is now.</summary>
[Cmdlet(VerbsCommon.Get, "CnvContact", HelpUri = OnlineHelp.Folder + "Get-CnvContact.md")]
[OutputType(typeof(CnvContactRecord))]
public sealed class GetCnvContactCommand : ExportCommand
{
    private readonly ExportedObjects _objects = new();

    /// <inheritdoc/>
    protected override void EndProcessing() => ReadExport(new ExportRequest { Kind = ExportKind.Contacts, PageSize = PageSize }, cursor: null, Write);

    private void Write(ExportReader reader, ExportObject item)
    {
        if (_objects.ToContact(item) is PSObject contact)
        {
            WriteObject(contact);
        }
        else
        {
            reader.Fail(Messages.ExportedContactWithoutId);
        }
    }
}
