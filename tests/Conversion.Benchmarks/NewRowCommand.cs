using System.Management.Automation;

namespace Conversion.Benchmarks;

/// <summary>Creates rows one at a time, so that the measured memory includes none of them.</summary>
[Cmdlet(VerbsCommon.New, "Row")]
public sealed class NewRowCommand : PSCmdlet
{
    /// <summary>The number of rows.</summary>
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
