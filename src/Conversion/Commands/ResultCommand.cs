using System.Collections;
using System.Management.Automation;
using Conversion.Reports;

namespace Conversion.Commands;

/// <summary>The cmdlets that take the results of others and count them.</summary>
public abstract class ResultCommand : PSCmdlet
{
    private readonly ResultReader _reader = new();

    private protected ResultCommand()
    {
    }

    /// <summary>A result of Set-CnvContact, Sync-CnvContact, Compare-CnvContact or Add-CnvEvent, live or from a file or a job.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    private protected RunSummaryBuilder Summary { get; } = new();

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject?.BaseObject is IList list)
        {
            foreach (object? item in list)
            {
                Process(item is null ? null : PSObject.AsPSObject(item));
            }
        }
        else
        {
            Process(InputObject);
        }
    }

    /// <summary>Handles an object of the pipeline that was counted, or that is not a result.</summary>
    private protected virtual void Handle(PSObject item, in RowResult? result)
    {
    }

    private void Process(PSObject? item)
    {
        if (item is null)
        {
            return;
        }

        if (_reader.TryRead(item, out RowResult result))
        {
            Summary.Add(result);
            Handle(item, result);
            return;
        }

        Summary.AddForeignObject();
        string type = item.TypeNames.Count > 0 ? item.TypeNames[0] : item.BaseObject.GetType().FullName;
        WriteError(CnvErrors.From(
            CnvErrors.NotAResult, string.Format(System.Globalization.CultureInfo.InvariantCulture, Messages.NotAResult, Model.Printable.Text(type, 120)), item));
        Handle(item, null);
    }
}
