using System.Globalization;
using System.Management.Automation;
using Conversion.Model;

namespace Conversion.Commands;

/// <summary>ConvertTo-CnvContact: what Set-CnvContact would send for each row, and what is wrong with it. Nothing is sent.</summary>
[Cmdlet(VerbsData.ConvertTo, "CnvContact", HelpUri = OnlineHelp.Folder + "ConvertTo-CnvContact.md")]
[OutputType(typeof(CnvContact), typeof(string))]
public sealed class ConvertToCnvContactCommand : ContactRowCommand
{
    private RowErrors? _errors;
    private long _rows;

    /// <summary>Emits the JSON of each contact, and an error for each row that has issues.</summary>
    [Parameter]
    public SwitchParameter AsJson { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        this.RedactKeyFromLine();
        _errors = new RowErrors(this);
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _rows++;
        CnvContact contact = ConvertRow();
        if (!AsJson)
        {
            WriteObject(contact);
        }
        else if (contact.ToJson() is string json)
        {
            WriteObject(json);
        }
        else
        {
            InputRow row = new(_rows, InputObject, contact.Email, RequestedId: null);
            _errors!.Write(UpsertOutcome.Invalid(contact.Issues[0]), row.Target, row.Describe());
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => CompleteRows();
}
