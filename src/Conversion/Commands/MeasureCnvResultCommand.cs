using System.Management.Automation;

namespace Conversion.Commands;

/// <summary>Measure-CnvResult: counts results, and says whether to run again and which exit code a script is to have.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "CnvResult", HelpUri = OnlineHelp.Folder + "Measure-CnvResult.md")]
[OutputType(typeof(CnvRunSummary))]
public sealed class MeasureCnvResultCommand : ResultCommand
{
    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(Summary.Build(reportPath: null));
}
