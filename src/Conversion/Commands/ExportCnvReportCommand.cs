using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using Conversion.Reports;

namespace Conversion.Commands;

/// <summary>Export-CnvReport: writes a report of a run, one HTML file, from its results.</summary>
[Cmdlet(
    VerbsData.Export, "CnvReport", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low,
    HelpUri = OnlineHelp.Folder + "Export-CnvReport.md")]
[OutputType(typeof(CnvRunSummary), typeof(CnvContactResult), typeof(CnvContactComparison))]
public sealed class ExportCnvReportCommand : ResultCommand, IDisposable
{
    private readonly List<ReportRow> _rows = [];
    private AtomicFile? _file;
    private string? _path;

    /// <summary>The file to write. Brackets are part of the name.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "FilePath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>The title of the report.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Title { get; set; } = "Contacts sent to Conversion";

    /// <summary>Hands the results on, as they come, instead of a summary at the end.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Shows addresses and cells of rows that did not go through.</summary>
    [Parameter]
    public SwitchParameter IncludeRow { get; set; }

    /// <summary>Replaces a file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _path = this.FileAt(Path);
            AtomicFile file = new(_path, Force);
            if (file.IsInTheWay)
            {
                ThrowTerminatingError(CnvErrors.From(
                    CnvErrors.ReportExists, string.Format(System.Globalization.CultureInfo.InvariantCulture, Messages.ReportExists, _path), Path));
            }

            if (IsAllowed(_path))
            {
                file.Check();
                _file = file;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(CnvErrors.From(CnvErrors.ReportUnavailable, exception.Message, Path, exception));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        string? written = null;
        try
        {
            written = Write(isStopped: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            WriteError(CnvErrors.From(CnvErrors.ReportUnavailable, exception.Message, Path, exception));
        }

        if (!PassThru)
        {
            WriteObject(Summary.Build(written));
        }
    }

    /// <summary>Writes the report of a run that was stopped: by Ctrl+C, by an error of another command, or because no more results are wanted.</summary>
    public void Dispose()
    {
        try
        {
            Write(isStopped: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The pipeline takes no error any more.
        }
    }

    private protected override void Handle(PSObject item, in RowResult? result)
    {
        if (IncludeRow && result is { ErrorCode: not null } row && _rows.Count < ReportPage.MaximumRows)
        {
            _rows.Add(new ReportRow(row));
        }

        if (PassThru)
        {
            WriteObject(item);
        }
    }

    private string TitleOfPage => Summary.LastRun?.Command == "Add-CnvEvent" && !MyInvocation.BoundParameters.ContainsKey(nameof(Title)) ? "Events sent to Conversion" : Title;

    // Once, however the command ends.
    private string? Write(bool isStopped)
    {
        AtomicFile? file = _file;
        _file = null;
        Summary.IsStopped = isStopped;
        file?.Write(new ReportPage(Summary, TitleOfPage) { Rows = IncludeRow ? _rows : null }.ToHtml());
        return file is null ? null : _path;
    }

    private bool IsAllowed(string path)
    {
        if (this.MustAsk())
        {
            return ShouldProcess(path, Messages.ExportReport);
        }

        this.WriteOperation(Messages.ExportReport, path);
        return true;
    }
}
