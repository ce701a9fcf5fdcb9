using System.Management.Automation;

namespace Conversion.Benchmarks;

/// <summary>Rows out of nothing, one at a time, so that what is measured holds none of them.</summary>
[Cmdlet(VerbsCommon.New, "Row")]
public sealed class NewRowCommand : PSCmdlet
{
    /// <summary>How many.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public int Count { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        for (int i = 1; i <= Count; i++)
        {
            WriteObject(Rows.Make(i));
        }
    }
}
