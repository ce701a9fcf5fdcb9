using System.Collections;
using System.Management.Automation;

namespace Conversion.Benchmarks;

/// <summary>The upper bound: a cmdlet with the parameters of Set-CnvContact that only binds a row and writes one object.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Ceiling")]
public sealed class BindOnlyCommand : PSCmdlet
{
    /// <summary>The row.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>The same parameter as in Set-CnvContact.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Email { get; set; }

    /// <summary>The same parameter as in Set-CnvContact.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? CnvContactId { get; set; }

    /// <summary>The same parameter as in Set-CnvContact.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? SubscriptionStatus { get; set; }

    /// <summary>The same parameter as in Set-CnvContact.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public IDictionary? Fields { get; set; }

    /// <summary>The same parameter as in Set-CnvContact.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public IDictionary? CompanyFields { get; set; }

    /// <summary>The same parameter as in Set-CnvContact.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter UpdateOnly { get; set; }

    /// <summary>The same parameter as in Set-CnvContact.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter SyncToCRM { get; set; }

    /// <summary>The same parameter as in Set-CnvContact.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter PreserveExistingFields { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(new BoundRow(Email, InputObject));

    private sealed record BoundRow(string? Email, object? InputObject);
}
