using System.Collections;
using System.Management.Automation;

namespace Conversion.Benchmarks;

/// <summary>The ceiling: a cmdlet with the parameters of Set-CnvContact that binds a row and writes one object, and nothing else.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Ceiling")]
public sealed class BindOnlyCommand : PSCmdlet
{
    /// <summary>The row.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>As Set-CnvContact has it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Email { get; set; }

    /// <summary>As Set-CnvContact has it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? CnvContactId { get; set; }

    /// <summary>As Set-CnvContact has it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? SubscriptionStatus { get; set; }

    /// <summary>As Set-CnvContact has it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public IDictionary? Fields { get; set; }

    /// <summary>As Set-CnvContact has it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public IDictionary? CompanyFields { get; set; }

    /// <summary>As Set-CnvContact has it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter UpdateOnly { get; set; }

    /// <summary>As Set-CnvContact has it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter SyncToCRM { get; set; }

    /// <summary>As Set-CnvContact has it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter PreserveExistingFields { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(new Answer(Email, InputObject));

    private sealed record Answer(string? Email, object? InputObject);
}
